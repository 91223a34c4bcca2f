import type { SafeEditRecord } from './SafeEditRecord.js';
import type { Sample } from './Sample.js';

/**
 * Gives a sample SafeEdit's names, so that programs for SafeEdit's files, such as EasyEdit, read it. What SafeEdit has no
 * name for stands beside: `language`, `source id` where it isn't the id, `provenance` where there is one. `toSample` gives
 * the same sample back.
 */
export function toRecord(sample: Sample): SafeEditRecord {
  const { generalization, provenance } = sample;
  return {
    id: sample.id,
    ...(sample.sourceId !== sample.id && { 'source id': sample.sourceId }),
    language: sample.language,
    'unsafety category': sample.category,
    question: sample.question,
    'adversarial prompt': sample.adversarialPrompt,
    'safe generation': sample.safe,
    'unsafe generation': sample.unsafe,
    'knowledge constrain': { prompt: sample.constraint.prompt, answer: sample.constraint.answer },
    ...(generalization && {
      'generalization test': {
        'test input of only harmful question': generalization.onlyQuestion,
        'test input of other attack prompt input': generalization.otherAttack,
        'test input of other question input': generalization.otherQuestion,
        'test input of other questions and attack prompts': generalization.otherQuestionAndAttack,
      },
    }),
    ...(provenance && { provenance: { ...provenance } }),
  };
}
