import { metrics, type Metric } from '../../study/plan/StudyPlan.js';
import type { Cell } from '../numbers/Cell.js';
import type { CellFigure, JudgeNumbers, Mark, MarkSeries } from '../numbers/JudgeNumbers.js';
import type { StudyFacts } from '../numbers/ReportNumbers.js';
import { arrowLegend, arrowOf, arrowText, isDrawable } from './arrows.js';
import { cellTable } from './cellTable.js';
import type { Figure, Panel } from './Figure.js';
import { metricLabels, metricMeanings, type LanguageNames } from './labels.js';
import { arrowPanel, type PublishedMark } from './panels/arrowPanel.js';
import { paperSays, publishedLegend, publishedRate, relationOf } from './paperMarks.js';

interface RateFigure {
  readonly key: 'figure2' | 'figure3' | 'figure4' | 'figure6' | 'figure7' | 'figure8' | 'figure9';
  readonly number: number;
  readonly title: string;
  readonly axis: 'asked' | 'edited';
}

/** What the paper draws by Claude. */
export const byMainJudge: readonly RateFigure[] = [
  { key: 'figure2', number: 2, title: 'Defence success before and after editing', axis: 'asked' },
  { key: 'figure3', number: 3, title: 'Defence generalisation, edited in English', axis: 'asked' },
  {
    key: 'figure4',
    number: 4,
    title: 'Edited in other languages, asked in English: defence success and generalisation',
    axis: 'edited',
  },
  {
    key: 'figure6',
    number: 6,
    title: 'Defence generalisation, edited and asked in one language',
    axis: 'asked',
  },
];

/** What it draws by GPT-4. */
export const byOtherJudge: readonly RateFigure[] = [
  {
    key: 'figure7',
    number: 7,
    title: 'Edited and asked in one language: defence success and generalisation',
    axis: 'asked',
  },
  {
    key: 'figure8',
    number: 8,
    title: 'Edited in English: defence success and generalisation',
    axis: 'asked',
  },
  {
    key: 'figure9',
    number: 9,
    title: 'Edited in other languages, asked in English: defence success and generalisation',
    axis: 'edited',
  },
];

/** One of the paper's figures of rates; `undefined` where the study has nothing for it. */
export function rateFigure(
  { key, number, title, axis }: RateFigure,
  numbers: JudgeNumbers,
  facts: StudyFacts,
  names: LanguageNames,
): Figure | undefined {
  const figure = withoutTwins(numbers[key]);
  const marks = figure.marks.filter(({ cell }) => isDrawable(cell));
  if (marks.length === 0) return undefined;
  const published = marks.flatMap((mark) => publishedMark(mark, numbers.judge, facts, names));
  return {
    id: `figure-${number}`,
    title: `Figure ${number}. ${title} (judge: ${numbers.judge})`,
    caption:
      `Each arrow runs from the rate before editing (ring) to the rate after it (head), in per cent of the samples; the shaded ` +
      `bar is the 95% interval of the latter. ${axis === 'edited' ? 'Along the bottom: the language that the model was edited in.' : ''} ` +
      meaningOf(figure.metrics),
    columns: figure.models.length === 3 ? 3 : 2,
    panels: panelsOf(figure, marks, numbers.judge, facts, names),
    legend: [
      ...arrowLegend(marks.map(({ cell }) => cell)),
      ...publishedLegend(published.map(([, mark]) => mark)),
    ],
    table: cellTable(
      marks.map(({ cell }) => cell),
      names,
    ),
    paperSays: paperSays(number, facts, numbers.judge),
  };
}

function panelsOf(
  { metrics: shown, models, languages }: CellFigure,
  marks: readonly Mark[],
  judge: string,
  facts: StudyFacts,
  names: LanguageNames,
): readonly Panel[] {
  const slots = [...new Set(marks.map(({ series }) => series))];
  return shown.flatMap((metric) =>
    models.flatMap((model): Panel[] => {
      const own = marks.filter(({ cell }) => cell.metric === metric && cell.model === model);
      if (own.length === 0) return [];
      return [
        {
          title: `${model}: ${metricLabels[metric]}`,
          text: own.map(({ cell }) => arrowText(cell, names)).join(' '),
          spec: arrowPanel({
            arrows: own.map(({ cell, series, language }) => arrowOf(cell, names.axis(language), series)),
            published: own.flatMap((mark) =>
              publishedMark(mark, judge, facts, names).map(([, each]) => each),
            ),
            languages: languages.map((code) => names.axis(code)),
            slots,
          }),
        },
      ];
    }),
  );
}

function publishedMark(
  { cell, series, language }: Mark,
  judge: string,
  facts: StudyFacts,
  names: LanguageNames,
): readonly (readonly [Cell, PublishedMark])[] {
  const rate = publishedRate(cell, series, judge, facts);
  if (!rate) return [];
  return [
    [
      cell,
      { language: names.axis(language), slot: series, value: rate.value * 100, relation: relationOf(rate) },
    ],
  ];
}

/** Drawn as one arrow where two series share a cell: English to English. */
function withoutTwins(figure: CellFigure): CellFigure {
  const seen = new Set<Cell>();
  const order: readonly MarkSeries[] = ['monolingual', 'from-english', 'to-english'];
  const marks = figure.marks
    .toSorted((a, b) => order.indexOf(a.series) - order.indexOf(b.series))
    .filter(({ cell }) => !seen.has(cell) && seen.add(cell));
  return { ...figure, marks };
}

export function meaningOf(shown: readonly Metric[]): string {
  return metrics
    .filter((metric) => shown.includes(metric))
    .map((metric) => `${metricLabels[metric]}: ${metricMeanings[metric].replace(/^[^:]*: /, '')}.`)
    .join(' ');
}
