import { metrics } from '../../study/plan/StudyPlan.js';
import type { Cell } from '../numbers/Cell.js';
import type { Heatmap, JudgeNumbers } from '../numbers/JudgeNumbers.js';
import { cellTable } from './cellTable.js';
import type { Figure, Panel } from './Figure.js';
import { formatChange, formatShare } from './formatValue.js';
import { metricLabels, type LanguageNames } from './labels.js';
import { heatmapPanel } from './panels/heatmapPanel.js';
import { meaningOf } from './rateFigures.js';

/** For each metric: the rate after editing, and its change, of all pairs of languages. */
export function heatmapFigures({ heatmaps, judge }: JudgeNumbers, names: LanguageNames): readonly Figure[] {
  return metrics.flatMap((metric): Figure[] => {
    const own = heatmaps.filter((map) => map.metric === metric);
    if (own.length === 0) return [];
    return [
      {
        id: `heatmap-${metricLabels[metric].toLowerCase().replaceAll(' ', '-')}`,
        title: `${metricLabels[metric]} of all pairs of languages (judge: ${judge})`,
        caption:
          `Rows are the languages that the model was edited in, columns those that it was asked in. Left the rate after editing ` +
          `in per cent, right its change from before in percentage points. ${meaningOf([metric])}`,
        panels: own.flatMap((map) => [
          panel(map, names, 'rate', `${map.model}: ${metricLabels[metric]} after editing, %`),
          panel(map, names, 'change', `${map.model}: change of ${metricLabels[metric]}, points`),
        ]),
        legend: [],
        table: cellTable(
          own.flatMap(({ cells }) => cells.flat().filter((cell) => cell !== null)),
          names,
        ),
      },
    ];
  });
}

function panel(
  { editLanguages, testLanguages, cells }: Heatmap,
  names: LanguageNames,
  kind: 'rate' | 'change',
  title: string,
): Panel {
  const valueOf = (cell: Cell | null): number | undefined =>
    kind === 'rate' ? cell?.after.rate : cell?.total.change;
  const format = kind === 'rate' ? formatShare : formatChange;
  return {
    title,
    text: editLanguages
      .map((from, row) => {
        const values = testLanguages.map((to, column) => {
          const value = valueOf(cells[row]?.[column] ?? null);
          return `${names.english(to)} ${value === undefined ? 'none' : format(value)}`;
        });
        return `Edited in ${names.english(from)}: ${values.join(', ')}.`;
      })
      .join(' '),
    spec: heatmapPanel({
      values: cells.map((row) => row.map((cell) => percent(valueOf(cell)))),
      rows: editLanguages.map((code) => names.axis(code)),
      columns: testLanguages.map((code) => names.axis(code)),
      kind,
    }),
  };
}

function percent(value: number | undefined): number | null {
  return value === undefined ? null : value * 100;
}
