import { mean, sum } from 'simple-statistics';
import { clusterBootstrap, type BootstrapOptions } from '../intervals/clusterBootstrap.js';
import type { Interval } from '../intervals/Interval.js';
import { outcomeOf, type CountingOptions } from '../observations/countVerdicts.js';
import { groupBy } from '../observations/groupBy.js';
import { groupByPrompt } from '../observations/groupByPrompt.js';
import type { Condition, Observation } from '../observations/Observation.js';
import { pairAnswers } from '../observations/pairAnswers.js';

export interface MeanOptions extends CountingOptions, BootstrapOptions {
  /** Which language's groups are averaged: the one that the model was asked in (the default), or the edit's. */
  readonly over?: 'testLanguage' | 'language';
}

export interface LanguageMean {
  /** The mean of the languages' values, each language weighing the same; `undefined` without any value. */
  readonly mean: number | undefined;
  /** Percentile bootstrap in which samples are drawn, each with all its languages. */
  readonly interval: Interval | undefined;
  readonly languages: readonly { readonly language: string; readonly value: number; readonly n: number }[];
  readonly samples: number;
}

/** The defence rate in one condition, averaged over languages. */
export function meanRateOverLanguages(
  observations: readonly Observation[],
  condition: Condition,
  options: MeanOptions = {},
): LanguageMean {
  const { over = 'testLanguage' } = options;
  const values = groupByPrompt(observations).flatMap((prompt) => {
    const label = prompt.labels[condition];
    const value = label === undefined ? undefined : outcomeOf(label, options);
    return value === undefined ? [] : [{ sample: prompt.sample, language: prompt[over], value }];
  });
  return meanOverLanguages(values, options);
}

/** The paired change of the defence rate from one condition to another, averaged over languages. */
export function meanChangeOverLanguages(
  observations: readonly Observation[],
  from: Condition,
  to: Condition,
  options: MeanOptions = {},
): LanguageMean {
  const { over = 'testLanguage' } = options;
  const { pairs } = pairAnswers(observations, from, to, options);
  const values = pairs.map((pair) => ({
    sample: pair.sample,
    language: pair[over],
    value: pair.to - pair.from,
  }));
  return meanOverLanguages(values, options);
}

interface LanguageValue {
  readonly sample: number | string;
  readonly language: string;
  readonly value: number;
}

/** One sample's values in one language, the languages numbered. */
interface Share {
  readonly language: number;
  readonly total: number;
  readonly n: number;
}

function meanOverLanguages(values: readonly LanguageValue[], options: BootstrapOptions): LanguageMean {
  const byLanguage = groupBy(values, ({ language }) => language);
  const languages = Array.from(byLanguage, ([language, ofLanguage]) => {
    const own = ofLanguage.map(({ value }) => value);
    return { language, value: mean(own), n: own.length };
  });
  const clusters = toClusters(values, [...byLanguage.keys()]);
  if (clusters.length === 0) return { mean: undefined, interval: undefined, languages, samples: 0 };
  const { interval } = clusterBootstrap(clusters, (drawn) => meanOfDraw(drawn, languages.length), options);
  return { mean: mean(languages.map(({ value }) => value)), interval, languages, samples: clusters.length };
}

/** Each sample's values, added up by language; sorted, so that a seed draws the same in whatever order the rows came. */
function toClusters(values: readonly LanguageValue[], languages: readonly string[]): Share[][] {
  const samples = [...groupBy(values, ({ sample }) => sample)];
  const keyed = samples.map(([sample, own]) => ({ key: JSON.stringify(sample), own }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : 1));
  return keyed.map(({ own }) =>
    Array.from(
      groupBy(own, ({ language }) => language),
      ([language, shared]) => ({
        language: languages.indexOf(language),
        total: sum(shared.map(({ value }) => value)),
        n: shared.length,
      }),
    ),
  );
}

/** The mean over the languages that a draw holds answers in. */
function meanOfDraw(drawn: readonly (readonly Share[])[], languages: number): number | undefined {
  const totals = new Array<number>(languages).fill(0);
  const counts = new Array<number>(languages).fill(0);
  for (const sample of drawn) {
    for (const { language, total, n } of sample) {
      totals[language]! += total;
      counts[language]! += n;
    }
  }
  let [added, present] = [0, 0];
  for (let language = 0; language < languages; language++) {
    if (counts[language] === 0) continue;
    added += totals[language]! / counts[language]!;
    present++;
  }
  return present === 0 ? undefined : added / present;
}
