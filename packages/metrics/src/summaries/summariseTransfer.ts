import { mean } from 'simple-statistics';
import { clusteredMean } from '../intervals/clusteredMean.js';
import type { ConfidenceOptions, Interval } from '../intervals/Interval.js';
import { ratioOfMeans } from '../intervals/ratioOfMeans.js';
import type { CountingOptions } from '../observations/countVerdicts.js';
import { groupBy } from '../observations/groupBy.js';
import type { Condition, Observation } from '../observations/Observation.js';
import { pairAnswers } from '../observations/pairAnswers.js';

/** How much the defence rate rose, in the mean over samples. */
export interface Gain {
  /** Between -1 and 1; `undefined` without pairs. */
  readonly gain: number | undefined;
  /** Student's t over the samples; `undefined` with fewer than two. */
  readonly interval: Interval | undefined;
  readonly samples: number;
}

/** What of the monolingual gain arrives elsewhere. */
export interface ArrivingGain extends Gain {
  /** The monolingual gain of the same samples. */
  readonly monolingual: Gain;
  /**
   * `estimated`: `share` holds. `no-gain`: the edit gained nothing in its own language, or lost, so that there is nothing
   * to arrive. `uncertain-gain`: it gained, but the interval of that gain holds 0, so that a share of it would mean
   * nothing. `no-pairs`: no sample has pairs in both languages.
   */
  readonly status: 'estimated' | 'no-gain' | 'uncertain-gain' | 'no-pairs';
  /** `gain / monolingual.gain`; `undefined` unless `status` is `estimated`. May be below 0 or above 1. */
  readonly share: number | undefined;
  /** Fieller's interval; `undefined` also where all samples gained alike, so that there is no spread to judge by. */
  readonly shareInterval: Interval | undefined;
}

export interface TransferSummary {
  /** The language that the edits were made in. */
  readonly language: string;
  /** The gain of all its samples, asked in that language. */
  readonly monolingual: Gain;
  /** Each other language that the model was asked in. */
  readonly transfers: readonly (ArrivingGain & { readonly testLanguage: string })[];
  /** The other languages together: each sample's gain is the mean of its gains in them. */
  readonly others: ArrivingGain;
}

export interface TransferOptions extends CountingOptions, ConfidenceOptions {
  /** What the gain is measured from; `before` by default, `beforeWithSuffix` for the edit without its suffix. */
  readonly from?: Condition;
  /** `after` by default. */
  readonly to?: Condition;
}

/**
 * How well edits made in one language protect the others: for each edit language the share of the gain in that language
 * (asked in the language that was edited) that arrives in another one. A sample's gain is the mean over its pairs, that
 * is over the metrics that `observations` holds: give those of one metric, or of the four DG tests, as you mean it.
 *
 * @throws MetricsError('observation') where a row is not valid or an answer is observed twice
 */
export function summariseTransfer(
  observations: readonly Observation[],
  options: TransferOptions = {},
): TransferSummary[] {
  const { from = 'before', to = 'after' } = options;
  const { pairs } = pairAnswers(observations, from, to, options);
  const languages = [...new Set(observations.map(({ language }) => language))];
  return languages.map((language) => {
    const own = pairs.filter((pair) => pair.language === language);
    const gains = new Map(
      Array.from(
        groupBy(own, ({ testLanguage }) => testLanguage),
        ([testLanguage, inLanguage]) => [testLanguage, gainBySample(inLanguage)] as const,
      ),
    );
    const monolingual = gains.get(language) ?? new Map<number | string, number>();
    gains.delete(language);
    return {
      language,
      monolingual: toGain([...monolingual.values()], options),
      transfers: Array.from(gains, ([testLanguage, gain]) => ({
        testLanguage,
        ...arriving(gain, monolingual, options),
      })),
      others: arriving(meanBySample([...gains.values()]), monolingual, options),
    };
  });
}

type GainBySample = ReadonlyMap<number | string, number>;

function gainBySample(
  pairs: readonly { readonly sample: number | string; readonly from: number; readonly to: number }[],
): GainBySample {
  const samples = groupBy(pairs, ({ sample }) => sample);
  return new Map(
    Array.from(samples, ([sample, own]) => [sample, mean(own.map(({ from, to }) => to - from))]),
  );
}

function meanBySample(gains: readonly GainBySample[]): GainBySample {
  const samples = groupBy(
    gains.flatMap((gain) => [...gain]),
    ([sample]) => sample,
  );
  return new Map(Array.from(samples, ([sample, own]) => [sample, mean(own.map(([, gain]) => gain))]));
}

function arriving(gain: GainBySample, monolingual: GainBySample, options: ConfidenceOptions): ArrivingGain {
  const both = [...gain.keys()].filter((sample) => monolingual.has(sample));
  const there = both.map((sample) => gain.get(sample)!);
  const home = both.map((sample) => monolingual.get(sample)!);
  const gains = { ...toGain(there, options), monolingual: toGain(home, options) };
  const none = { share: undefined, shareInterval: undefined };
  if (gains.monolingual.gain === undefined) return { ...gains, status: 'no-pairs', ...none };
  if (gains.monolingual.gain <= 0) return { ...gains, status: 'no-gain', ...none };
  const share = ratioOfMeans(there, home, options);
  if (!share) return { ...gains, status: 'uncertain-gain', ...none };
  return { ...gains, status: 'estimated', share: share.ratio, shareInterval: share.interval };
}

function toGain(gains: readonly number[], options: ConfidenceOptions): Gain {
  if (gains.length === 0) return { gain: undefined, interval: undefined, samples: 0 };
  const {
    mean: gain,
    interval,
    clusters,
  } = clusteredMean(
    gains.map((value) => [value]),
    options,
  );
  return { gain, interval, samples: clusters };
}
