import { cutToWidth } from './cutToWidth.js';
import { printable, printableLine } from './printable.js';
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
const millisecondsToFirstLine = 2_000;
const millisecondsBetweenLines = 10_000;
const barWidth = 24;
const clearLine = '\r\u001b[2K';

/**
 * Shows on standard error what is going on: on a terminal as one line that is written anew; elsewhere as few lines, one
 * for a step that takes longer than two seconds, and then one each ten seconds. A step that can't say how far it is gets
 * its line at once, since there may be no second chance.
 */
export class Progress {
  private step = '';
  private shown = false;
  /** Before this time nothing is written for the same step. */
  private due = 0;

  constructor(
    private readonly stream: ProgressStream,
    private readonly now: () => number = Date.now,
  ) {}

  update({ step, detail, ...rest }: ProgressEvent): void {
    const event = {
      ...rest,
      step: printableLine(step),
      ...(detail !== undefined && { detail: printableLine(detail) }),
    };
    const isNew = event.step !== this.step;
    this.step = event.step;
    if (this.stream.isTTY) this.draw(event, isNew);
    else this.print(event, isNew);
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
    this.stream.write(`${printable(line)}\n`);
  }

  private draw({ step, fraction, detail }: ProgressEvent, isNew: boolean): void {
    if (!isNew && fraction !== 1 && this.now() < this.due) return;
    this.due = this.now() + millisecondsBetweenDraws;
    const bar = fraction === undefined ? '' : ` ${progressBar(fraction, barWidth)}`;
    const line = `${step}${bar}${detail === undefined ? '' : ` ${detail}`}`;
    this.stream.write(clearLine + cutToWidth(line, (this.stream.columns ?? 80) - 1));
    this.shown = true;
  }

  private print(event: ProgressEvent, isNew: boolean): void {
    if (isNew) this.due = this.now() + (event.fraction === undefined ? 0 : millisecondsToFirstLine);
    if (this.now() < this.due) return;
    this.due = this.now() + millisecondsBetweenLines;
    this.stream.write(`${describe(event)}\n`);
  }
}

function describe({ step, fraction, detail }: ProgressEvent): string {
  const more = [fraction === undefined ? '' : `${Math.round(fraction * 100)} %`, detail ?? ''].filter(
    Boolean,
  );
  return more.length === 0 ? `${step} …` : `${step}: ${more.join(', ')}`;
}
