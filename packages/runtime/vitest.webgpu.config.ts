import { defineConfig } from 'vitest/config';

/**
 * The engine `webgpu`: the specs that hold every engine to the same results, and its own. The adapter is SwiftShader, which
 * computes on the processor, of Debian's chromium-common; or that of the driver that VK_DRIVER_FILES names.
 */
export default defineConfig({
  test: {
    include: [
      'src/**/*.webgpu.spec.ts',
      'src/program/operations.spec.ts',
      'src/engines/{run,state}.spec.ts',
      'src/engines/tfjs/TfjsEngine.spec.ts',
      'src/tinyModels.spec.ts',
    ],
    globalSetup: ['./test/setup/webgpuSetup.ts', './test/setup/globalSetup.ts'],
    env: { TESTED_ENGINES: 'webgpu' },
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
