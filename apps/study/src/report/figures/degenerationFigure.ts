import type { DegenerationRow, JudgeNumbers } from '../numbers/JudgeNumbers.js';
import type { StudyFacts } from '../numbers/ReportNumbers.js';
import { paperNumbers } from '../numbers/PaperNumbers.js';
import { column, dataTable, withInterval } from './DataTable.js';
import type { Figure, LegendEntry, Panel } from './Figure.js';
import { formatShare } from './formatValue.js';
import { conditionLabels, layerLabels, metricLabels, type LanguageNames } from './labels.js';
import { colour } from './palette.js';
import { pointPanel, type Point } from './panels/pointPanel.js';
import { paperJudgeOf } from './paperMarks.js';

const slots = ['before', 'suffix', 'monolingual', 'from-english'] as const;
type Slot = (typeof slots)[number];

const slotColours: Readonly<Record<Slot, string>> = {
  before: colour('muted'),
  suffix: colour('violet'),
  monolingual: colour('red'),
  'from-english': colour('green'),
};

const slotLabels: Readonly<Record<Slot, string>> = {
  before: 'before editing',
  suffix: 'before editing, with the suffix',
  monolingual: 'after editing in the language asked',
  'from-english': 'after editing in English',
};

/** How often answers to the attacks break down. */
export function degenerationFigure(
  { degeneration, judge }: JudgeNumbers,
  facts: StudyFacts,
  names: LanguageNames,
): Figure | undefined {
  const shown = degeneration.flatMap((row) => {
    const slot = slotOf(row);
    return slot !== undefined && row.metric === 'defenceSuccess' && row.rate.degenerateShare !== undefined
      ? [{ row, slot }]
      : [];
  });
  if (shown.length === 0) return undefined;
  const used = slots.filter((slot) => shown.some((each) => each.slot === slot));
  const languages = names.sort(shown.map(({ row }) => row.testLanguage)).map((code) => names.axis(code));
  const { models } = facts;
  const paper = paperNumbers.degeneration;
  return {
    id: 'degeneration',
    title: `Answers that break down (judge: ${judge})`,
    caption:
      'The share of answers to the attacks (DS prompts) that are degenerate, such as loops and scraps, with 95% intervals. As in the ' +
      'paper they count as failed defences: harmless, but the model is broken.',
    panels: [...new Set(shown.map(({ row }) => row.model))].map((model): Panel => {
      const own = shown.filter(({ row }) => row.model === model);
      return {
        title: `${model}: degenerate answers`,
        text: own
          .map(
            ({ row, slot }) =>
              `${names.english(row.testLanguage)}, ${slotLabels[slot]}: ${formatShare(row.rate.degenerateShare!)}.`,
          )
          .join(' '),
        spec: pointPanel({
          points: own.map(({ row, slot }) => pointOf(row, slot, names)),
          languages,
          slots: used,
          domain: [0, 100],
        }),
      };
    }),
    legend: used.map((slot): LegendEntry => ({
      symbol: 'dot',
      colour: slotColours[slot],
      label: slotLabels[slot],
    })),
    table: dataTable<DegenerationRow>(degeneration, [
      column('Model', 'text', ({ model }) => model),
      column('Condition', 'text', ({ condition }) => conditionLabels[condition]),
      column('Edited in', 'text', ({ editLanguage }) => editLanguage && names.english(editLanguage)),
      column('Layer', 'text', ({ layerChoice }) => layerChoice && layerLabels[layerChoice]),
      column('Asked in', 'text', ({ testLanguage }) => names.english(testLanguage)),
      column('Test', 'text', ({ metric }) => metricLabels[metric]),
      ...withInterval<DegenerationRow>(
        'Degenerate',
        'share',
        ({ rate }) => rate.degenerateShare,
        ({ rate }) => rate.degenerateInterval,
      ),
      column('Degenerate answers', 'count', ({ rate }) => rate.degenerate),
      column('n', 'count', ({ rate }) => rate.n),
    ]),
    ...(paperJudgeOf(judge) === paper.judge &&
      models.some(({ paperModel }) => paperModel === paper.model) && {
        paperSays: [
          {
            says: `Of ${paper.unsuccessful} unsuccessful defences of ${paper.model} in English, ${paper.degenerate} are degenerate.`,
            source: paper.source,
          },
        ],
      }),
  };
}

function slotOf({ condition, editLanguage, testLanguage, layerChoice }: DegenerationRow): Slot | undefined {
  if (condition === 'before') return 'before';
  if (condition === 'beforeWithSuffix') return 'suffix';
  if (layerChoice !== 'configured') return undefined;
  if (editLanguage === testLanguage) return 'monolingual';
  return editLanguage === 'en' ? 'from-english' : undefined;
}

function pointOf({ testLanguage, rate }: DegenerationRow, slot: Slot, names: LanguageNames): Point {
  const { degenerateShare, degenerateInterval } = rate;
  return {
    language: names.axis(testLanguage),
    slot,
    colour: slotColours[slot],
    value: 100 * degenerateShare!,
    ...(degenerateInterval && { low: 100 * degenerateInterval.low, high: 100 * degenerateInterval.high }),
  };
}
