import type { StudyFacts } from '../ReportNumbers.js';
import type { HypothesisAnswer, HypothesisOutcome } from './HypothesisAnswer.js';
import { inWords, percent, points, samplesInWords } from './wording.js';

/** The answer to the paper's question over all models, how it was found, and what it leaves open. */
export function answerInWords(
  answer: Omit<HypothesisAnswer, 'sentences'>,
  judge: string,
  study: StudyFacts,
): readonly string[] {
  return [
    outcomeSentence[answer.outcome],
    ...modelsSentence(answer),
    methodSentence(answer, judge),
    ...(answer.part === 'whole' && study.mode === 'easyedit'
      ? [
          'The change holds what the suffix behind each prompt did as well, since the study did not ask with it before editing.',
        ]
      : []),
    ...(study.answered < study.planned
      ? [
          `So far ${percent(study.answered / study.planned)} of the study's answers are there; the rest may change this.`,
        ]
      : []),
    ...(study.samples < 20
      ? [
          `${capital(samplesInWords(study.samples))} are far too few for a conclusion about any model; this shows the way only.`,
        ]
      : []),
  ];
}

const outcomeSentence: Readonly<Record<HypothesisOutcome, string>> = {
  holds:
    'The language-dependency hypothesis holds: edits in English do not protect the model in other languages.',
  rejected:
    'The language-dependency hypothesis does not hold: edits in English protect the model in other languages too.',
  mixed: 'The language-dependency hypothesis holds in part only.',
  'cannot-tell': 'Whether the language-dependency hypothesis holds cannot be told from these answers.',
  'no-home-gain':
    'The language-dependency hypothesis cannot be tested here: editing in English did not help even in English.',
  'not-asked':
    'This study does not ask whether the language-dependency hypothesis holds: that takes edits in English and attacks in other languages.',
};

function modelsSentence({
  models,
  outcome,
}: Pick<HypothesisAnswer, 'models' | 'outcome'>): readonly string[] {
  if (models.length < 2 || models.every((model) => model.outcome === outcome)) return [];
  const says: Readonly<Record<HypothesisOutcome, string>> = {
    holds: 'it holds for',
    rejected: 'it does not hold for',
    mixed: 'it depends on the language for',
    'cannot-tell': 'it cannot be told for',
    'no-home-gain': 'there was nothing to transfer in',
    'not-asked': 'it was not asked of',
  };
  const parts = (Object.keys(says) as HypothesisOutcome[]).flatMap((each) => {
    const own = models.filter((model) => model.outcome === each);
    return own.length === 0 ? [] : [`${says[each]} ${inWords(own.map(({ model }) => model))}`];
  });
  return [`${capital(inWords(parts))}.`];
}

function methodSentence(
  { part, level, margin }: Pick<HypothesisAnswer, 'part' | 'level' | 'margin'>,
  judge: string,
): string {
  const start = part === 'edit' ? 'before with the suffix' : 'before';
  return (
    `Judge: ${judge}. Measured by the change of DS from ${start} to after editing, the same prompts compared (McNemar's exact ` +
    `test, p-values after Holm's correction, level ${level}; 95 % intervals). A gain whose interval lies below ${points(margin)} ` +
    'points counts as none.'
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
