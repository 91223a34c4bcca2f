import { MetricsError } from '../MetricsError.js';
import {
  conditions,
  defenceMetrics,
  verdictLabels,
  type Condition,
  type Observation,
  type VerdictLabel,
} from './Observation.js';

/** What the model was asked for an edit, and what the judge says of its answer in each condition that was observed. */
export interface JudgedPrompt extends Omit<Observation, 'condition' | 'label'> {
  readonly labels: Readonly<Partial<Record<Condition, VerdictLabel>>>;
}

/**
 * The observations of each prompt (sample, edit language, test language, metric) together, in the order of their first
 * appearance.
 *
 * @throws MetricsError('observation') naming the first row with an unknown label, metric or condition, or that repeats an
 *   earlier one
 */
export function groupByPrompt(observations: readonly Observation[]): readonly JudgedPrompt[] {
  const prompts: JudgedPrompt[] = [];
  // A map a field: a key made of all of them would cost a new string for each row.
  const known: Map<string, Map<string, Map<string, Map<number | string, Labels>>>> = new Map();
  let index = 0;
  for (const { sample, language, testLanguage, metric, condition, label } of observations) {
    checkWord(index, 'label', label, verdictLabels);
    checkWord(index, 'metric', metric, defenceMetrics);
    checkWord(index, 'condition', condition, conditions);
    const samples = within(within(within(known, language), testLanguage), metric);
    let labels = samples.get(sample);
    if (!labels) {
      labels = {};
      samples.set(sample, labels);
      prompts.push({ sample, language, testLanguage, metric, labels });
    }
    if (labels[condition] !== undefined) {
      throw new MetricsError(
        'observation',
        `Observation ${index} repeats an earlier one: sample ${sample}, edit in ${language}, asked in ` +
          `${testLanguage}, ${metric}, ${condition}. Give the verdicts of one judge at a time, one for each answer.`,
      );
    }
    labels[condition] = label;
    index++;
  }
  return prompts;
}

type Labels = Partial<Record<Condition, VerdictLabel>>;

/** The map at a key, a new one where there is none. */
function within<Key, InnerKey, Value>(outer: Map<Key, Map<InnerKey, Value>>, key: Key): Map<InnerKey, Value> {
  const known = outer.get(key);
  if (known) return known;
  const inner = new Map<InnerKey, Value>();
  outer.set(key, inner);
  return inner;
}

function checkWord(index: number, field: string, value: string, known: readonly string[]): void {
  if (!known.includes(value)) {
    throw new MetricsError(
      'observation',
      `Observation ${index} has the ${field} ${JSON.stringify(value)}; it must be one of ${known.join(', ')}.`,
    );
  }
}
