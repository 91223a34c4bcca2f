import { setImmediate } from 'node:timers/promises';

export interface MergeOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: MergeProgress) => void;
}

export interface MergeProgress {
  readonly step: 'Check' | 'Join';
  readonly fraction: number;
  readonly file: string;
}

/** Lets a Ctrl-C through, which a long loop over a file would keep waiting. */
export async function breathe(signal: AbortSignal): Promise<void> {
  await setImmediate();
  signal.throwIfAborted();
}
