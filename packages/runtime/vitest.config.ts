import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.spec.ts'],
    // What fetches gigabytes, or needs a graphics adapter, runs apart: `npm run test:external`.
    exclude: [...configDefaults.exclude, 'src/**/*.external.spec.ts', 'src/**/*.webgpu.spec.ts'],
    globalSetup: './test/setup/globalSetup.ts',
    // TensorFlow's addon is native, and one model keeps every core busy
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
