import { slug } from 'github-slugger';
import { defineConfig } from 'vitepress';
import { checkLinks } from './checkLinks.js';
import { copyExamples } from './copyExamples.js';
import { followRepositoryLinks } from './followRepositoryLinks.js';
import { leaveCornersEmpty } from './leaveCornersEmpty.js';
import { apiSidebar, guideSidebar } from './sidebar.js';

/** Where the site lies on its host: `/`, or `/name/` on GitHub Pages. */
const base = process.env['DOCS_BASE'] ?? '/';
const sidebar = [...guideSidebar(), ...apiSidebar()];

export default defineConfig({
  title: 'mSafeEdit',
  description: 'Remove toxic behaviour from language models by knowledge editing, in many languages',
  lang: 'en-GB',
  base,
  srcExclude: ['README.md'], // the index on GitHub; the sidebar is made of it
  rewrites: { 'examples/:name/README.md': 'examples/:name/index.md' },
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}icon.svg` }]],
  vite: { build: { chunkSizeWarningLimit: 2000 } }, // the search index is one file
  markdown: {
    config: (md) => {
      followRepositoryLinks(md);
      leaveCornersEmpty(md);
    },
    anchor: { slugify: (title) => slug(title) }, // GitHub's anchors, so that links lead to the same place there and here
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  themeConfig: {
    logo: '/icon.svg',
    nav: [
      { text: 'First edit', link: '/first-edit' },
      { text: 'DINM explained', link: '/dinm' },
      { text: 'API', link: '/api/' },
    ],
    sidebar,
    outline: [2, 3],
    search: {
      provider: 'local',
      options: {
        miniSearch: {
          // Most words stand somewhere in the API reference; who searches for one mostly wants a guide.
          searchOptions: { boostDocument: (page: string) => (page.includes('/api/') ? 0.25 : 1) },
        },
      },
    },
    externalLinkIcon: true,
  },
  async buildEnd({ outDir }) {
    await copyExamples(outDir);
    await checkLinks(outDir, base);
  },
});
