import type { JudgeAgreement } from '../numbers/ReportNumbers.js';
import { column, dataTable } from './DataTable.js';
import type { Figure, Panel } from './Figure.js';
import { formatShare } from './formatValue.js';
import type { LanguageNames } from './labels.js';
import { colour } from './palette.js';
import { pointPanel, type Point } from './panels/pointPanel.js';

/** How often each pair of judges says the same of an answer, by language. */
export function agreementFigure(rows: readonly JudgeAgreement[], names: LanguageNames): Figure | undefined {
  const pairs = [...new Map(rows.map((row) => [pairOf(row), row])).keys()];
  const panels = pairs.flatMap((pair): Panel[] => {
    const own = rows.filter((row) => pairOf(row) === pair && row.observed !== undefined);
    if (own.length === 0) return [];
    const label = ({ language }: JudgeAgreement): string =>
      language === 'all' ? 'all' : names.axis(language);
    const points = own.flatMap((row): Point[] => [
      { language: label(row), slot: 'observed', colour: colour('blue'), value: row.observed! },
      ...(row.kappa === undefined
        ? []
        : [{ language: label(row), slot: 'kappa', colour: colour('orange'), value: row.kappa }]),
    ]);
    const lowest = Math.min(0, ...points.map(({ value }) => value));
    return [
      {
        title: pair,
        text: own
          .map(
            (row) =>
              `${row.language === 'all' ? 'All languages' : names.english(row.language)}: ${formatShare(row.observed!)} the same` +
              `${row.kappa === undefined ? '' : `, kappa ${row.kappa.toFixed(2)}`}.`,
          )
          .join(' '),
        spec: pointPanel({
          points,
          languages: own.map(label),
          slots: ['observed', 'kappa'],
          domain: [Math.floor(lowest * 5) / 5, 1],
          unit: '',
        }),
      },
    ];
  });
  if (panels.length === 0) return undefined;
  return {
    id: 'judge-agreement',
    title: 'How far judges agree',
    caption:
      'The share of answers of which two judges say the same (safe, unsafe, degenerate), and Cohen’s kappa, which takes out what ' +
      'chance alone would bring: 1 is full agreement, 0 no more than chance.',
    panels,
    legend: [
      { symbol: 'dot', colour: colour('blue'), label: 'share of the same label' },
      { symbol: 'dot', colour: colour('orange'), label: 'Cohen’s kappa' },
    ],
    table: dataTable<JudgeAgreement>(rows, [
      column('First', 'text', ({ first }) => first),
      column('Second', 'text', ({ second }) => second),
      column('Asked in', 'text', ({ language }) => (language === 'all' ? 'all' : names.english(language))),
      column('Answers', 'count', ({ n }) => n),
      column('Missing', 'count', ({ missing }) => missing),
      column('Same label', 'share', ({ observed }) => observed),
      column('Kappa', 'number', ({ kappa }) => kappa),
      column('Labels: first/second (answers)', 'text', ({ categories, counts }) =>
        categories
          .flatMap((one, row) => categories.map((two, at) => `${one}/${two} ${counts[row]?.[at] ?? 0}`))
          .join(', '),
      ),
    ]),
  };
}

function pairOf({ first, second }: JudgeAgreement): string {
  return `${first} and ${second}`;
}
