import { setImmediate } from 'node:timers/promises';
import type { DeviceTensor } from '../engines/Engine.js';
import { readOnce } from '../engines/readOnce.js';
import type { CachePlace, DecoderRunner } from '../models/DecoderRunner.js';
import { readAnewAt, sameFrequencies } from '../models/frequenciesByLength.js';
import { padLeft, type PaddedBatch } from '../models/tokenBatches.js';
import { throwIfAborted } from '../RuntimeError.js';
import { planPasses } from './planPasses.js';
import type { PromptCache } from './PromptCache.js';
import { isRunning, lengthOf, type Row } from './Row.js';

/** The caches grow by so many columns at a time. */
const growth = 64;
/** Rows leave once so large a share has ended: each time the caches are written anew. */
export const leavingShare = 1 / 8;

/** What a row's answer goes on with. */
export interface NextToken {
  readonly row: Row;
  readonly token: number;
}

/** A row's place in the caches. */
interface Slot {
  readonly row: Row;
  /** The column of its first token. */
  readonly start: number;
  /** Tokens of its answer that are in the caches. */
  known: number;
}

/**
 * Rows that are run together, with key/value caches: all write their next token into the same column. Rows come and go. It reads
 * their answers, which may have begun before, and changes none: that is for whoever takes the tokens.
 */
export class RowBatch {
  private slots: Slot[] = [];
  private capacity = 0;
  /** Where the next token of every row goes. */
  private column = 0;
  /** Columns that the caches have lost: positions count on. */
  private shift = 0;
  private hasStepped = false;

  constructor(
    private readonly runner: DecoderRunner,
    private readonly padTokenId: number,
    /** Whether the tokens are drawn from logits, or the engine finds the most probable. */
    private readonly output: 'logits' | 'nextIds',
    private readonly prompts: PromptCache | undefined,
  ) {}

  /** Those whose answers haven't ended. */
  get running(): Row[] {
    return this.slots.map(({ row }) => row).filter(isRunning);
  }

  /**
   * Lets those leave that have ended, and others come, longest first, that must be no longer than the batch's longest is by now,
   * unless nobody is there.
   * @returns the newcomers in the groups in which they are to be read
   */
  admit(rows: readonly Row[]): Row[][] {
    this.arrange(rows);
    return this.passes(rows);
  }

  /**
   * Where the keys in the caches are to be rotated otherwise once the rows are a token longer, all rows must be read anew, with
   * their newest tokens, instead of `next`.
   * @returns the rows in the groups in which they are to be read; mostly none
   */
  outgrow(): Row[][] {
    const length = this.column - Math.min(...this.slots.map(({ start }) => start));
    if (readAnewAt(this.runner.config.rotary, length, length + 1) === undefined) return [];
    this.arrange([]);
    for (const slot of this.slots) slot.known++;
    this.column++;
    this.hasStepped = true;
    return this.passes(this.running);
  }

  /**
   * Reads rows' prompts, and what their answers have already; gives the next token of each.
   * @throws RuntimeError('memory') where it is too much: no sampler was used, begin again with fewer rows
   */
  async read(rows: readonly Row[]): Promise<NextToken[]> {
    const slots = rows.map((row) => this.slots.findIndex((slot) => slot.row === row));
    const sequences = rows.map((row, index) => [
      ...row.ids,
      ...row.answer.tokens.slice(0, this.slots[slots[index]!]!.known),
    ]);
    return this.nextTokens(this.prefill(padLeft(sequences, this.padTokenId), slots), slots);
  }

  /**
   * Computes the next token of each row that hasn't ended; of one whose answer is being read again, none.
   * @throws RuntimeError('memory') as `read` does
   */
  async next(): Promise<NextToken[]> {
    const ended = this.slots.length - this.running.length;
    if (this.column >= this.capacity || ended >= leavingShare * this.slots.length) this.arrange([]);
    const tokens = this.slots.map(
      ({ row: { answer }, known }) => answer.tokens[known] ?? answer.tokens.at(-1)!,
    );
    const starts = this.slots.map(({ start }) => start);
    const result = this.runner.step(tokens, starts, this.place, [this.output])[this.output];
    this.hasStepped = true;
    for (const slot of this.slots) slot.known++;
    this.column++;
    return this.nextTokens(result, [...this.slots.keys()]);
  }

