import { packageNames, readmeOf } from '../.vitepress/packageReadmes.js';

/** A page for each package: its README. */
export default {
  watch: ['../../packages/*/README.md'],
  paths: () => packageNames.map((name) => ({ params: { name }, content: readmeOf(name) })),
};
