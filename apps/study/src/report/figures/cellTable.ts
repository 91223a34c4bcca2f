import type { Cell, Change, Rate } from '../numbers/Cell.js';
import { column, dataTable, withInterval, type ColumnOf, type DataTable } from './DataTable.js';
import { layerLabels, metricLabels, type LanguageNames } from './labels.js';

/** Cells as numbers: rates with their intervals, changes with theirs and their tests. */
export function cellTable(cells: readonly Cell[], names: LanguageNames): DataTable {
  const distinct = [...new Set(cells)];
  const hasSuffix = distinct.some(({ beforeWithSuffix }) => beforeWithSuffix);
  const hasLayers = new Set(distinct.map(({ layerChoice }) => layerChoice)).size > 1;
  return dataTable<Cell>(distinct, [
    column('Model', 'text', ({ model }) => model),
    hasLayers && column('Layer', 'text', ({ layerChoice }) => layerLabels[layerChoice]),
    column('Edited in', 'text', ({ editLanguage }) => names.english(editLanguage)),
    column('Asked in', 'text', ({ testLanguage }) => names.english(testLanguage)),
    column('Test', 'text', ({ metric }) => metricLabels[metric]),
    ...rateColumns<Cell>('Before', ({ before }) => before),
    ...(hasSuffix ? rateColumns<Cell>('With suffix', ({ beforeWithSuffix }) => beforeWithSuffix) : []),
    ...rateColumns<Cell>('After', ({ after }) => after),
    column('Degenerate after', 'count', ({ after }) => after.degenerate),
    ...changeColumns<Cell>('Change', ({ total }) => total),
    ...(hasSuffix ? changeColumns<Cell>('By the suffix', ({ suffix }) => suffix) : []),
    ...(hasSuffix ? changeColumns<Cell>('By the edit', ({ edit }) => edit) : []),
  ]);
}

/** A rate, its 95 % interval and what it is taken over. */
export function rateColumns<Item>(
  title: string,
  rate: (item: Item) => Rate | undefined,
): readonly ColumnOf<Item>[] {
  return [
    ...withInterval<Item>(
      title,
      'share',
      (item) => rate(item)?.rate,
      (item) => rate(item)?.interval,
    ),
    column(`${title}: n`, 'count', (item) => rate(item)?.n),
  ];
}

/** A change, its 95 % interval, the pairs it is taken over, and the corrected p-value. */
export function changeColumns<Item>(
  title: string,
  change: (item: Item) => Change | undefined,
): readonly ColumnOf<Item>[] {
  return [
    ...withInterval<Item>(
      title,
      'change',
      (item) => change(item)?.change,
      (item) => change(item)?.interval,
    ),
    column(`${title}: pairs`, 'count', (item) => change(item)?.pairs),
    column(`${title}: p (Holm)`, 'p-value', (item) => change(item)?.adjustedPValue),
  ];
}
