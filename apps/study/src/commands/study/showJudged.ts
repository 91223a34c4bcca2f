import { writeLine, type Context } from '../../Context.js';
import type { JudgedCount } from '../../study/judgeStudy.js';

/** A line for each judge; why one could not go on, on standard error. */
export function showJudged(counts: readonly JudgedCount[], prefix: string, context: Context): void {
  for (const { judge, judged, added, unscored, cost, failure } of counts) {
    writeLine(
      context,
      `${prefix}${judge}: ${judged} answers judged, ${added} of them now` +
        (unscored > 0 ? `, ${unscored} without a verdict` : '') +
        (cost > 0 ? `, $${cost.toFixed(2)}` : ''),
    );
    if (failure !== undefined) context.progress.note(`error: ${judge} could not go on: ${failure}`);
  }
}
