import { defineConfig } from 'vitest/config';

/** What needs Debian's chromium (or the one that CHROMIUM names), or its PostgreSQL. */
export default defineConfig({
  test: { include: ['src/**/*.external.spec.ts'], maxWorkers: 2, testTimeout: 240_000, hookTimeout: 240_000 },
});
