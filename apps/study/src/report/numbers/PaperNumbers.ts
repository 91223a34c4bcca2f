import type { Metric } from '../../study/plan/StudyPlan.js';
import type { MarkSeries } from './JudgeNumbers.js';
import type { PaperModel } from './ReportNumbers.js';

/** A judge of the paper. */
export type PaperJudge = 'RoBERTa' | 'Claude' | 'GPT-4';

/** A rate that the paper gives, in a table or in words. */
export interface PaperRate {
  readonly model: PaperModel;
  readonly judge: PaperJudge;
  readonly series: MarkSeries;
  readonly language: string;
  readonly metric: Metric;
  readonly condition: 'after';
  /** `equals` where it is published as a number; the others are what the text says of a figure. */
  readonly relation: 'equals' | 'almost' | 'at-most-about' | 'below';
  /** Between 0 and 1. */
  readonly value: number;
  readonly source: string;
}

/** What the paper says in words of an effect; `figure` is where it shows it. */
export interface PaperStatement {
  readonly figure: number;
  readonly model: PaperModel;
  readonly series: MarkSeries;
  /** On the figure's axis of languages; empty where it speaks of all. */
  readonly languages: readonly string[];
  readonly effect: 'helps' | 'no-effect' | 'harms';
  readonly says: string;
  readonly source: string;
}

const others = ['es', 'fr', 'zh', 'bn', 'hi', 'th', 'ms', 'vi'] as const;

function rate(
  model: PaperModel,
  judge: PaperJudge,
  language: string,
  relation: PaperRate['relation'],
  value: number,
  source: string,
): PaperRate {
  return {
    ...{ model, judge, series: 'monolingual', language, metric: 'defenceSuccess', condition: 'after' },
    ...{ relation, value, source },
  };
}

/**
 * What "A Cross-Linguistic Analysis of Detoxifying LLMs with Knowledge Editing" publishes in numbers and words. Its figures'
 * values are given nowhere but in the pictures, so they are not here.
 */
export const paperNumbers: {
  readonly samples: number;
  readonly hours: number;
  readonly rates: readonly PaperRate[];
  readonly statements: readonly PaperStatement[];
  readonly degeneration: {
    readonly model: PaperModel;
    readonly judge: PaperJudge;
    readonly unsuccessful: number;
    readonly degenerate: number;
    readonly source: string;
  };
  /** Counted from 0: the "31st" and "32nd" of LLaMA's 32 layers. */
  readonly layers: {
    readonly model: PaperModel;
    readonly located: number;
    readonly last: number;
    readonly source: string;
  };
  readonly conclusion: { readonly says: string; readonly source: string };
} = {
  samples: 50,
  hours: 420,
  rates: [
    rate('LLaMA', 'RoBERTa', 'en', 'equals', 1, 'Table 1'),
    rate('LLaMA', 'Claude', 'en', 'equals', 0.94, 'Table 1'),
    rate('Mistral', 'RoBERTa', 'en', 'equals', 0.88, 'Table 1'),
    rate('Mistral', 'Claude', 'en', 'equals', 0.46, 'Table 1'),
    ...['zh', 'es', 'fr'].map((language) => rate('LLaMA', 'Claude', language, 'almost', 1, 'Section 5.2')),
    rate('LLaMA', 'Claude', 'bn', 'below', 0.6, 'Section 5.2'),
    ...others
      .filter((language) => language !== 'zh')
      .map((language) => rate('Mistral', 'Claude', language, 'at-most-about', 0.6, 'Section 5.2')),
  ],
  statements: [
    ...(['LLaMA', 'Mistral'] as const).map((model): PaperStatement => ({
      figure: 2,
      model,
      series: 'monolingual',
      languages: [],
      effect: 'helps',
      says: 'DS consistently improves following monolingual detoxification, across all languages.',
      source: 'Section 5.2',
    })),
    {
      figure: 2,
      model: 'LLaMA',
      series: 'from-english',
      languages: others.filter((language) => language !== 'bn'),
      effect: 'helps',
      says: 'Edits made in English transfer to nearly all languages, in most cases as well as editing in the target language.',
      source: 'Section 5.3',
    },
    {
      figure: 2,
      model: 'LLaMA',
      series: 'from-english',
      languages: ['bn'],
      effect: 'no-effect',
      says: 'The only exception is Bengali: editing in English makes no improvement there.',
      source: 'Section 5.3',
    },
    {
      figure: 2,
      model: 'Mistral',
      series: 'from-english',
      languages: others,
      effect: 'no-effect',
      says: 'Edits made in English have almost zero improvements in any other language; some DG even falls (Figure 3).',
      source: 'Section 5.3',
    },
    {
      figure: 4,
      model: 'LLaMA',
      series: 'to-english',
      languages: ['fr', 'zh'],
      effect: 'helps',
      says: 'Only French and Chinese data bring significant improvements in English, smaller ones than English data.',
      source: 'Section 5.4.1',
    },
    {
      figure: 4,
      model: 'LLaMA',
      series: 'to-english',
      languages: ['es'],
      effect: 'harms',
      says: 'Spanish has a negative effect on English.',
      source: 'Section 5.4.1',
    },
    {
      figure: 4,
      model: 'LLaMA',
      series: 'to-english',
      languages: ['bn', 'hi', 'th', 'ms', 'vi'],
      effect: 'no-effect',
      says: 'Data in the other languages bring no significant improvement in English.',
      source: 'Section 5.4.1',
    },
    {
      figure: 4,
      model: 'Mistral',
      series: 'to-english',
      languages: others,
      effect: 'no-effect',
      says: 'Cross-lingual detoxification still does not work for attacks in English.',
      source: 'Section 5.4.1',
    },
    {
      figure: 5,
      model: 'LLaMA',
      series: 'from-english',
      languages: ['ms', 'zh'],
      effect: 'helps',
      says: 'Editing the last layer instead helps in some languages, such as Malay and Chinese, and reduces the effect in certain others.',
      source: 'Section 5.4.2',
    },
  ],
  degeneration: {
    model: 'Mistral',
    judge: 'Claude',
    unsuccessful: 27,
    degenerate: 25,
    source: 'Section 4.2',
  },
  layers: { model: 'LLaMA', located: 30, last: 31, source: 'Section 5.4.2' },
  conclusion: {
    says:
      'The language-dependency hypothesis is only partly true: an edit reaches other languages only if it is made in a ' +
      'dominant language, if the attack is not in a very low-resource language, and if the model is robust enough.',
    source: 'Section 6.1',
  },
};
