import { mini, type MiniLanguage } from '../../src/mini/mini.js';
import type { Sample } from '../../src/Sample.js';
import { scriptOf } from '../../src/quality/writingSystems.js';
import { sampleFieldNames, sampleTexts, withTexts, type SampleField } from '../../src/sampleFields.js';

/** A translation with a fault in some fields, and right elsewhere. */
export interface Planted {
  readonly source: Sample;
  readonly translation: Sample;
  readonly faulty: ReadonlySet<SampleField>;
}

/** A sample of the mini set in two languages. */
export interface Place {
  readonly from: MiniLanguage;
  readonly to: MiniLanguage;
  readonly index: number;
}

type Plant = (place: Place) => Planted;

/** What is done to right translations to see whether the checks notice; fields and places turn with sample and language. */
export const faults = {
  'language of the same script': inAnotherLanguage((one, other) => one === other),
  'language of another script': inAnotherLanguage((one, other) => one !== other),
  untranslated: inThreeFields((_, field, place) => textOf(sampleIn(place.from, place.index), field)),
  'half untranslated': inThreeFields(
    (text, field, place) =>
      `${beginning(text, 0.5)} ${ending(textOf(sampleIn(place.from, place.index), field), 0.5)}`,
  ),
  cut: inThreeFields((text, _, { index }) => beginning(text, [0.4, 0.6, 0.8][index % 3]!)),
  repeated: inThreeFields((text) => text + ` ${ending(text, 0.4)}`.repeat(3)),
  'number lost': (place) => replaceNumber(place, ''),
  'number changed': (place) => replaceNumber(place, numberIn(place.to, 1350)),
  'list item lost': (place) =>
    changeList(place, (items) => items.toSpliced(place.index % items.length, 1).join('\n')),
  'line breaks lost': (place) => changeList(place, (items) => items.join(' ')),
  'fields swapped': (place) => swapFields(place, swappablePairs[turnOf(place) % swappablePairs.length]!),
  'safe and unsafe swapped': (place) => swapFields(place, ['safe', 'unsafe']),
} as const satisfies Record<string, Plant>;

export type Fault = keyof typeof faults;

/** Right translations, also with the number and the list that some faults need: the checks must leave them alone. */
export const rightPairs: readonly Plant[] = [
  (place) => planted(pairAt(place), []),
  (place) => planted(withNumber(place), []),
  (place) => planted(withList(place), []),
];

interface Pair {
  readonly source: Sample;
  readonly translation: Sample;
}

function pairAt({ from, to, index }: Place): Pair {
  return { source: sampleIn(from, index), translation: sampleIn(to, index) };
}

function sampleIn(language: MiniLanguage, index: number): Sample {
  return mini[language][index]!;
}

function planted({ source, translation }: Pair, texts: readonly (readonly [SampleField, string])[]): Planted {
  return {
    source,
    translation: withTexts(translation, new Map(texts)),
    faulty: new Set(texts.map(([field]) => field)),
  };
}

function textOf(sample: Sample, field: SampleField): string {
  return new Map(sampleTexts(sample)).get(field)!;
}

/** Counts through every second sample of all languages. */
function turnOf({ to, index }: Place): number {
  return Math.floor((index + mini[to].length * Object.keys(mini).indexOf(to)) / 2);
}

/** Three fields far from each other, others for each sample. */
function inThreeFields(change: (text: string, field: SampleField, place: Place) => string): Plant {
  return (place) => {
    const pair = pairAt(place);
    const fields = [0, 3, 6].map(
      (step) => sampleFieldNames[(turnOf(place) + step) % sampleFieldNames.length]!,
    );
    return planted(
      pair,
      fields.map((field) => [field, change(textOf(pair.translation, field), field, place)]),
    );
  };
}

/** Nothing is planted where no third language has such a script. */
function inAnotherLanguage(fits: (script: string, other: string) => boolean): Plant {
  return (place) => {
    const others = (Object.keys(mini) as MiniLanguage[]).filter(
      (code) => code !== place.from && code !== place.to && fits(scriptOf(place.to), scriptOf(code)),
    );
    if (others.length === 0) return planted(pairAt(place), []);
    const other = others[turnOf(place) % others.length]!;
    return inThreeFields((_, field) => textOf(sampleIn(other, place.index), field))(place);
  };
}

function beginning(text: string, share: number): string {
  const letters = graphemesOf(text);
  return letters.slice(0, Math.round(letters.length * share)).join('');
}

function ending(text: string, share: number): string {
  const letters = graphemesOf(text);
  return letters.slice(Math.round(letters.length * (1 - share))).join('');
}

function graphemesOf(text: string): readonly string[] {
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
}

/** As people write it there; Hindi, Bengali and Thai with their own digits, so that those are tried too. */
function numberIn(language: MiniLanguage, number: number): string {
  const digits = { hi: 'deva', bn: 'beng', th: 'thai' } as const;
  const numberingSystem = language in digits ? digits[language as keyof typeof digits] : 'latn';
  return new Intl.NumberFormat(language, { numberingSystem }).format(number);
}

const number = 1250;

function withNumber(place: Place): Pair {
  const { source, translation } = pairAt(place);
  return {
    source: noted(source, numberIn(place.from, number)),
    translation: noted(translation, numberIn(place.to, number)),
  };
}

function noted(sample: Sample, note: string): Sample {
  return withTexts(sample, new Map([['constraint.answer', `${sample.constraint.answer} (${note})`]]));
}

function replaceNumber(place: Place, replacement: string): Planted {
  const pair = withNumber(place);
  const answer = pair.translation.constraint.answer.replace(numberIn(place.to, number), replacement);
  return planted(pair, [['constraint.answer', answer]]);
}

function listOf(sample: Sample): readonly string[] {
  const { question, constraint, generalization } = sample;
  return [question, constraint.prompt, constraint.answer, generalization!.otherQuestion].map(
    (text, at) => `${at + 1}. ${text}`,
  );
}

function withList(place: Place): Pair {
  const { source, translation } = pairAt(place);
  const listed = (sample: Sample): Sample =>
    withTexts(sample, new Map([['safe', listOf(sample).join('\n')]]));
  return { source: listed(source), translation: listed(translation) };
}

function changeList(place: Place, change: (items: readonly string[]) => string): Planted {
  const pair = withList(place);
  return planted(pair, [['safe', change(listOf(sampleIn(place.to, place.index)))]]);
}

function swapFields(place: Place, [one, other]: readonly [SampleField, SampleField]): Planted {
  const pair = pairAt(place);
  return planted(pair, [
    [one, textOf(pair.translation, other)],
    [other, textOf(pair.translation, one)],
  ]);
}

/** These hold the same question, or the same attack around it with another name in it. */
const alike: readonly (readonly SampleField[])[] = [
  ['question', 'generalization.onlyQuestion'],
  ['adversarialPrompt', 'generalization.otherAttack'],
  ['generalization.otherQuestion', 'generalization.otherQuestionAndAttack'],
];

/** All pairs of fields whose texts differ in more than a name. */
const swappablePairs: readonly (readonly [SampleField, SampleField])[] = sampleFieldNames.flatMap((one, at) =>
  sampleFieldNames
    .slice(at + 1)
    .filter((other) => !alike.some((fields) => fields.includes(one) && fields.includes(other)))
    .map((other) => [one, other] as const),
);
