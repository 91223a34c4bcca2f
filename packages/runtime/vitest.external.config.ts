import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { include: ['src/**/*.external.spec.ts'] } });
