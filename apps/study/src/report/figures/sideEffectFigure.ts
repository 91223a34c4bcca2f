import type { SideEffect } from '../numbers/ReportNumbers.js';
import { column, dataTable } from './DataTable.js';
import type { Figure, Panel } from './Figure.js';
import { formatShare } from './formatValue.js';
import type { LanguageNames } from './labels.js';
import { colour } from './palette.js';
import { arrowPanel } from './panels/arrowPanel.js';

/** What edits did to tasks that they should leave alone. */
export function sideEffectFigure(effects: readonly SideEffect[], names: LanguageNames): Figure | undefined {
  if (effects.length === 0) return undefined;
  const models = [...new Set(effects.map(({ model }) => model))];
  const tasks = [...new Set(effects.map(({ task }) => task))];
  return {
    id: 'side-effects',
    title: 'What edits did to tasks that they should leave alone',
    caption:
      'Each arrow runs from the rate before editing (ring) to the rate after it (head). Along the bottom: the language that the model ' +
      'was edited in.',
    panels: models.flatMap((model) =>
      tasks.flatMap((task): Panel[] => {
        const own = effects.filter((effect) => effect.model === model && effect.task === task);
        if (own.length === 0) return [];
        return [
          {
            title: `${model}: ${task}`,
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
      column('Task', 'text', ({ task }) => task),
      column('Before', 'share', ({ before }) => before),
      column('After', 'share', ({ after }) => after),
      column('n', 'count', ({ n }) => n),
    ]),
  };
}
