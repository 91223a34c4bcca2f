/**
 * Memory that is used again and again while a model is loaded. A page that the system hands out for the first time costs
 * more than all that is then done with it: about 2.5 microseconds for 4 KiB on a virtual machine.
 */
export class LoadingMemory {
  private readonly buffer: ArrayBuffer;
  private used = 0;

  /** @param capacity bytes that are taken between two calls of `reset`, as `LoadingMemory.room` counts them; for more there is new memory */
  constructor(capacity: number) {
    this.buffer = new ArrayBuffer(capacity);
  }

  /** What a block of so many bytes takes up. */
  static room(byteLength: number): number {
    return 8 * Math.ceil(byteLength / 8) + 8;
  }

  /**
   * Bytes to be written to; what they hold means nothing. They begin 4 bytes behind a multiple of 8: float32 and 16-bit words fit
   * there, and TensorFlow, which takes over JavaScript's memory where it begins at a multiple of 64 bytes, copies them.
   */
  readonly take = (byteLength: number): Uint8Array<ArrayBuffer> => {
    const room = LoadingMemory.room(byteLength);
    const fits = this.used + room <= this.buffer.byteLength;
    const block = fits
      ? new Uint8Array(this.buffer, this.used + 4, byteLength)
      : new Uint8Array(new ArrayBuffer(byteLength + 4), 4);
    if (fits) this.used += room;
    return block;
  };

  /** What was taken may be overwritten from now on. */
  reset(): void {
    this.used = 0;
  }
}
