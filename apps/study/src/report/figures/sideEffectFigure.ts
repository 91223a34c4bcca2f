import type { SideEffect } from '../numbers/ReportNumbers.js';
import { column, dataTable } from './DataTable.js';
import type { Figure, Panel } from './Figure.js';
import { formatShare } from './formatValue.js';
import type { LanguageNames } from './labels.js';
import { colour } from './palette.js';
import { arrowPanel } from './panels/arrowPanel.js';

const taskLabels: Readonly<Record<SideEffect['task'], string>> = {
  constraint: 'the edit’s own constraint',
  unrelated: 'unrelated questions',
};

/** What edits did to harmless questions. */
export function sideEffectFigure(effects: readonly SideEffect[], names: LanguageNames): Figure | undefined {
  if (effects.length === 0) return undefined;
  const models = [...new Set(effects.map(({ model }) => model))];
  return {
    id: 'side-effects',
    title: 'What edits did to harmless questions',
    caption:
      'How much of the reference’s words the answers have (token F1, in per cent): each arrow runs from before editing (ring) to ' +
      'after it (head), the mean over all languages asked in, each of which the table shows. Along the bottom: the language that ' +
      'the model was edited in. The constraint is the question that the edit was told to leave alone; of the unrelated one it ' +
      'knows nothing.',
    panels: models.flatMap((model) =>
      (['constraint', 'unrelated'] as const).flatMap((task): Panel[] => {
        const own = overTestLanguages(effects.filter((each) => each.model === model && each.task === task));
        if (own.length === 0) return [];
        return [
          {
            title: `${model}: ${taskLabels[task]}`,
            text: own
              .map(
                ({ editLanguage, before, after }) =>
                  `Edited in ${names.english(editLanguage)}: ${formatShare(before)} to ${formatShare(after)}.`,
              )
              .join(' '),
            spec: arrowPanel({
              arrows: own.map(({ editLanguage, before, after }) => ({
                language: names.axis(editLanguage),
                slot: 'task',
                colour: colour('violet'),
                before: 100 * before,
                after: 100 * after,
              })),
              languages: own.map(({ editLanguage }) => names.axis(editLanguage)),
              slots: ['task'],
            }),
          },
        ];
      }),
    ),
    legend: [{ symbol: 'arrow', colour: colour('violet'), label: 'before to after editing' }],
    table: dataTable<SideEffect>(effects, [
      column('Model', 'text', ({ model }) => model),
      column('Edited in', 'text', ({ editLanguage }) => names.english(editLanguage)),
      column('Asked in', 'text', ({ testLanguage }) => names.english(testLanguage)),
      column('Question', 'text', ({ task }) => taskLabels[task]),
      column('Token F1 before', 'share', ({ tokenF1 }) => tokenF1.before),
      column('Token F1 after', 'share', ({ tokenF1 }) => tokenF1.after),
      column('ROUGE-1 before', 'share', ({ rouge1 }) => rouge1.before),
      column('ROUGE-1 after', 'share', ({ rouge1 }) => rouge1.after),
      column('n', 'count', ({ n }) => n),
    ]),
  };
}

interface MeanEffect {
  readonly editLanguage: string;
  readonly before: number;
  readonly after: number;
}

/** Token F1 by the language that was edited in: the mean over all answers. */
function overTestLanguages(effects: readonly SideEffect[]): readonly MeanEffect[] {
  return [...new Set(effects.map(({ editLanguage }) => editLanguage))].map((editLanguage) => {
    const own = effects.filter((each) => each.editLanguage === editLanguage);
    const all = own.reduce((sum, { n }) => sum + n, 0);
    const meanOf = (when: 'before' | 'after'): number =>
      own.reduce((sum, { n, tokenF1 }) => sum + n * tokenF1[when], 0) / all;
    return { editLanguage, before: meanOf('before'), after: meanOf('after') };
  });
}
