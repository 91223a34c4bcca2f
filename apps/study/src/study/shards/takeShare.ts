import { answerCount, editCount } from '../plan/countPlan.js';
import { isJoint, type StudyPlan, type StudyUnit } from '../plan/StudyPlan.js';
import { groupBy } from '../groupBy.js';
import type { Shard } from './Shard.js';

/** An edit takes about as long as so many answers, on a card (docs/costs.md) as on a processor (docs/benchmarks.md). */
const answersPerEdit = 5;

/** A cut moves to the nearest boundary between two samples where that is less than so much of a share away. */
const reach = 0.1;

/**
 * A shard's share of a plan, in the plan's order. The plan is sorted by model and sample, so that a sample's answers before
 * editing and its edits lie together, and cut into contiguous shares of about the same work. Shares are disjoint, together they
 * are the plan, and they follow from the plan and the count alone. A sample is cut in two only where shares would be uneven
 * else; where there are more shards than units, some shares are empty.
 */
export function takeShare({ units }: StudyPlan, { index, count }: Shard): StudyPlan {
  const boundaries = boundariesOf(units);
  const share = new Set(
    boundaries.sorted.slice(
      cutAt((index - 1) / count, count, boundaries),
      cutAt(index / count, count, boundaries),
    ),
  );
  return { units: units.filter((unit) => share.has(unit)) };
}

interface Boundaries {
  readonly sorted: readonly StudyUnit[];
  /** The work before each unit, as a fraction of all, and 1 behind the last. */
  readonly before: readonly number[];
  /** Indices of units with which a sample begins, and of the end. */
  readonly samples: readonly number[];
}

function boundariesOf(units: readonly StudyUnit[]): Boundaries {
  const sorted = [...groupBy(units, sampleKey).values()].flat();
  const work = sorted.map((unit) => answerCount(unit) + answersPerEdit * editCount(unit));
  const all = work.reduce((sum, each) => sum + each, 0);
  let sum = 0;
  const before = [...work.map((each) => (sum += each) - each), all].map((each) => each / all);
  const samples = [...sorted.keys(), sorted.length].filter(
    (at) => at === 0 || at === sorted.length || sampleKey(sorted[at]!) !== sampleKey(sorted[at - 1]!),
  );
  return { sorted, before, samples };
}

/** Several edits together belong to no sample. */
function sampleKey(unit: StudyUnit): string {
  return JSON.stringify(isJoint(unit) ? unit.key : [unit.model, unit.sample]);
}

/** The index of the unit before which the plan is cut, `place` being a fraction of all work. */
function cutAt(place: number, count: number, { before, samples }: Boundaries): number {
  const sample = nearest(samples, place, before);
  if (Math.abs(before[sample]! - place) < reach / count) return sample;
  return nearest([...before.keys()], place, before);
}

function nearest(indices: readonly number[], place: number, before: readonly number[]): number {
  return indices.reduce((best, index) =>
    Math.abs(before[index]! - place) < Math.abs(before[best]! - place) ? index : best,
  );
}
