import { defineConfig } from 'vitest/config';

/** What installs the packed packages with npm, and needs a browser: Debian's chromium, or the one that CHROMIUM names. */
export default defineConfig({
  test: { include: ['src/**/*.external.spec.ts'], maxWorkers: 2, testTimeout: 600_000, hookTimeout: 240_000 },
});
