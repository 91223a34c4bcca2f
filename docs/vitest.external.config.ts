import { defineConfig } from 'vitest/config';

/** What looks at the built site in a browser: Debian's chromium, or the one that CHROMIUM names. */
export default defineConfig({
  test: { include: ['*.external.spec.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
});
