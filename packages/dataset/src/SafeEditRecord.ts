import { z } from 'zod';
import { fieldProvenance } from './Provenance.js';

const text = z
  .string({
    error: (issue) =>
      issue.input === undefined ? 'is missing' : `must be a string, not ${kindOf(issue.input)}`,
  })
  .refine((value) => value.trim() !== '', { error: 'is empty' });

const id = z.union([z.int(), text], {
  error: (issue) => {
    if (issue.input === undefined) return 'is missing';
    return issue.input === '' ? 'is empty' : `must be a whole number or a string, not ${kindOf(issue.input)}`;
  },
});

/** An object schema that lets other keys pass and says in plain words when there is no object at all. */
function object<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.looseObject(shape, {
    error: (issue) =>
      issue.input === undefined ? 'is missing' : `must be an object, not ${kindOf(issue.input)}`,
  });
}

/**
 * One record of a SafeEdit file (Wang et al., "Detoxifying Large Language Models via Knowledge Editing", 2024), with
 * SafeEdit's own keys. Its training file has no `generalization test`. Other keys are allowed and ignored.
 */
export const safeEditRecord = object({
  id,
  'unsafety category': text,
  question: text,
  'adversarial prompt': text,
  'safe generation': text,
  'unsafe generation': text,
  'knowledge constrain': object({ prompt: text, answer: text }),
  'generalization test': object({
    'test input of only harmful question': text,
    'test input of other attack prompt input': text,
    'test input of other question input': text,
    'test input of other questions and attack prompts': text,
  }).optional(),
  // Ours, beside SafeEdit's own.
  'source id': id.optional(),
  language: text.optional(),
  provenance: z.record(z.string(), fieldProvenance).optional(),
});

export type SafeEditRecord = z.infer<typeof safeEditRecord>;

/** The keys that the schema knows at a place in the record: `[]` is the record itself. */
export function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  if (path.length === 0) return Object.keys(safeEditRecord.shape);
  if (path[0] === 'knowledge constrain')
    return Object.keys(safeEditRecord.shape['knowledge constrain'].shape);
  return Object.keys(safeEditRecord.shape['generalization test'].unwrap().shape);
}

/** What a JSON value is, with its article. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
