import { conditions } from '../../study/plan/StudyPlan.js';
import type { JudgeNumbers, OverflowRow } from '../numbers/JudgeNumbers.js';
import type { PromptTokens } from '../numbers/ReportNumbers.js';
import { rateColumns } from './cellTable.js';
import { column, dataTable } from './DataTable.js';
import type { Figure, Panel } from './Figure.js';
import { formatShare } from './formatValue.js';
import { conditionLabels, metricLabels, type LanguageNames } from './labels.js';
import { colour } from './palette.js';
import { boxPanel } from './panels/boxPanel.js';
import { pointPanel, type Point } from './panels/pointPanel.js';

/** How many tokens the same prompts take in each language, and how many are too long for the model. */
export function promptTokensFigure(rows: readonly PromptTokens[], names: LanguageNames): Figure | undefined {
  if (rows.length === 0) return undefined;
  const models = [...new Set(rows.map(({ model }) => model))];
  const panels = models.flatMap((model): Panel[] => {
    const own = rows.filter((row) => row.model === model);
    // What is asked is the same in all conditions, but for the suffix.
    const condition = conditions.find((each) => own.some((row) => row.condition === each))!;
    const first = own.filter((row) => row.condition === condition);
    const languages = first.map(({ testLanguage }) => names.axis(testLanguage));
    const asked = conditions.filter((each) => own.some((row) => row.condition === each));
    return [
      {
        title: `${model}: tokens of a prompt, ${conditionLabels[condition]}`,
        text: first
          .map((row) => `${names.english(row.testLanguage)}: median ${row.median}, at most ${row.max}.`)
          .join(' '),
        spec: boxPanel(
          first.map((row) => ({ ...row, label: names.axis(row.testLanguage) })),
          languages,
          'tokens',
        ),
      },
      {
        title: `${model}: answers beyond the context`,
        text: own
          .map(
            (row) =>
              `${names.english(row.testLanguage)}, ${conditionLabels[row.condition]}: ${formatShare(row.overflowShare)}.`,
          )
          .join(' '),
        spec: pointPanel({
          points: own.map((row) => ({
            language: names.axis(row.testLanguage),
            slot: row.condition,
            colour: conditionColours[row.condition],
            value: 100 * row.overflowShare,
          })),
          languages,
          slots: asked,
          domain: [0, 100],
        }),
      },
    ];
  });
  return {
    id: 'prompt-tokens',
    title: 'How long prompts are, by language',
    caption:
      'Left: tokens of a prompt, from the fewest to the most (line), the middle half (bar) and the median (tick). Right: the share of ' +
      'answers that exceed, together with their prompts, the positions that the model was made for.',
    panels,
    legend: conditions
      .filter((condition) => rows.some((row) => row.condition === condition))
      .map((condition) => ({
        symbol: 'dot',
        colour: conditionColours[condition],
        label: `right: ${conditionLabels[condition]}`,
      })),
    table: dataTable<PromptTokens>(rows, [
      column('Model', 'text', ({ model }) => model),
      column('Asked in', 'text', ({ testLanguage }) => names.english(testLanguage)),
      column('Condition', 'text', ({ condition }) => conditionLabels[condition]),
      column('Answers', 'count', ({ answers }) => answers),
      column('Fewest tokens', 'count', ({ min }) => min),
      column('Lower quartile', 'number', ({ lowerQuartile }) => lowerQuartile),
      column('Median', 'number', ({ median }) => median),
      column('Upper quartile', 'number', ({ upperQuartile }) => upperQuartile),
      column('Most tokens', 'count', ({ max }) => max),
      column('Beyond the context', 'count', ({ overflowing }) => overflowing),
      column('Share beyond', 'share', ({ overflowShare }) => overflowShare),
      column('Answers cut at the limit', 'count', ({ cut }) => cut),
    ]),
  };
}

/** DS after editing with and without the prompts that are too long. */
export function overflowFigure({ overflow, judge }: JudgeNumbers, names: LanguageNames): Figure | undefined {
  const shown = overflow.filter(
    ({ metric, editLanguage, testLanguage }) =>
      metric === 'defenceSuccess' && (editLanguage === testLanguage || editLanguage === 'en'),
  );
  const models = [...new Set(shown.map(({ model }) => model))];
  const panels = models.flatMap((model) =>
    [true, false].flatMap((isMonolingual): Panel[] => {
      const own = shown.filter(
        (row) => row.model === model && (row.editLanguage === row.testLanguage) === isMonolingual,
      );
      if (own.length === 0) return [];
      const points = own.flatMap((row): Point[] => [
        ...pointOf(row, 'all', colour('ink'), names),
        ...pointOf(row, 'without', colour('orange'), names),
      ]);
      return [
        {
          title: `${model}: DS after, ${isMonolingual ? 'edited in the language asked' : 'edited in English'}`,
          text: own
            .map(
              ({ testLanguage, overflowing, all, without }) =>
                `${names.english(testLanguage)}: ${overflowing} prompts are too long; ${share(all.after.rate)} of all, ` +
                `${share(without?.after.rate)} without them.`,
            )
            .join(' '),
          spec: pointPanel({
            points,
            languages: own.map(({ testLanguage }) => names.axis(testLanguage)),
            slots: ['all', 'without'],
            domain: [0, 100],
          }),
        },
      ];
    }),
  );
  if (panels.length === 0) return undefined;
  return {
    id: 'overflow',
    title: `Defence success with and without prompts that are too long (judge: ${judge})`,
    caption:
      'The languages that have prompts which, with their answers, are too long for the model: DS after editing over all prompts and ' +
      'over those that fit. Where the two differ, a bad rate says something about the context and not about the edit.',
    panels,
    legend: [
      { symbol: 'dot', colour: colour('ink'), label: 'all prompts' },
      { symbol: 'dot', colour: colour('orange'), label: 'without those that are too long' },
    ],
    table: dataTable<OverflowRow>(overflow, [
      column('Model', 'text', ({ model }) => model),
      column('Edited in', 'text', ({ editLanguage }) => names.english(editLanguage)),
      column('Asked in', 'text', ({ testLanguage }) => names.english(testLanguage)),
      column('Test', 'text', ({ metric }) => metricLabels[metric]),
      column('Too long', 'count', ({ overflowing }) => overflowing),
      ...rateColumns<OverflowRow>('Before, all', ({ all }) => all.before),
      ...rateColumns<OverflowRow>('After, all', ({ all }) => all.after),
      ...rateColumns<OverflowRow>('Before, without', ({ without }) => without?.before),
      ...rateColumns<OverflowRow>('After, without', ({ without }) => without?.after),
    ]),
  };
}

const conditionColours = {
  before: colour('muted'),
  beforeWithSuffix: colour('violet'),
  after: colour('blue'),
} as const;

function pointOf(
  row: OverflowRow,
  slot: 'all' | 'without',
  ownColour: string,
  names: LanguageNames,
): readonly Point[] {
  const after = row[slot]?.after;
  if (after?.rate === undefined) return [];
  return [
    {
      language: names.axis(row.testLanguage),
      slot,
      colour: ownColour,
      value: 100 * after.rate,
      ...(after.interval && { low: 100 * after.interval.low, high: 100 * after.interval.high }),
    },
  ];
}

function share(rate: number | undefined): string {
  return rate === undefined ? 'nothing' : formatShare(rate);
}
