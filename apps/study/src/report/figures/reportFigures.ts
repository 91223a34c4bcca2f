import type { JudgeNumbers } from '../numbers/JudgeNumbers.js';
import type { ReportNumbers } from '../numbers/ReportNumbers.js';
import { agreementFigure } from './agreementFigure.js';
import { degenerationFigure } from './degenerationFigure.js';
import { divergenceFigure } from './divergenceFigure.js';
import { editsTogetherFigure } from './editsTogetherFigure.js';
import type { Figure } from './Figure.js';
import { gainSplitFigure } from './gainSplitFigure.js';
import { heatmapFigures } from './heatmapFigures.js';
import { hypothesisFigure } from './hypothesisFigure.js';
import { LanguageNames } from './labels.js';
import { layerAblationFigure } from './layerAblationFigure.js';
import { distanceFigure, locatedLayersFigure } from './layerFigures.js';
import { overflowFigure, promptTokensFigure } from './promptFigures.js';
import { byMainJudge, byOtherJudge, rateFigure } from './rateFigures.js';
import { sideEffectFigure } from './sideEffectFigure.js';
import { speedFigure } from './speedFigure.js';
import { groupGainFigure, transferFigure } from './transferFigures.js';

/** The parts of a report that have figures, in their order. */
export const figureSections = [
  'answer',
  'paper',
  'other-judges',
  'all-pairs',
  'suffix',
  'transfer',
  'context',
  'layers',
  'degeneration',
  'edits-together',
  'side-effects',
  'agreement',
  'speed',
] as const;
export type FigureSection = (typeof figureSections)[number];

/** The figures that a study has something for, by the part of the report that they stand in; ids are unique. */
export function reportFigures(numbers: ReportNumbers): ReadonlyMap<FigureSection, readonly Figure[]> {
  const { study: facts, judges, mainJudge, otherJudge } = numbers;
  const names = new LanguageNames(facts.languages);
  const perJudge = (make: (judge: JudgeNumbers) => readonly (Figure | undefined)[]): readonly Figure[] =>
    judges.flatMap((judge, index) =>
      make(judge)
        .filter((figure) => figure !== undefined)
        .map((figure) => (index === 0 ? figure : ofFurtherJudge(figure, judge.judge, otherJudge, index))),
    );
  const some = (...figures: readonly (Figure | undefined)[]): readonly Figure[] =>
    figures.filter((figure) => figure !== undefined);
  return new Map<FigureSection, readonly Figure[]>([
    ['answer', perJudge((judge) => [hypothesisFigure(judge, names)])],
    [
      'paper',
      judges
        .filter(({ judge }) => judge === mainJudge)
        .flatMap((judge) =>
          some(
            ...byMainJudge.map((figure) => rateFigure(figure, judge, facts, names)),
            layerAblationFigure(judge, facts, names),
          ),
        )
        .toSorted((a, b) => a.id.localeCompare(b.id)),
    ],
    [
      'other-judges',
      perJudge((judge) =>
        judge.judge === mainJudge
          ? []
          : [
              ...byOtherJudge.map((figure) => rateFigure(figure, judge, facts, names)),
              layerAblationFigure(judge, facts, names),
            ],
      ),
    ],
    ['all-pairs', perJudge((judge) => heatmapFigures(judge, names))],
    ['suffix', perJudge((judge) => [gainSplitFigure(judge, names)])],
    ['transfer', perJudge((judge) => [transferFigure(judge, names), groupGainFigure(judge)])],
    [
      'context',
      [
        ...some(promptTokensFigure(numbers.promptTokens, names)),
        ...perJudge((judge) => [overflowFigure(judge, names)]),
      ],
    ],
    ['layers', some(locatedLayersFigure(numbers.layers, names), distanceFigure(numbers.layers, names))],
    ['degeneration', perJudge((judge) => [degenerationFigure(judge, facts, names)])],
    ['edits-together', perJudge((judge) => [editsTogetherFigure(judge, names)])],
    [
      'side-effects',
      some(sideEffectFigure(numbers.sideEffects, names), divergenceFigure(numbers.divergences, names)),
    ],
    ['agreement', some(agreementFigure(numbers.agreement, names))],
    ['speed', some(speedFigure(numbers.speed))],
  ]);
}

/** Figures of a judge that isn't the first are named after it, but for 7 to 9 of the second, which are the paper's. */
function ofFurtherJudge(
  figure: Figure,
  judge: string,
  otherJudge: string | undefined,
  index: number,
): Figure {
  if (judge === otherJudge && /^figure-[789]$/.test(figure.id)) return figure;
  const name = judge
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return { ...figure, id: `${figure.id}-${index + 1}${name === '' ? '' : `-${name}`}` };
}
