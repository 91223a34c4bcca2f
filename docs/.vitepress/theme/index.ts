import DefaultTheme from 'vitepress/theme-without-fonts';
import type { Theme } from 'vitepress';
import FirstPage from './FirstPage.vue';
import './style.css';

/** VitePress's own theme with the system's fonts, and a first page that shows an edit. */
export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component('FirstPage', FirstPage); // the layout that index.md names
  },
} satisfies Theme;
