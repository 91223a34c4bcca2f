import type { Sample } from '../../Sample.js';
import { sampleTexts, type SampleField } from '../../sampleFields.js';
import { charactersOf } from '../expectedLength.js';
import { countNgrams } from '../ngrams.js';
import { countRefusalCues } from '../refusalCues.js';

/** What can be said of a text without knowing what it means, so that a text and its translation can be compared. */
export interface FieldProfile {
  readonly field: SampleField;
  readonly text: string;
  /** In code points. */
  readonly length: number;
  /** How many exclamation marks, questions, quotation marks, colons and numbers it has. */
  readonly signs: readonly number[];
  /** See `countRefusalCues`. */
  readonly refusalCues: number;
}

/** A sample's texts, and how much of each stands in each other: a question stands in its prompt, in any language. */
export interface SampleProfile {
  readonly language: string;
  readonly fields: readonly FieldProfile[];
  /** [field, field]: the share of the first one's n-grams that the second one has too, from 0 to 1. */
  readonly contained: readonly (readonly number[])[];
}

export function profileOf(sample: Sample): SampleProfile {
  const { language } = sample;
  const fields = sampleTexts(sample).map(([field, text]) => ({
    field,
    text,
    length: charactersOf(text),
    signs: signsOf(text, language),
    refusalCues: countRefusalCues(text, language),
  }));
  const grams = fields.map(({ text }) => gramsOf(text, gramLengthOf(language)));
  return { language, fields, contained: grams.map((one) => grams.map((other) => shareIn(one, other))) };
}

/** Thai asks by words, not by a sign. */
const thaiQuestion =
  /อะไร|อย่างไร|ยังไง|ไหม|หรือไม่|ทำไม|เมื่อใด|เมื่อไร|ใคร|กี่|ไหน|เท่าไร|เท่าใด|ใด(?=[\p{L}\p{M}]{2})/u;

function signsOf(text: string, language: string): readonly number[] {
  const count = (sign: RegExp): number => text.match(sign)?.length ?? 0;
  const questions = language === 'th' ? Number(thaiQuestion.test(text)) : count(/[?？]/gu);
  return [count(/[!！]/gu), questions, count(/["“”„«»「」]/gu), count(/[:：]/gu), count(/\p{Nd}+/gu)];
}

/** Two Chinese characters are about a word; of letters it takes four to be rare enough. */
function gramLengthOf(language: string): number {
  return /^(?:zh|ja)\b/u.test(language) ? 2 : 4;
}

function gramsOf(text: string, n: number): ReadonlySet<string> {
  return new Set(countNgrams(text.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, ''), n).keys());
}

function shareIn(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  if (one.size === 0) return 0;
  let shared = 0;
  for (const gram of one) if (other.has(gram)) shared++;
  return shared / one.size;
}
