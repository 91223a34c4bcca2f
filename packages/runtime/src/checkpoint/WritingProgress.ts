import { throwIfAborted } from '../RuntimeError.js';
import type { SetupEvent } from '../setup/index.js';

/** Tells how much of a known number of bytes is written, and lets a signal stop the writing. */
export class WritingProgress {
  private written = 0;

  constructor(
    private readonly total: number,
    private readonly signal: AbortSignal | undefined,
    private readonly onProgress: ((event: SetupEvent) => void) | undefined,
  ) {}

  /** @throws RuntimeError('aborted') */
  readonly add = (bytes: number): void => {
    throwIfAborted(this.signal);
    this.written += bytes;
    const megabytes = (count: number): string => Math.round(count / 1e6).toLocaleString('en');
    this.onProgress?.({
      step: 'Writing the checkpoint',
      fraction: this.total === 0 ? 1 : Math.min(1, this.written / this.total),
      detail: `${megabytes(this.written)} of ${megabytes(this.total)} MB`,
    });
  };
}
