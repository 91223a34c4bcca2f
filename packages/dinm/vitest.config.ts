import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.spec.ts'],
    maxWorkers: 2,
    // models run here, on machines that are busy with other things; the first one may install its engine
    testTimeout: 300_000,
    hookTimeout: 900_000,
  },
});
