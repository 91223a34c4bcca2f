import { existsSync } from 'node:fs';

const swiftShader = '/usr/lib/chromium/vk_swiftshader_icd.json';

/** Vitest's global set-up for the engine `webgpu`: chooses the adapter that the tests run on, and fails without one. */
export function setup(): void {
  const driver = (process.env['VK_DRIVER_FILES'] ??= swiftShader);
  if (existsSync(driver)) return;
  process.stderr.write(
    `set-up failed: there is no Vulkan driver ${driver}: apt-get install libvulkan1 chromium-common, or set VK_DRIVER_FILES.\n`,
  );
  process.exit(1);
}
