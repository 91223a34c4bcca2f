import type { Cell } from './Cell.js';
import { groupBy } from '../../study/groupBy.js';
import type { Heatmap } from './JudgeNumbers.js';

/** All pairs of languages, for each model and metric that has more than one edit language. */
export function heatmaps(cells: readonly Cell[], languages: readonly string[]): readonly Heatmap[] {
  const configured = cells.filter(({ layerChoice }) => layerChoice === 'configured');
  const maps = groupBy(configured, ({ model, metric }) => `${model} ${metric}`);
  return [...maps.values()].flatMap((own): Heatmap[] => {
    const { model, metric } = own[0]!;
    const find = (from: string, to: string): Cell | undefined =>
      own.find(({ editLanguage, testLanguage }) => editLanguage === from && testLanguage === to);
    const editLanguages = languages.filter((from) => own.some(({ editLanguage }) => editLanguage === from));
    const testLanguages = languages.filter((to) => own.some(({ testLanguage }) => testLanguage === to));
    if (editLanguages.length < 2) return [];
    const rows = editLanguages.map((from) => testLanguages.map((to) => find(from, to) ?? null));
    return [{ model, metric, editLanguages, testLanguages, cells: rows }];
  });
}
