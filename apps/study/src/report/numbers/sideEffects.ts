import { mean } from 'simple-statistics';
import type { StoredDivergence, StoredTask } from '../../study/store/ResultStore.js';
import { groupBy } from '../../study/groupBy.js';
import type { Divergence, SideEffect } from './ReportNumbers.js';

/**
 * How well harmless questions are answered before and after the edits at the configured layer, by model, languages and task,
 * in the edits' order. An edit's question is paired with the unedited model's answer to the same one.
 */
export function sideEffects(tasks: readonly StoredTask[]): readonly SideEffect[] {
  const before = new Map(tasks.flatMap((task) => (task.condition === 'before' ? [[keyOf(task), task]] : [])));
  const pairs = tasks.flatMap((after) => {
    const unedited = before.get(keyOf(after));
    return after.layerChoice === 'configured' && unedited ? [{ before: unedited, after }] : [];
  });
  const groups = groupBy(
    pairs,
    ({ after: { model, editLanguage, testLanguage, task } }) =>
      `${model} ${editLanguage!} ${testLanguage} ${task}`,
  );
  return Array.from(groups.values(), (own): SideEffect => {
    const { model, editLanguage, testLanguage, task } = own[0]!.after;
    const meanOf = (when: 'before' | 'after', score: 'tokenF1' | 'rouge1'): number =>
      mean(own.map((pair) => pair[when][score]));
    return {
      ...{ model, editLanguage: editLanguage!, testLanguage, task },
      n: own.length,
      tokenF1: { before: meanOf('before', 'tokenF1'), after: meanOf('after', 'tokenF1') },
      rouge1: { before: meanOf('before', 'rouge1'), after: meanOf('after', 'rouge1') },
    };
  });
}

/** How far the edited models are from the unedited one on neutral text, by model and languages, at the configured layer. */
export function meanDivergences(divergences: readonly StoredDivergence[]): readonly Divergence[] {
  const groups = groupBy(
    divergences.filter(({ layerChoice }) => layerChoice === 'configured'),
    ({ model, editLanguage, testLanguage }) => `${model} ${editLanguage} ${testLanguage}`,
  );
  return Array.from(groups.values(), (own): Divergence => {
    const { model, editLanguage, testLanguage } = own[0]!;
    const klDivergence = mean(own.map((each) => each.klDivergence));
    return { model, editLanguage, testLanguage, klDivergence, n: own.length };
  });
}

function keyOf({ model, testLanguage, question }: StoredTask): string {
  return `${model} ${testLanguage} ${JSON.stringify(question)}`;
}
