import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.spec.ts'],
    exclude: ['src/**/*.external.spec.ts'],
    maxWorkers: 2,
    // most of the time goes to processes of their own, on a machine that may be busy
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
