import { configDefaults, defineConfig } from 'vitest/config';

// What needs programs that npm doesn't bring runs apart: `npm run test:external`.
export default defineConfig({
  test: { include: ['src/**/*.spec.ts'], exclude: [...configDefaults.exclude, 'src/**/*.external.spec.ts'] },
});
