import { z } from 'zod';
import type { Sample } from './Sample.js';
import { id, kindOf, languageTag, provenance, text } from './schemaParts.js';

/** An object schema that refuses other keys and says in plain words when there is no object at all. */
function object<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.input === undefined ? 'is missing' : `must be an object, not ${kindOf(issue.input)}`,
  });
}

/** A sample as our own files hold it, a line or a row each; `sourceId` and `language` may be left out. */
export const sampleSchema = object({
  id,
  sourceId: id.optional(),
  language: languageTag.optional(),
  category: text,
  question: text,
  adversarialPrompt: text,
  safe: text,
  unsafe: text,
  constraint: object({ prompt: text, answer: text }),
  generalization: object({
    onlyQuestion: text,
    otherAttack: text,
    otherQuestion: text,
    otherQuestionAndAttack: text,
  }).optional(),
  provenance: provenance.optional(),
});

/** The sample that a checked value stands for. */
export function completeSample(
  { sourceId, language, generalization, provenance, ...value }: z.infer<typeof sampleSchema>,
  defaultLanguage: string,
): Sample {
  return {
    id: value.id,
    sourceId: sourceId ?? value.id,
    language: language ?? defaultLanguage,
    category: value.category,
    question: value.question,
    adversarialPrompt: value.adversarialPrompt,
    safe: value.safe,
    unsafe: value.unsafe,
    constraint: value.constraint,
    ...(generalization && { generalization }),
    ...(provenance && { provenance: provenance }),
  };
}
