import { lettersOf } from './quality/writingSystems.js';
import type { Sample } from './Sample.js';
import { sampleFieldNames, sampleTexts, type SampleField } from './sampleFields.js';

/** What a data set is made of, in numbers. */
export interface SamplesSummary {
  readonly samples: number;
  /** Samples without generalization test, as all of SafeEdit's training file. */
  readonly withoutGeneralization: number;
  /** Numbers of samples; the most frequent first, then by code units. */
  readonly categories: Readonly<Record<string, number>>;
  readonly languages: Readonly<Record<string, number>>;
  /** By language, then by field, as far as there are texts. */
  readonly fields: readonly FieldSummary[];
}

export interface FieldSummary {
  readonly language: string;
  readonly field: SampleField;
  readonly texts: number;
  /** Unicode characters (code points) of the text in the middle, and of the longest one. */
  readonly medianLength: number;
  readonly maxLength: number;
  /** The share of all letters that are in the language's usual script, 0 to 1; `undefined` where there are no letters. */
  readonly scriptShare: number | undefined;
}

/** Counts samples by category and language, and measures their texts. */
export function describeSamples(samples: readonly Sample[]): SamplesSummary {
  const languages = countBy(samples, ({ language }) => language);
  return {
    samples: samples.length,
    withoutGeneralization: samples.filter(({ generalization }) => generalization === undefined).length,
    categories: countBy(samples, ({ category }) => category),
    languages,
    fields: Object.keys(languages).flatMap((language) =>
      describeFields(
        samples.filter((sample) => sample.language === language),
        language,
      ),
    ),
  };
}

function describeFields(samples: readonly Sample[], language: string): FieldSummary[] {
  const textsOf = new Map<SampleField, string[]>(sampleFieldNames.map((field) => [field, []]));
  for (const sample of samples)
    for (const [field, text] of sampleTexts(sample)) textsOf.get(field)!.push(text);
  return [...textsOf]
    .filter(([, texts]) => texts.length > 0)
    .map(([field, texts]) => {
      const lengths = texts.map(countCharacters).sort((a, b) => a - b);
      return {
        language,
        field,
        texts: texts.length,
        medianLength: medianOf(lengths),
        maxLength: lengths.at(-1)!,
        scriptShare: scriptShareOf(texts, language),
      };
    });
}

function scriptShareOf(texts: readonly string[], language: string): number | undefined {
  let [letters, inScript] = [0, 0];
  for (const text of texts) {
    letters += text.match(/[\p{L}\p{M}]/gu)?.length ?? 0;
    inScript += text.match(lettersOf(language))?.length ?? 0;
  }
  return letters === 0 ? undefined : inScript / letters;
}

function countCharacters(text: string): number {
  let count = 0;
  for (const character of text) count += Number(character !== '');
  return count;
}

/** @param sorted ascending, one number at least */
function medianOf(sorted: readonly number[]): number {
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}

function countBy(samples: readonly Sample[], keyOf: (sample: Sample) => string): Record<string, number> {
  const counts = new Map<string, number>();
  for (const sample of samples) counts.set(keyOf(sample), (counts.get(keyOf(sample)) ?? 0) + 1);
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return Object.fromEntries(sorted);
}
