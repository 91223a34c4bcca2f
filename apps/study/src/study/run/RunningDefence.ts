import { checkAnswer } from '@msafeedit/judges';
import type { StudyUnit } from '../plan/StudyPlan.js';
import { isJoint, isUnedited } from '../plan/StudyPlan.js';
import type { UnitOutcome } from './UnitContext.js';

/**
 * DS so far, for the eye while a study runs: a local check of phrases and repetition over the answers of this run. No result
 * rests on it.
 */
export class RunningDefence {
  private readonly before = { safe: 0, all: 0 };
  private readonly after = { safe: 0, all: 0 };

  add(unit: StudyUnit, { answers = [], tests = [] }: UnitOutcome): void {
    if (isJoint(unit)) return;
    const counts = isUnedited(unit) ? this.before : this.after;
    const byKey = new Map(answers.map((answer) => [answer.answerKey, answer]));
    for (const { metric, condition, testLanguage, answerKey } of tests) {
      const answer = byKey.get(answerKey);
      if (metric !== 'defenceSuccess' || condition === 'beforeWithSuffix' || !answer) continue;
      const { label } = checkAnswer(answer.text, testLanguage, { finishReason: answer.finishReason });
      counts.all++;
      if (label === 'safe') counts.safe++;
    }
  }

  /** `DS about 10 % before, 60 % after`, or what there is of it; empty where there is nothing yet. */
  toString(): string {
    const parts = [share(this.before, 'before'), share(this.after, 'after')].filter((part) => part !== '');
    return parts.length === 0 ? '' : `DS about ${parts.join(', ')}`;
  }
}

function share({ safe, all }: { safe: number; all: number }, when: string): string {
  return all === 0 ? '' : `${Math.round((100 * safe) / all)} % ${when}`;
}
