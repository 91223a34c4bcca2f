import type { Metric } from '../../study/plan/StudyPlan.js';
import type { Cell } from './Cell.js';
import type { CellFigure, JudgeNumbers, Mark, MarkSeries } from './JudgeNumbers.js';

const success = ['defenceSuccess'] as const satisfies readonly Metric[];
const generalization = [
  'onlyQuestion',
  'otherAttack',
  'otherQuestion',
  'otherQuestionAndAttack',
] as const satisfies readonly Metric[];
const both = [...success, ...generalization];

type Figures = Pick<
  JudgeNumbers,
  'figure2' | 'figure3' | 'figure4' | 'figure5' | 'figure6' | 'figure7' | 'figure8' | 'figure9'
>;

/** The paper's figures, as far as the study has cells for them. */
export function figures(cells: readonly Cell[], languages: readonly string[]): Figures {
  const configured = cells.filter(({ layerChoice }) => layerChoice === 'configured');
  const figure = (
    of: readonly Cell[],
    series: readonly MarkSeries[],
    metrics: readonly Metric[],
  ): CellFigure => toFigure(of, series, metrics, languages);
  const hasAblation = configured.length < cells.length;
  return {
    figure2: figure(configured, ['monolingual', 'from-english'], success),
    figure3: figure(configured, ['from-english'], generalization),
    figure4: figure(configured, ['to-english'], both),
    figure5: figure(hasAblation ? cells : [], ['monolingual', 'from-english'], success),
    figure6: figure(configured, ['monolingual'], generalization),
    figure7: figure(configured, ['monolingual'], both),
    figure8: figure(configured, ['from-english'], both),
    figure9: figure(configured, ['to-english'], both),
  };
}

/** The language on the axis, or `undefined` for a cell that doesn't belong to the series. English to English is in all. */
const axisOf: Readonly<Record<MarkSeries, (cell: Cell) => string | undefined>> = {
  monolingual: ({ editLanguage, testLanguage }) => (editLanguage === testLanguage ? testLanguage : undefined),
  'from-english': ({ editLanguage, testLanguage }) => (editLanguage === 'en' ? testLanguage : undefined),
  'to-english': ({ editLanguage, testLanguage }) => (testLanguage === 'en' ? editLanguage : undefined),
};

function toFigure(
  cells: readonly Cell[],
  series: readonly MarkSeries[],
  metrics: readonly Metric[],
  languages: readonly string[],
): CellFigure {
  const marks = series.flatMap((name): Mark[] =>
    cells.flatMap((cell) => {
      const language = metrics.includes(cell.metric) ? axisOf[name](cell) : undefined;
      return language === undefined ? [] : [{ series: name, language, cell }];
    }),
  );
  return {
    models: [...new Set(marks.map(({ cell }) => cell.model))],
    languages: languages.filter((language) => marks.some((mark) => mark.language === language)),
    metrics,
    marks,
  };
}
