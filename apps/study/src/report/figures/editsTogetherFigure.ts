import type { EditsTogether, JudgeNumbers } from '../numbers/JudgeNumbers.js';
import { column, dataTable, withInterval } from './DataTable.js';
import type { Figure, Panel } from './Figure.js';
import { formatShare } from './formatValue.js';
import type { LanguageNames } from './labels.js';
import { barPanel, type Bar } from './panels/barPanel.js';

/** What is left of edits that a model carries together; `undefined` where the study doesn't ask that. */
export function editsTogetherFigure(
  { editsTogether, judge }: JudgeNumbers,
  names: LanguageNames,
): Figure | undefined {
  if (editsTogether.length === 0) return undefined;
  const models = [...new Set(editsTogether.map(({ model }) => model))];
  return {
    id: 'edits-together',
    title: `What is left of edits that a model carries together (judge: ${judge})`,
    caption:
      'DS, in per cent, over all languages; edited and asked in the same one. In a sequence each edit is made on top of those ' +
      'before it, and its attack is asked right after it and after each later edit; the further down, the more edits came ' +
      'after. Merged edits are each made on the unedited model, then added, and all their attacks are asked.',
    panels: models.map((model): Panel => {
      const bars = editsTogether.flatMap((row): Bar[] => {
        const { rate } = row.rate;
        if (row.model !== model || row.language !== 'all' || rate === undefined) return [];
        return [{ label: labelOf(row), value: 100 * rate, text: `${formatShare(rate)} of ${row.rate.n}` }];
      });
      return {
        title: `${model}: DS`,
        text: bars.map(({ label, text }) => `${label}: ${text}.`).join(' '),
        spec: barPanel(bars, 'DS, %', 100),
      };
    }),
    legend: [],
    table: dataTable<EditsTogether>(editsTogether, [
      column('Model', 'text', ({ model }) => model),
      column('Language', 'text', ({ language }) => (language === 'all' ? 'all' : names.english(language))),
      column('Edits', 'text', labelOf),
      ...withInterval<EditsTogether>(
        'DS',
        'share',
        ({ rate }) => rate.rate,
        ({ rate }) => rate.interval,
      ),
      column('n', 'count', ({ rate }) => rate.n),
    ]),
  };
}

function labelOf({ condition, edits, laterEdits }: EditsTogether): string {
  if (condition === 'merged') return `${edits} merged`;
  if (laterEdits === 0) return 'right after the edit';
  return `after ${laterEdits} more ${laterEdits === 1 ? 'edit' : 'edits'}`;
}
