import { cutToWidth } from './cutToWidth.js';
import { progressBar } from './progressBar.js';

/** What of a stream the progress needs. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressEvent {
  /** What is being done, such as 'Download TensorFlow 2.21.0'. */
  readonly step: string;
  /** How much of it is done, 0 to 1. */
  readonly fraction?: number;
  /** More about it, such as '120 of 274 MB'. */
  readonly detail?: string;
}

const millisecondsBetweenDraws = 80;
const millisecondsBetweenLines = 10_000;
const barWidth = 24;
const clearLine = '\r\u001b[2K';

/**
 * Shows on standard error what is going on: on a terminal as one line that is written anew, elsewhere as a line when a
 * step begins and then one each ten seconds.
 */
export class Progress {
  private step = '';
  private shown = false;
  private last = -Infinity;

  constructor(
    private readonly stream: ProgressStream,
    private readonly now: () => number = Date.now,
  ) {}

  update(event: ProgressEvent): void {
    const isNew = event.step !== this.step;
    const wait = this.stream.isTTY ? millisecondsBetweenDraws : millisecondsBetweenLines;
    const finished = event.fraction === 1 && this.stream.isTTY;
    if (!isNew && !finished && this.now() - this.last < wait) return;
    this.step = event.step;
    this.last = this.now();
    if (!this.stream.isTTY) {
      this.stream.write(`${describe(event, isNew)}\n`);
      return;
    }
    const bar = event.fraction === undefined ? '' : ` ${progressBar(event.fraction, barWidth)}`;
    const line = `${event.step}${bar}${event.detail === undefined ? '' : ` ${event.detail}`}`;
    this.stream.write(clearLine + cutToWidth(line, (this.stream.columns ?? 80) - 1));
    this.shown = true;
  }

  /** Takes the rewritten line away, so that other text can follow. */
  clear(): void {
    if (this.shown) this.stream.write(clearLine);
    this.shown = false;
    this.step = '';
  }

  /** A line that stays. */
  note(line: string): void {
    this.clear();
    this.stream.write(`${line}\n`);
  }
}

function describe({ step, fraction, detail }: ProgressEvent, isNew: boolean): string {
  const percent =
    fraction === undefined || (isNew && fraction === 0) ? '' : ` ${Math.round(fraction * 100)} %`;
  return `${step}${percent === '' && detail === undefined ? ' …' : ':'}${percent}${detail === undefined ? '' : ` ${detail}`}`;
}
