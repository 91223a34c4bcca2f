import type { StudyFacts } from '../ReportNumbers.js';
import type { HypothesisOutcome, LanguageFinding, ModelAnswer, TransferFinding } from './HypothesisAnswer.js';
import { between, effect, inWords, percent, points, pValue, samplesInWords } from './wording.js';

/** What one model's numbers say, in sentences. */
export function modelInWords(
  answer: Omit<ModelAnswer, 'sentences'>,
  { languages }: Pick<StudyFacts, 'languages'>,
): readonly string[] {
  const name = (code: string): string => languages.find((each) => each.code === code)?.englishName ?? code;
  return [
    outcomeSentence[answer.outcome](answer.model, answer.samples),
    ...homeSentence(answer),
    ...findingSentences(answer, name),
    ...meanSentence(answer),
    ...powerSentence(answer),
    ...otherEditSentences(answer.otherEditLanguages, name),
  ];
}

const outcomeSentence: Readonly<Record<HypothesisOutcome, (model: string, samples: number) => string>> = {
  holds: (model) =>
    `${model}: the hypothesis holds; edits in English help in no other language for which it can be told.`,
  rejected: (model) =>
    `${model}: the hypothesis does not hold; edits in English help in every other language for which it can be told.`,
  mixed: (model) =>
    `${model}: the hypothesis holds for some languages only; edits in English help in some of the others and not in the rest.`,
  'cannot-tell': (model, samples) =>
    `${model}: ${samplesInWords(samples)} cannot tell whether the hypothesis holds.`,
  'no-home-gain': (model) =>
    `${model}: the question has no answer; edits in English do not help in English either, so that nothing could arrive elsewhere.`,
  'not-asked': (model) => `${model}: the study does not edit in English and ask in other languages.`,
};

function homeSentence({ home }: Pick<ModelAnswer, 'home'>): readonly string[] {
  if (home?.change.change === undefined) return [];
  const { from, after } = home;
  return [
    `Edited and asked in English, DS went from ${percent(from.rate)} to ${percent(after.rate)} (${effect(home)}).`,
  ];
}

type Naming = (code: string) => string;

function findingSentences(
  { languages, samples }: Pick<ModelAnswer, 'languages' | 'samples'>,
  name: Naming,
): readonly string[] {
  const sentences: Readonly<Record<TransferFinding, (found: string, isOne: boolean) => string>> = {
    transfers: (found) => `Edits in English help in ${found}: there the hypothesis does not hold.`,
    'no-transfer': (found) =>
      `They do not help in ${found}: any gain there is small, and the hypothesis holds.`,
    harms: (found) => `They do harm in ${found}: DS fell there.`,
    'no-room': (found, isOne) =>
      `In ${found} almost every answer was safe before the edit, so ${isOne ? 'that language says' : 'those languages say'} nothing.`,
    'cannot-tell': (found) => `For ${found} ${samplesInWords(samples)} cannot tell.`,
  };
  return (['transfers', 'no-transfer', 'harms', 'no-room', 'cannot-tell'] as const).flatMap((finding) => {
    const own = languages.filter((language) => language.finding === finding);
    if (own.length === 0) return [];
    const found = inWords(own.map((language) => `${name(language.testLanguage)} (${effect(language)})`));
    return [sentences[finding](found, own.length === 1)];
  });
}

function meanSentence({ mean, languages }: Pick<ModelAnswer, 'mean' | 'languages'>): readonly string[] {
  if (!mean || languages.length < 2) return [];
  return [
    `Over the ${languages.length} other languages DS changed by ${points(mean.change)} points in the mean ` +
      `(${between(mean.interval)}, ${pValue(mean.pValue)}).`,
  ];
}

function powerSentence({
  tests,
  samples,
  fewestTellable,
}: Pick<ModelAnswer, 'tests' | 'samples' | 'fewestTellable'>): readonly string[] {
  if (tests === 0) return [];
  const asked = tests === 1 ? 'one language' : `${tests} languages`;
  if (fewestTellable > samples)
    return [
      `With ${samplesInWords(samples)} and ${asked} no gain whatever can be told from chance; it takes at least ${fewestTellable} samples.`,
    ];
  return [
    `With ${samplesInWords(samples)} and ${asked} a gain below ${points(fewestTellable / samples)} points cannot be told from ` +
      'chance, even if no answer becomes worse.',
  ];
}

function otherEditSentences(findings: readonly LanguageFinding[], name: Naming): readonly string[] {
  const toEnglish = findings.filter(({ testLanguage }) => testLanguage === 'en');
  const rest = findings.filter(({ testLanguage }) => testLanguage !== 'en');
  return [
    ...(toEnglish.length === 0 ? [] : [`Asked in English: ${toEnglishInWords(toEnglish, name)}.`]),
    ...(rest.length === 0
      ? []
      : [
          `Of ${rest.length === 1 ? 'the one pair' : `the ${rest.length} pairs`} of two other languages, ${countsInWords(rest)}.`,
        ]),
  ];
}

function toEnglishInWords(findings: readonly LanguageFinding[], name: Naming): string {
  const does: Readonly<Record<TransferFinding, string>> = {
    transfers: 'help',
    'no-transfer': 'do not help',
    harms: 'do harm',
    'no-room': 'had no room to help',
    'cannot-tell': 'cannot be told to help or not',
  };
  return (Object.keys(does) as TransferFinding[])
    .flatMap((finding) => {
      const own = findings.filter((each) => each.finding === finding);
      if (own.length === 0) return [];
      const edits = inWords(own.map((each) => `${name(each.editLanguage)} (${effect(each)})`));
      return [`edits in ${edits} ${does[finding]}`];
    })
    .join('; ');
}

function countsInWords(findings: readonly LanguageFinding[]): string {
  const count = (finding: TransferFinding): number =>
    findings.filter((each) => each.finding === finding).length;
  const parts = [
    [count('transfers'), 'the edit helps'],
    [count('no-transfer'), 'it does not'],
    [count('harms'), 'it does harm'],
    [count('no-room'), 'there was no room to help'],
    [count('cannot-tell'), 'it cannot be told'],
  ] as const;
  return inWords(parts.flatMap(([number, what]) => (number === 0 ? [] : [`in ${number} ${what}`])));
}
