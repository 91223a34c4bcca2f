import { RuntimeError, throwIfAborted } from '../RuntimeError.js';
import type { GenerateOptions } from './GenerateOptions.js';
import type { GenerationModel } from './GenerationModel.js';
import { planBatches } from './planBatches.js';
import { isRunning, type Row } from './Row.js';
import { type NextToken, pause, RowBatch } from './RowBatch.js';

export type Listeners = Pick<GenerateOptions, 'signal' | 'onToken' | 'onBatch'>;

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
    for (const batch of this.plan(rows)) await this.answerBatch(batch, false);
  }

  private async answerBatch(rows: readonly Row[], halved: boolean): Promise<void> {
    if (rows.length > this.most) {
      const middle = Math.ceil(rows.length / 2);
      await this.answerBatch(rows.slice(0, middle), true);
      await this.answerBatch(rows.slice(middle), true);
      return;
    }
    if (await this.fits(rows, halved)) return;
    this.model.runner.releaseCaches();
    const left = rows.filter(isRunning);
    this.most = Math.min(this.most, Math.ceil(left.length / 2));
    // Answers that have begun are read at once, which may itself take more memory than reading the prompts did.
    for (const batch of this.plan(left)) await this.answerBatch(batch, true);
  }

  /** Answers rows together; false where several of them took too much memory. */
  private async fits(rows: readonly Row[], halved: boolean): Promise<boolean> {
    const { signal, onBatch, onToken } = this.listeners;
    throwIfAborted(signal);
    onBatch?.({ rows: rows.length, halved });
    const batch = new RowBatch(this.model.runner, this.model.padTokenId, rows);
    while (rows.some(isRunning)) {
      const tokens = await this.nextTokens(batch, rows);
      if (!tokens) return false;
      for (const { row, token } of tokens) {
        const text = row.answer.push(token);
        onToken?.({ prompt: row.index, token, text });
      }
      await pause(signal);
    }
    return true;
  }

  private async nextTokens(batch: RowBatch, rows: readonly Row[]): Promise<NextToken[] | undefined> {
    try {
      return await batch.next(this.listeners.signal);
    } catch (error) {
      if (!RuntimeError.is(error) || error.code !== 'memory') throw error;
      if (rows.length > 1) return undefined;
      const { name, ids, answer } = rows[0]!;
      throw new RuntimeError(
        'memory',
        `${name} doesn't fit even alone (${ids.length} tokens, and ${answer.tokens.length} of its answer): ${error.message}`,
        { cause: error },
      );
    }
  }

  private plan(rows: readonly Row[]): Row[][] {
    const lengths = rows.map(({ ids, answer }) => ids.length + answer.tokens.length);
    const begun = Math.max(0, ...rows.map(({ answer }) => answer.tokens.length));
    return planBatches(lengths, this.maxNewTokens - begun, this.model.batchLimits).map((batch) =>
      batch.map((index) => rows[index]!),
    );
  }
}
