import { defineConfig } from 'vitest/config';

export default defineConfig({
  // the machine may be busy
  test: { include: ['src/**/*.spec.ts'], maxWorkers: 2, testTimeout: 120_000 },
});
