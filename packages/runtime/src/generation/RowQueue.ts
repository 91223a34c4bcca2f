import { sameFrequencies } from '../models/frequenciesByLength.js';
import { RuntimeError, throwIfAborted } from '../RuntimeError.js';
import type { GenerateOptions } from './GenerateOptions.js';
import type { GenerationModel } from './GenerationModel.js';
import { planBatches, rowsThatFit } from './planBatches.js';
import { isRunning, lengthOf, type Row } from './Row.js';
import { leavingShare, type NextToken, pause, RowBatch } from './RowBatch.js';

/** What of a call isn't a setting. */
export type Listeners = Pick<GenerateOptions, 'signal' | 'onToken' | 'onBatch' | 'promptCache'>;

/** Answers rows batch after batch, in smaller ones where memory runs out. */
export class RowQueue {
  /** No batch has more rows: what is known to fit. */
  private most = Number.POSITIVE_INFINITY;

  constructor(
    private readonly model: Pick<GenerationModel, 'runner' | 'padTokenId' | 'batchLimits'>,
    private readonly maxNewTokens: number,
    private readonly listeners: Listeners,
  ) {}

  /** @throws RuntimeError('memory') where a row doesn't fit even alone; 'aborted'; what a listener throws */
  async answer(rows: readonly Row[]): Promise<void> {
    const { batchLimits } = this.model;
    const lengths = rows.map(lengthOf);
    for (const batch of planBatches(lengths, this.maxNewTokens, batchLimits)) {
      let left = batch.map((index) => rows[index]!);
      while (left.length > 0) left = await this.answerTogether(left);
    }
  }

  /** Answers rows, longest first, as many together as fit. @returns those that are left where memory ran out */
  private async answerTogether(rows: readonly Row[]): Promise<Row[]> {
    const { runner, padTokenId } = this.model;
    const { signal, onBatch, promptCache } = this.listeners;
    const batch = new RowBatch(runner, padTokenId, rows[0]!.sampler ? 'logits' : 'nextIds', promptCache);
    let waiting = rows;
    const outOfMemory = (error: RuntimeError): Row[] => {
      const left = rows.filter(isRunning);
      const together = left.length - waiting.length;
      const frees = (promptCache?.bytes ?? 0) > 0;
      promptCache?.clear();
      if (together === 1 && !frees) throw tooLarge(left[0]!, error);
      this.most = Math.min(this.most, Math.ceil(together / 2));
      return left.sort((a, b) => lengthOf(b) - lengthOf(a) || a.index - b.index);
    };
    while (batch.running.length > 0 || waiting.length > 0) {
      throwIfAborted(signal);
      const newcomers = waiting.slice(0, this.room(batch.running, waiting));
      waiting = waiting.slice(newcomers.length);
      if (newcomers.length > 0) {
        const halved = this.most !== Number.POSITIVE_INFINITY;
        onBatch?.({ rows: batch.running.length + newcomers.length, halved });
        const read = await this.read(batch, () => batch.admit(newcomers));
        if (read instanceof RuntimeError) return outOfMemory(read);
      }
      if (batch.running.length === 0) continue;
      const readAnew = await this.read(batch, () => batch.outgrow());
      if (readAnew instanceof RuntimeError) return outOfMemory(readAnew);
      if (readAnew > 0) continue;
      const tokens = await unlessFull(() => batch.next());
      if (tokens instanceof RuntimeError) return outOfMemory(tokens);
      await this.take(tokens);
    }
    return [];
  }

  /** Reads rows group after group. @returns how many, or that memory ran out */
  private async read(batch: RowBatch, admit: () => Row[][]): Promise<number | RuntimeError> {
    const groups = await unlessFull(admit);
    if (groups instanceof RuntimeError) return groups;
    for (const group of groups) {
      const tokens = await unlessFull(() => batch.read(group));
      if (tokens instanceof RuntimeError) return tokens;
      await this.take(tokens);
    }
    return groups.flat().length;
  }

  /** How many of those that wait join those that run. */
  private room(running: readonly Row[], waiting: readonly Row[]): number {
    if (waiting.length === 0) return 0;
    const { batchLimits } = this.model;
    const longest = Math.max(lengthOf(waiting[0]!), ...running.map(({ ids }) => ids.length));
    const fitting = Math.max(1, rowsThatFit(longest, this.maxNewTokens, batchLimits));
    const room = Math.min(this.most, fitting) - running.length;
    const isWorthIt = running.length === 0 || room >= leavingShare * (running.length + room);
    return isWorthIt ? Math.max(0, Math.min(room, this.rotatedAlike(running, waiting))) : 0;
  }

  /** How many of those that wait, longest first, are rotated like those that run for as long as they do. */
  private rotatedAlike(running: readonly Row[], waiting: readonly Row[]): number {
    const { rotary } = this.model.batchLimits.config;
    const all = [...running, ...waiting];
    const shortest = Math.min(...all.map(lengthOf));
    const longest = Math.max(...all.map(({ ids }) => ids.length)) + this.maxNewTokens;
    if (sameFrequencies(rotary, shortest, longest)) return waiting.length;
    if (running.length > 0) return 0;
    return waiting.filter((row) => lengthOf(row) === lengthOf(waiting[0]!)).length;
  }

  private async take(tokens: readonly NextToken[]): Promise<void> {
    const { signal, onToken } = this.listeners;
    for (const { row, token } of tokens) {
      const text = row.answer.push(token);
      onToken?.({ prompt: row.index, token, text });
    }
    await pause(signal);
  }
}

/** What the engine gives, or that its memory ran out. */
async function unlessFull<Result>(compute: () => Result | Promise<Result>): Promise<Result | RuntimeError> {
  try {
    return await compute();
  } catch (error) {
    if (RuntimeError.is(error) && error.code === 'memory') return error;
    throw error;
  }
}

const tooLarge = ({ name, ids, answer }: Row, error: RuntimeError): RuntimeError =>
  new RuntimeError(
    'memory',
    `${name} doesn't fit even alone (${ids.length} tokens, and ${answer.tokens.length} of its answer): ${error.message}`,
    { cause: error },
  );
