import { layerChoices, metrics, type LayerChoice, type Metric } from '../../../study/plan/StudyPlan.js';
import type { CountedResults, CountedTest } from '../../../study/StudyResults.js';

/** A prompt in a language, and the answers to it before and after one edit. */
export interface SamplePair<Test extends CountedTest = CountedTest> {
  readonly model: string;
  readonly editLanguage?: string;
  readonly layerChoice?: LayerChoice;
  readonly testLanguage: string;
  readonly metric: Metric;
  readonly sample: number | string;
  readonly before?: Test;
  readonly withSuffix?: Test;
  readonly after?: Test;
}

/**
 * Every answer after an edit with those before it, and those before that no edit has an answer to yet. Sorted by sample first: the start of
 * the list has all languages and metrics.
 */
export function pairSamples({ tests }: CountedResults): readonly SamplePair[] {
  const unedited = new Map<string, { before?: CountedTest; withSuffix?: CountedTest; isPaired?: true }>();
  const models = new Map<string, number>();
  const samples = new Map<number | string, number>();
  const languages = new Map<string, number>();
  for (const test of tests) {
    note(models, test.model);
    note(samples, test.sample);
    note(languages, test.testLanguage);
    if (test.condition === 'after') continue;
    const key = keyOf(test);
    const both = unedited.get(key) ?? {};
    both[test.condition === 'before' ? 'before' : 'withSuffix'] = test;
    unedited.set(key, both);
  }
  const pairs: SamplePair[] = [];
  for (const test of tests) {
    if (test.condition !== 'after') continue;
    const both = unedited.get(keyOf(test));
    if (both) both.isPaired = true;
    pairs.push({ ...placeOf(test), ...answersOf(both), after: test });
  }
  for (const both of unedited.values())
    if (!both.isPaired) pairs.push({ ...placeOf((both.before ?? both.withSuffix)!), ...answersOf(both) });

  const rank = (pair: SamplePair): number => {
    const places = [
      [samples.get(pair.sample)!, samples.size],
      [models.get(pair.model)!, models.size],
      [languages.get(pair.testLanguage)!, languages.size],
      [metrics.indexOf(pair.metric), metrics.length],
      [languages.get(pair.editLanguage ?? '') ?? -1, languages.size],
      [layerChoices.indexOf(pair.layerChoice ?? 'configured'), layerChoices.length],
    ] as const;
    return places.reduce((sum, [place, size]) => sum * (size + 1) + place + 1, 0);
  };
  return pairs
    .map((pair) => ({ pair, rank: rank(pair) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ pair }) => pair);
}

function keyOf({ model, testLanguage, metric, sample }: CountedTest): string {
  return `${model} ${testLanguage} ${metric} ${typeof sample} ${sample}`;
}

function placeOf(test: CountedTest): SamplePair {
  const { model, testLanguage, metric, sample, editLanguage, layerChoice } = test;
  return {
    model,
    testLanguage,
    metric,
    sample,
    ...(editLanguage !== undefined && { editLanguage }),
    ...(layerChoice !== undefined && { layerChoice }),
  };
}

function answersOf(
  both: { readonly before?: CountedTest; readonly withSuffix?: CountedTest } | undefined,
): Pick<SamplePair, 'before' | 'withSuffix'> {
  return {
    ...(both?.before && { before: both.before }),
    ...(both?.withSuffix && { withSuffix: both.withSuffix }),
  };
}

function note<Key>(places: Map<Key, number>, key: Key): void {
  if (!places.has(key)) places.set(key, places.size);
}
