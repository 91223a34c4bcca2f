import { isJoint, type StudyPlan } from '../../../study/plan/StudyPlan.js';
import type { StoredTest } from '../../../study/store/ResultStore.js';

/**
 * Which tests a report's browser may have room for: those of the plan's first samples, in all languages and metrics.
 * @param most about how many answers those are, more than the page has room for and few enough for memory
 */
export function mayBeShown({ units }: StudyPlan, most = 20_000): (test: StoredTest) => boolean {
  const counts = new Map<number | string, number>();
  for (const unit of units)
    if (!isJoint(unit)) counts.set(unit.sample, (counts.get(unit.sample) ?? 0) + unit.tests.length);
  const shown = new Set<number | string>();
  let answers = 0;
  for (const [sample, count] of counts) {
    if (answers >= most) break;
    shown.add(sample);
    answers += count;
  }
  return ({ sample }) => shown.has(sample);
}
