import { z } from 'zod';
import { fieldProvenance } from './Provenance.js';
import { sampleFieldNames } from './sampleFields.js';

/** A text with something else in it than spaces. */
export const text = z
  .string({
    error: (issue) =>
      issue.input === undefined ? 'is missing' : `must be a string, not ${kindOf(issue.input)}`,
  })
  .refine((value) => value.trim() !== '', { error: 'is empty', abort: true });

/** A sample's id: SafeEdit counts, others may name. */
export const id = z.union([z.int(), text], {
  error: (issue) => {
    if (issue.input === undefined) return 'is missing';
    return issue.input === '' ? 'is empty' : `must be a whole number or a string, not ${kindOf(issue.input)}`;
  },
});

/** A BCP 47 tag, as `en`, `zh-Hant` or `pt-BR`; whether anybody speaks it is not asked. */
export const languageTag = text.refine(isLanguageTag, {
  error: (issue) => `must be a BCP 47 code such as "en", not ${JSON.stringify(issue.input)}`,
});

/** Each translated or corrected field with where its text comes from. */
export const provenance = z.partialRecord(z.enum(sampleFieldNames), fieldProvenance, {
  error: (issue) => `must be an object, not ${kindOf(issue.input)}`,
});

function isLanguageTag(value: string): boolean {
  try {
    return Intl.getCanonicalLocales(value).length === 1;
  } catch {
    return false;
  }
}

/** What a JSON value is, with its article. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
