import type { Cell } from '../numbers/Cell.js';
import type { LegendEntry } from './Figure.js';
import { formatShare } from './formatValue.js';
import type { LanguageNames } from './labels.js';
import { colour } from './palette.js';
import type { Arrow } from './panels/arrowPanel.js';

/** Whether a cell has a rate before and after. */
export function isDrawable({ before, after }: Cell): boolean {
  return before.rate !== undefined && after.rate !== undefined;
}

/** Red where the model was edited in the language it is asked in, green where in another, as in the paper. */
function arrowColour({ editLanguage, testLanguage }: Cell): string {
  return colour(editLanguage === testLanguage ? 'red' : 'green');
}

export function arrowOf(cell: Cell, language: string, slot: string): Arrow {
  const { before, after } = cell;
  return {
    language,
    slot,
    colour: arrowColour(cell),
    before: 100 * before.rate!,
    after: 100 * after.rate!,
    ...(after.interval && { low: 100 * after.interval.low, high: 100 * after.interval.high }),
  };
}

/** `English to Thai: 20% to 94%.` */
export function arrowText({ editLanguage, testLanguage, before, after }: Cell, names: LanguageNames): string {
  const pair =
    editLanguage === testLanguage
      ? names.english(testLanguage)
      : `${names.english(editLanguage)} to ${names.english(testLanguage)}`;
  return `${pair}: ${formatShare(before.rate!)} to ${formatShare(after.rate!)}.`;
}

export function arrowLegend(cells: readonly Cell[]): readonly LegendEntry[] {
  const own = cells.some(({ editLanguage, testLanguage }) => editLanguage === testLanguage);
  const across = cells.some(({ editLanguage, testLanguage }) => editLanguage !== testLanguage);
  return [
    ...(own
      ? [
          {
            symbol: 'arrow',
            colour: colour('red'),
            label: 'monolingual: edited in the language asked',
          } as const,
        ]
      : []),
    ...(across
      ? [
          {
            symbol: 'arrow',
            colour: colour('green'),
            label: 'cross-lingual: edited in another language',
          } as const,
        ]
      : []),
    { symbol: 'band', colour: colour('muted'), label: '95% interval after editing' },
  ];
}
