import { readFileSync } from 'node:fs';
import type { Condition, DefenceMetric, Observation, VerdictLabel } from '../src/observations/Observation.js';

type Pair = [low: number, high: number];
type Share = { ratio: number; interval: Pair } | null;

/** What Python's libraries give; made by tools/metrics/make_reference.py. */
interface Reference {
  wilsonInterval: { successes: number; n: number; confidence: number; interval: Pair }[];
  pairedScoreInterval: { gained: number; lost: number; n: number; confidence: number; interval: Pair }[];
  clusteredMean: { clusters: number[][]; mean: number; standardError: number; interval: Pair }[];
  mcNemarTest: { gained: number; lost: number; pValue: number }[];
  signFlipTest: { differences: number[]; pValue: number }[];
  holm: { pValues: number[]; adjusted: number[] }[];
  clusterBootstrap: {
    few: number[];
    distribution: [value: number, share: number][];
    many: number[];
    interval: Pair;
    standardError: number;
  };
  ratioOfMeans: { numerators: number[]; denominators: number[]; result: Share }[];
  agreement: {
    categories: string[];
    items: string[][];
    itemsWithGaps: (string | null)[][];
    confusion: number[][];
    cohen: number[];
    fleiss: number;
    krippendorff: number;
    krippendorffWithGaps: number;
  };
  sideEffects: {
    overlaps: {
      answer: string;
      reference: string;
      tokenF1: number;
      rouge1: { precision: number; recall: number; f1: number };
    }[];
    divergences: { before: number[]; after: number[]; kl: number }[];
  };
  observations: [number, string, string, DefenceMetric, Condition, VerdictLabel][];
  summariseDefence: {
    degenerateCountsAs: 'unsafe' | 'safe' | 'excluded';
    language: string;
    metric: DefenceMetric;
    testLanguage: string;
    rate: number;
    n: number;
    excluded: number;
    interval: Pair;
    degenerateShare: number;
    change: number;
    pairs: number;
    gained: number;
    lost: number;
    pValue: number;
    adjustedPValue: number;
  }[];
  pairedChange: {
    language: string;
    change: number;
    interval: Pair;
    pairs: number;
    samples: number;
    differences: number[];
  }[];
  meanOverLanguages: {
    language: string;
    mean: number;
    interval: Pair;
    standardError: number;
    meanRateAfter: number;
  }[];
  summariseTransfer: {
    language: string;
    gain: number;
    interval: Pair;
    transfers: Record<string, { gain: number; samples: number; share: Share }>;
  }[];
}

export const reference = JSON.parse(
  readFileSync(new URL('fixtures/reference.json', import.meta.url), 'utf8'),
) as Reference;

/** Made-up verdicts on edits in two languages, asked in three, in two of the tests; some are lacking. */
export const observations: readonly Observation[] = reference.observations.map(
  ([sample, language, testLanguage, metric, condition, label]) => ({
    ...{ sample, language, testLanguage },
    ...{ metric, condition, label },
  }),
);

/** Digits after the point that must agree with Python's. */
export const digits = 9;
