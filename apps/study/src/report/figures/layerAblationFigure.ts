import { layerChoices, type LayerChoice } from '../../study/plan/StudyPlan.js';
import type { JudgeNumbers, MarkSeries } from '../numbers/JudgeNumbers.js';
import type { StudyFacts } from '../numbers/ReportNumbers.js';
import { arrowOf, arrowText, isDrawable } from './arrows.js';
import { cellTable } from './cellTable.js';
import type { Figure, Panel } from './Figure.js';
import { layerLabels, seriesLabels, type LanguageNames } from './labels.js';
import { colour } from './palette.js';
import { arrowPanel } from './panels/arrowPanel.js';
import { paperSays } from './paperMarks.js';

const colours: Readonly<Record<LayerChoice, string>> = {
  configured: colour('blue'),
  'second-to-last': colour('violet'),
  last: colour('orange'),
};
const series: readonly MarkSeries[] = ['monolingual', 'from-english'];

/** Figure 5: DS by the layer that is edited. */
export function layerAblationFigure(
  { figure5, judge }: JudgeNumbers,
  facts: StudyFacts,
  names: LanguageNames,
): Figure | undefined {
  const marks = figure5.marks.filter(({ cell }) => isDrawable(cell));
  const slots = layerChoices.filter((choice) => marks.some(({ cell }) => cell.layerChoice === choice));
  // Models that only have the configured layer have no ablation to show.
  const models = figure5.models.filter((model) =>
    marks.some(({ cell }) => cell.model === model && cell.layerChoice !== 'configured'),
  );
  const panels = models.flatMap((model) =>
    series.flatMap((each): Panel[] => {
      const own = marks.filter((mark) => mark.series === each && mark.cell.model === model);
      if (own.length === 0) return [];
      return [
        {
          title: `${model}: DS, ${seriesLabels[each]}`,
          text: own
            .map(({ cell }) => `${layerLabels[cell.layerChoice]}, ${arrowText(cell, names)}`)
            .join(' '),
          spec: arrowPanel({
            arrows: own.map(({ cell, language }) => ({
              ...arrowOf(cell, names.axis(language), cell.layerChoice),
              colour: colours[cell.layerChoice],
            })),
            languages: figure5.languages.map((code) => names.axis(code)),
            slots,
          }),
        },
      ];
    }),
  );
  if (panels.length === 0) return undefined;
  return {
    id: 'figure-5',
    title: `Figure 5. Defence success by the layer that is edited (judge: ${judge})`,
    caption:
      'Each arrow runs from DS before editing (ring) to DS after editing the located layer, the second-to-last or the last ' +
      '(head); the shaded bar is the 95% interval of the latter.',
    panels,
    legend: slots.map((choice) => ({ symbol: 'arrow', colour: colours[choice], label: layerLabels[choice] })),
    table: cellTable(
      marks.filter(({ cell }) => models.includes(cell.model)).map(({ cell }) => cell),
      names,
    ),
    paperSays: paperSays(5, facts, judge),
  };
}
