import type { Cell } from '../numbers/Cell.js';
import type { MarkSeries } from '../numbers/JudgeNumbers.js';
import { paperNumbers, type PaperJudge, type PaperRate } from '../numbers/PaperNumbers.js';
import type { StudyFacts } from '../numbers/ReportNumbers.js';
import type { Figure, LegendEntry } from './Figure.js';
import type { PublishedMark } from './panels/arrowPanel.js';
import { colour } from './palette.js';

const paperJudges: readonly (readonly [pattern: RegExp, judge: PaperJudge])[] = [
  [/^claude/i, 'Claude'],
  [/gpt-?4/i, 'GPT-4'],
  [/^roberta/i, 'RoBERTa'],
];

/** The paper's judge that a judge of the study stands beside. */
export function paperJudgeOf(judge: string): PaperJudge | undefined {
  return paperJudges.find(([pattern]) => pattern.test(judge))?.[1];
}

/** What the paper publishes for a cell, by the same judge, if the cell's model is the paper's. */
export function publishedRate(
  { model, editLanguage, testLanguage, metric, layerChoice }: Cell,
  series: MarkSeries,
  judge: string,
  { models }: StudyFacts,
): PaperRate | undefined {
  const paperModel = models.find(({ name }) => name === model)?.paperModel;
  const paperJudge = paperJudgeOf(judge);
  const language = series === 'to-english' ? editLanguage : testLanguage;
  // In all series English to English is the monolingual edit.
  const paperSeries = editLanguage === testLanguage ? 'monolingual' : series;
  return layerChoice === 'configured'
    ? paperNumbers.rates.find(
        (rate) =>
          rate.model === paperModel &&
          rate.judge === paperJudge &&
          rate.series === paperSeries &&
          rate.language === language &&
          rate.metric === metric,
      )
    : undefined;
}

export function relationOf({ relation }: PaperRate): PublishedMark['relation'] {
  if (relation === 'equals') return 'equals';
  return relation === 'almost' ? 'about' : 'at-most';
}

/** The marks' legend, as far as they occur. */
export function publishedLegend(marks: readonly PublishedMark[]): readonly LegendEntry[] {
  const has = (wanted: PublishedMark['relation']): boolean =>
    marks.some(({ relation }) => relation === wanted);
  const entry = (symbol: LegendEntry['symbol'], label: string): LegendEntry => ({
    symbol,
    colour: colour('ink'),
    label,
  });
  return [
    ...(has('equals') ? [entry('diamond', 'after editing, as the paper publishes it')] : []),
    ...(has('about') ? [entry('line', 'the paper: “almost” this')] : []),
    ...(has('at-most') ? [entry('limit', 'the paper: at most about this')] : []),
  ];
}

/** What the paper says in words of a figure's models. */
export function paperSays(
  figure: number,
  { models }: StudyFacts,
  judge: string,
): NonNullable<Figure['paperSays']> {
  if (paperJudgeOf(judge) !== 'Claude') return [];
  const ours = new Set(models.map(({ paperModel }) => paperModel));
  return paperNumbers.statements
    .filter((statement) => statement.figure === figure && ours.has(statement.model))
    .map(({ model, says, source }) => ({ says: `${model}: ${says}`, source }));
}
