import { pageNames, readmeOf } from '../.vitepress/packageReadmes.js';

/** A page for each package: its README. */
export default {
  watch: ['../../packages/*/README.md', '../../apps/study/README.md'],
  paths: () => pageNames.map((name) => ({ params: { name }, content: readmeOf(name) })),
};
