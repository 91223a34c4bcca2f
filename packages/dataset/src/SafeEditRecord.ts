import { z } from 'zod';
import { id, kindOf, languageTag, provenance, text } from './schemaParts.js';

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
  // Ours, beside SafeEdit's own; EasyEdit passes over them.
  'source id': id.optional(),
  language: languageTag.optional(),
  provenance: provenance.optional(),
});

export type SafeEditRecord = z.infer<typeof safeEditRecord>;
