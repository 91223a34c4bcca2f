import DefaultTheme from 'vitepress/theme-without-fonts';
import type { Theme } from 'vitepress';
import { h } from 'vue';
import FirstPage from './FirstPage.vue';
import NotFound from './NotFound.vue';
import './style.css';

/** VitePress's own theme with the system's fonts, and a first page that shows an edit. */
export default {
  extends: DefaultTheme,
  Layout: () => h(DefaultTheme.Layout, null, { 'not-found': () => h(NotFound) }),
  enhanceApp({ app }) {
    app.component('FirstPage', FirstPage); // the layout that index.md names
  },
} satisfies Theme;
