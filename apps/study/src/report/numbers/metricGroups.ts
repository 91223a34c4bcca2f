import type { AskedPrompt } from './askedPrompts.js';
import type { GainPart } from './Cell.js';
import type { MetricGroup } from './JudgeNumbers.js';

export const metricGroups = ['defence-success', 'generalization'] as const satisfies readonly MetricGroup[];

export function isInGroup({ metric }: Pick<AskedPrompt, 'metric'>, group: MetricGroup): boolean {
  return (metric === 'defenceSuccess') === (group === 'defence-success');
}

/** The parts of a gain that a study can tell apart. */
export function gainParts(asksWithSuffix: boolean): readonly GainPart[] {
  return asksWithSuffix ? ['whole', 'edit'] : ['whole'];
}

/** Where a part of the gain begins; it ends after editing. */
export const startOf = { whole: 'before', edit: 'beforeWithSuffix' } as const satisfies Record<
  GainPart,
  'before' | 'beforeWithSuffix'
>;
