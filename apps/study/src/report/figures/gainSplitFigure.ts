import type { Cell } from '../numbers/Cell.js';
import type { JudgeNumbers } from '../numbers/JudgeNumbers.js';
import { arrowLegend, arrowOf, isDrawable } from './arrows.js';
import { cellTable } from './cellTable.js';
import type { Figure, Panel } from './Figure.js';
import { formatChange } from './formatValue.js';
import type { LanguageNames } from './labels.js';
import { colour } from './palette.js';
import { arrowPanel } from './panels/arrowPanel.js';

/** How much of DS's gain the suffix alone brings, and how much the edit; `undefined` where the study doesn't ask that. */
export function gainSplitFigure({ figure2, judge }: JudgeNumbers, names: LanguageNames): Figure | undefined {
  const marks = figure2.marks.filter(
    ({ cell }) => isDrawable(cell) && cell.beforeWithSuffix?.rate !== undefined,
  );
  const cells = [...new Set(marks.map(({ cell }) => cell))];
  if (cells.length === 0) return undefined;
  return {
    id: 'gain-split',
    title: `What the suffix did, and what the edit did (judge: ${judge})`,
    caption:
      'EasyEdit adds a sentence to each prompt of the edited model that asks it to answer rightly. The dashed part of an arrow is ' +
      'what that suffix does to DS without any edit, the whole line what the edit adds to it.',
    panels: figure2.models.flatMap((model): Panel[] => {
      const own = marks.filter(({ cell }) => cell.model === model);
      if (own.length === 0) return [];
      const seen = new Set<Cell>();
      const distinct = own.filter(({ cell }) => !seen.has(cell) && seen.add(cell));
      return [
        {
          title: `${model}: DS`,
          text: distinct.map(({ cell }) => splitText(cell, names)).join(' '),
          spec: arrowPanel({
            arrows: distinct.map(({ cell, series, language }) => ({
              ...arrowOf(cell, names.axis(language), series),
              middle: 100 * cell.beforeWithSuffix!.rate!,
            })),
            languages: figure2.languages.map((code) => names.axis(code)),
            slots: [...new Set(distinct.map(({ series }) => series))],
          }),
        },
      ];
    }),
    legend: [
      ...arrowLegend(cells),
      { symbol: 'dashes', colour: colour('muted'), label: 'the suffix’s share of the way' },
    ],
    table: cellTable(cells, names),
  };
}

function splitText({ editLanguage, testLanguage, suffix, edit }: Cell, names: LanguageNames): string {
  const say = (change: number | undefined): string =>
    change === undefined ? 'unknown' : formatChange(change);
  return (
    `${names.english(editLanguage)} to ${names.english(testLanguage)}: ${say(suffix?.change)} points by the suffix, ` +
    `${say(edit?.change)} by the edit.`
  );
}