  /** Rows, longest first, in the groups in which they are read. */
  private passes(rows: readonly Row[]): Row[][] {
    let start = 0;
    return planPasses(rows.map((row) => this.lengthKnown(row))).map((count) =>
      rows.slice(start, (start += count)),
    );
  }

  private prefill(batch: PaddedBatch, slots: readonly number[]): DeviceTensor {
    const { place, output, runner } = this;
    const position = place.column + place.shift - batch.length;
    // Who joins later does so at another position each time.
    const cache = this.hasStepped ? undefined : this.prompts;
    const pass = cache?.plan(batch, position, runner.downProjections.lowestEdited);
    const outputs = [output, ...(pass?.outputs ?? [])];
    const { [output]: result, ...kept } = runner.prefill(batch, slots, place, outputs, pass?.feeds);
    pass?.keep(kept);
    return result!;
  }

  private get place(): CachePlace {
    const { capacity, column, shift } = this;
    return { slots: this.slots.length, capacity, column, shift };
  }

  /** Makes room for newcomers, or for more columns; what only rows had that have ended goes. */
  private arrange(newcomers: readonly Row[]): void {
    const stay = [...this.slots.keys()].filter((slot) => isRunning(this.slots[slot]!.row));
    const first = Math.min(this.column, ...stay.map((slot) => this.slots[slot]!.start));
    const column = Math.max(this.column - first, ...newcomers.map((row) => this.lengthKnown(row)));
    const dropped = this.column - column;
    const capacity = Math.ceil((column + 1) / growth) * growth;
    if (stay.length === 0) this.runner.allocate(newcomers.length, capacity);
    else this.runner.arrange([...stay, ...newcomers.map(() => undefined)], dropped, this.place, capacity);
    this.slots = [
      ...stay.map((slot) => ({ ...this.slots[slot]!, start: this.slots[slot]!.start - dropped })),
      ...newcomers.map((row) => {
        const known = this.knownAtOnce(row);
        return { row, known, start: column - row.ids.length - known };
      }),
    ];
    this.shift = stay.length === 0 ? 0 : this.shift + dropped;
    this.column = column;
    this.capacity = capacity;
  }

  private lengthKnown(row: Row): number {
    return row.ids.length + this.knownAtOnce(row);
  }

  /**
   * How many tokens of an answer are read along with its prompt: all, but under dynamic NTK none where that would rotate
   * the prompt by other frequencies than it was at first; those are read one by one.
   */
  private knownAtOnce(row: Row): number {
    const { rotary } = this.runner.config;
    const isRotatedOtherwise =
      rotary.type === 'dynamic' && !sameFrequencies(rotary, row.ids.length, lengthOf(row));
    return isRotatedOtherwise ? 0 : row.answer.tokens.length;
  }

  /** The next token of each row: from logits one that its sampler draws, else the most probable one, as the engine found it. */
  private async nextTokens(result: DeviceTensor, slots: readonly number[]): Promise<NextToken[]> {
    const vocabulary = result.shape.at(-1)!;
    const values = await readOnce(result);
    return slots.flatMap((slot, index) => {
      const { row, known } = this.slots[slot]!;
      // One that has ended but not left yet is computed along; its tokens don't count.
      if (!isRunning(row) || known < row.answer.tokens.length) return [];
      if (this.output === 'nextIds') return [{ row, token: values[index]! }];
      const logits = (values as Float32Array).subarray(index * vocabulary, (index + 1) * vocabulary);
      return [{ row, token: row.sampler!.draw(logits) }];
    });
  }
}

/** Lets signals and timers in: a run blocks the event loop. */
export async function pause(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  throwIfAborted(signal);
}
