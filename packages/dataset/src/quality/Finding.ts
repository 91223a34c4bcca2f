import type { Sample } from '../Sample.js';
import type { SampleField } from '../sampleFields.js';

/** What is looked at in each translated text. */
export const checkNames = [
  /** Too few letters of the language's script. */
  'script',
  /** The text seems to be in another language. */
  'language',
  /** Far longer or shorter than a translation of this text usually is. */
  'length',
  /** The source's text, or much of it. */
  'untranslated',
  /** The same words over and over. */
  'repeated',
  /** A number of the source is missing. */
  'numbers',
  /** Lines or list items are missing or too many. */
  'lines',
  /** The text breaks off. */
  'cut',
  /** The text seems to belong to another field of the sample. */
  'swapped',
  /** Translated back, it says something else. */
  'back-translation',
] as const;

export type CheckName = (typeof checkNames)[number];

/** One translated text that a person should look at, and why. */
export interface Finding {
  readonly id: Sample['id'];
  /** The translation's; BCP 47. */
  readonly language: string;
  readonly field: SampleField;
  readonly check: CheckName;
  /** What was measured, and the limit that it is beyond; each check says what it counts. */
  readonly value: number;
  readonly limit: number;
  /** For people: what is wrong, with the figures. */
  readonly message: string;
}

/** A finding of a check on one text, which doesn't know where the text stands. */
export type TextFinding = Pick<Finding, 'value' | 'limit' | 'message'>;

/** A text and its translation. */
export interface TextPair {
  readonly source: string;
  readonly translation: string;
  /** BCP 47. */
  readonly from: string;
  readonly to: string;
}

/** Looks at one text; gives nothing where it is as it should be. */
export type TextCheck = (pair: TextPair) => TextFinding | undefined;
