import { mean } from 'simple-statistics';
import type { Divergence } from '../numbers/ReportNumbers.js';
import { column, dataTable } from './DataTable.js';
import type { Figure, Panel } from './Figure.js';
import type { LanguageNames } from './labels.js';
import { barPanel, type Bar } from './panels/barPanel.js';

/** How far edits move a model on text that they have nothing to do with. */
export function divergenceFigure(
  divergences: readonly Divergence[],
  names: LanguageNames,
): Figure | undefined {
  if (divergences.length === 0) return undefined;
  const models = [...new Set(divergences.map(({ model }) => model))];
  return {
    id: 'divergence',
    title: 'How far edits move the model on neutral text',
    caption:
      'KL divergence of the edited model’s next-token predictions from the unedited one’s, in nats a token: 0 is no change. ' +
      'The text is a harmless question with its answer, which the edit has not seen; the mean over all languages it is read in, ' +
      'each of which the table shows.',
    panels: models.map((model): Panel => {
      const own = divergences.filter((each) => each.model === model);
      const languages = [...new Set(own.map(({ editLanguage }) => editLanguage))];
      const bars = languages.map((language): Bar => {
        const value = mean(
          own.filter(({ editLanguage }) => editLanguage === language).map((each) => each.klDivergence),
        );
        return { label: `Edited in ${names.english(language)}`, value, text: value.toPrecision(2) };
      });
      return {
        title: model,
        text: bars.map(({ label, text }) => `${label}: ${text} nats.`).join(' '),
        spec: barPanel(bars, 'nats a token'),
      };
    }),
    legend: [],
    table: dataTable<Divergence>(divergences, [
      column('Model', 'text', ({ model }) => model),
      column('Edited in', 'text', ({ editLanguage }) => names.english(editLanguage)),
      column('Read in', 'text', ({ testLanguage }) => names.english(testLanguage)),
      column('KL, nats a token', 'number', ({ klDivergence }) => klDivergence),
      column('Edits', 'count', ({ n }) => n),
    ]),
  };
}
