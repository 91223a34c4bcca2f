/** What tells graphics adapters apart. */
export interface AdapterInfo {
  readonly vendor: string;
  readonly device: string;
  readonly description: string;
}

/**
 * Flags for Dawn, the WebGPU of Chromium, of `$MSAFEEDIT_DAWN`, with semicolons between them:
 * `backend=vulkan;adapter=NVIDIA H100 80GB HBM3`.
 */
export const dawnFlags = (): string[] =>
  (process.env['MSAFEEDIT_DAWN'] ?? '').split(';').filter((flag) => flag !== '');

/** For people: the adapter and its driver. */
export const describeAdapter = ({ vendor, device, description }: AdapterInfo): string =>
  [device || vendor, description && `(${description})`].filter((part) => part !== '').join(' ');

/** What to do where WebGPU finds no adapter. */
export function adapterAdvice(): string {
  if (process.platform !== 'linux') return "Install the driver of this machine's graphics card.";
  return (
    'It needs libvulkan.so.1 (the package libvulkan1 of Debian and Ubuntu) and a Vulkan driver: that of the card, or one ' +
    "that computes on the processor, such as SwiftShader in Debian's chromium-common. VK_DRIVER_FILES names the driver's .json file."
  );
}
