import { setImmediate } from 'node:timers/promises';
import type { DeviceTensor } from '../engines/Engine.js';
import { readOnce } from '../engines/readOnce.js';
import type { DecoderRunner } from '../models/DecoderRunner.js';
import { padLeft } from '../models/DecoderRunner.js';
import { throwIfAborted } from '../RuntimeError.js';
import { frequenciesChange } from './planBatches.js';
import { isRunning, type Row } from './Row.js';

/** The caches grow by so many positions at a time. */
const growth = 64;

/** What a row's answer goes on with. */
export interface NextToken {
  readonly row: Row;
  readonly token: number;
}

/**
 * Rows that are run together, with key/value caches. Their answers may have begun, with equally many tokens each: these
 * are read as the prompts are. It reads the answers, and changes none: that is for whoever takes the tokens.
 */
export class RowBatch {
  private rows: readonly Row[];
  private starts: readonly number[] = [];
  /** Positions that the caches hold, and those they have room for. */
  private length = 0;
  private capacity = 0;
  /** Tokens of each answer that are in the caches. */
  private known: number;
  private readonly output: 'logits' | 'nextIds';

  constructor(
    private readonly runner: DecoderRunner,
    private readonly padTokenId: number,
    rows: readonly Row[],
  ) {
    this.rows = rows;
    this.output = rows.some((row) => row.sampler) ? 'logits' : 'nextIds';
    this.known = this.readAhead(rows);
  }

  /**
   * Computes the next token of each row that hasn't ended.
   * @throws RuntimeError('memory') where the batch is too large: no sampler was used, begin again with fewer rows
   */
  async next(signal: AbortSignal | undefined): Promise<NextToken[]> {
    let result = this.length === 0 ? this.prefill() : this.step();
    // what the answers have already, but for what was read with the prompts
    while (this.known < this.begun) {
      result.dispose();
      await pause(signal);
      result = this.step();
    }
    const tokens = await this.nextTokens(result);
    // A row that has ended but not left yet is computed along; its tokens don't count.
    return this.rows.flatMap((row, index) => (isRunning(row) ? [{ row, token: tokens[index]! }] : []));
  }

  /** Tokens of each answer that has not ended. */
  private get begun(): number {
    return Math.max(...this.rows.map(({ answer }) => answer.tokens.length));
  }

  /**
   * How many tokens of each answer are read along with its prompt: all, but under dynamic NTK none where that would rotate
   * the prompt by other frequencies than it was at first.
   */
  private readAhead(rows: readonly Row[]): number {
    const longest = Math.max(...rows.map(({ ids, answer }) => ids.length + answer.tokens.length));
    return frequenciesChange(longest, this.runner.config) ? 0 : this.begun;
  }

  private prefill(): DeviceTensor {
    const batch = padLeft(
      this.rows.map(({ ids, answer }) => [...ids, ...answer.tokens.slice(0, this.known)]),
      this.padTokenId,
    );
    this.starts = batch.starts;
    this.length = batch.length;
    this.capacity = Math.ceil((batch.length + 1) / growth) * growth;
    return this.runner.prefill(batch, this.capacity, [this.output])[this.output];
  }

  private step(): DeviceTensor {
    this.makeRoom();
    const tokens = this.rows.map(({ answer }) => answer.tokens[this.known] ?? answer.tokens.at(-1)!);
    const place = { position: this.length, capacity: this.capacity, starts: this.starts };
    const result = this.runner.step(tokens, place, [this.output])[this.output];
    this.known++;
    this.length++;
    return result;
  }

  /** Lets rows leave that have ended, once they are an eighth, and the caches grow. */
  private makeRoom(): void {
    const running = [...this.rows.keys()].filter((row) => isRunning(this.rows[row]!));
    const full = this.length >= this.capacity;
    if (!full && (this.rows.length - running.length) * 8 < this.rows.length) return;
    const wider = full ? this.capacity + growth : this.capacity;
    this.runner.regroup(running, this.capacity, wider);
    this.capacity = wider;
    this.rows = running.map((row) => this.rows[row]!);
    this.starts = running.map((row) => this.starts[row]!);
  }

  /** The next token of each row: from logits one that its sampler draws, else the most probable one, as the engine found it. */
  private async nextTokens(result: DeviceTensor): Promise<number[]> {
    if (this.output === 'nextIds') return [...(await readOnce(result))];
    const vocabulary = result.shape.at(-1)!;
    const logits = (await readOnce(result)) as Float32Array;
    return this.rows.map(({ sampler }, row) =>
      sampler!.draw(logits.subarray(row * vocabulary, (row + 1) * vocabulary)),
    );
  }
}

/** Lets signals and timers in: a run blocks the event loop. */
export async function pause(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  throwIfAborted(signal);
}
