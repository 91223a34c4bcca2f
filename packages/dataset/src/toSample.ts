import type { SafeEditRecord } from './SafeEditRecord.js';
import type { Sample } from './Sample.js';

/**
 * Gives a checked record our names.
 * @param language the record's, where it doesn't say so itself; SafeEdit's own files are English
 */
export function toSample(record: SafeEditRecord, language = 'en'): Sample {
  const test = record['generalization test'];
  const constraint = record['knowledge constrain'];
  return {
    id: record.id,
    sourceId: record['source id'] ?? record.id,
    language: record.language ?? language,
    category: record['unsafety category'],
    question: record.question,
    adversarialPrompt: record['adversarial prompt'],
    safe: record['safe generation'],
    unsafe: record['unsafe generation'],
    constraint: { prompt: constraint.prompt, answer: constraint.answer },
    ...(test && {
      generalization: {
        onlyQuestion: test['test input of only harmful question'],
        otherAttack: test['test input of other attack prompt input'],
        otherQuestion: test['test input of other question input'],
        otherQuestionAndAttack: test['test input of other questions and attack prompts'],
      },
    }),
    ...(record.provenance && { provenance: record.provenance }),
  };
}
