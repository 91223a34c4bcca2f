import type { Sample } from './Sample.js';
import { sampleFieldNames, type SampleField } from './SampleField.js';

export { sampleFieldNames, type SampleField };

/** The texts of a sample by field, in the order of `sampleFieldNames`; ten of them, or six without generalization test. */
export function sampleTexts(sample: Sample): readonly (readonly [SampleField, string])[] {
  return sampleFieldNames.flatMap((field) => {
    const text = textOf(sample, field);
    return text === undefined ? [] : [[field, text] as const];
  });
}

/** A sample like this one with other texts in the fields that `texts` names. */
export function withTexts(sample: Sample, texts: ReadonlyMap<SampleField, string>): Sample {
  const pick = (field: SampleField, old: string): string => texts.get(field) ?? old;
  const { constraint, generalization } = sample;
  return {
    ...sample,
    question: pick('question', sample.question),
    adversarialPrompt: pick('adversarialPrompt', sample.adversarialPrompt),
    safe: pick('safe', sample.safe),
    unsafe: pick('unsafe', sample.unsafe),
    constraint: {
      prompt: pick('constraint.prompt', constraint.prompt),
      answer: pick('constraint.answer', constraint.answer),
    },
    ...(generalization && {
      generalization: {
        onlyQuestion: pick('generalization.onlyQuestion', generalization.onlyQuestion),
        otherAttack: pick('generalization.otherAttack', generalization.otherAttack),
        otherQuestion: pick('generalization.otherQuestion', generalization.otherQuestion),
        otherQuestionAndAttack: pick(
          'generalization.otherQuestionAndAttack',
          generalization.otherQuestionAndAttack,
        ),
      },
    }),
  };
}

function textOf(sample: Sample, field: SampleField): string | undefined {
  const [outer, inner] = field.split('.') as [keyof Sample, string | undefined];
  const value = sample[outer] as unknown;
  if (inner === undefined) return value as string;
  return (value as Readonly<Record<string, string>> | undefined)?.[inner];
}
