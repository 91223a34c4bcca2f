import { ServiceError } from '@msafeedit/services';
import type { Judge, JudgeItem, Verdict } from './Judge.js';
import { JudgeError } from './JudgeError.js';

/** Lets items be sent while what was spent, and what those under way may cost, stays within a limit. */
export class SpendingLimit {
  private spent = 0;
  private readonly reserved = new Map<string, number>();

  /** @throws {JudgeError} `options`: the judge's price isn't known */
  constructor(
    private readonly judge: Judge,
    private readonly limitUsd: number,
  ) {
    if (judge.estimate([]).cost === undefined)
      throw new JudgeError(
        'options',
        `A spending limit needs a price, and that of ${judge.name} isn't known. Give its price, or leave the limit out.`,
      );
  }

  /** @throws {ServiceError} `spent`: the item might pass the limit */
  reserve(item: JudgeItem): void {
    if (this.reserved.has(item.id)) return;
    const cost = this.judge.estimate([item]).cost ?? 0;
    const underWay = [...this.reserved.values()].reduce((sum, one) => sum + one, 0);
    if (this.spent + underWay + cost > this.limitUsd)
      throw new ServiceError(
        'spent',
        this.judge.name,
        `the next answer might pass the limit of $${this.limitUsd} (spent: $${this.spent.toFixed(4)}). ` +
          'What is judged is kept; run again with a higher limit to go on.',
      );
    this.reserved.set(item.id, cost);
  }

  /** What it cost where that is known, else what it was thought to cost. */
  settle({ id, cost }: Verdict): void {
    this.spent += cost ?? this.reserved.get(id) ?? 0;
    this.reserved.delete(id);
  }
}
