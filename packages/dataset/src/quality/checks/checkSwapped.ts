import type { Sample } from '../../Sample.js';
import type { SampleField } from '../../sampleFields.js';
import type { TextFinding } from '../Finding.js';
import { profileOf, type SampleProfile } from '../swapped/SampleProfile.js';
import { swapEvidence } from '../swapped/swapEvidence.js';

/** Of both fields together: ten times likelier exchanged than as they are. */
const highestEvidence = Math.log(10);
/** Of each field: a text that is cut fits badly, but then what stands in the other place fits there. */
const lowestOfEach = -1;
/** How much of a question's n-grams stands in its prompt where the question does, word for word or worded in another way. */
const wholeContained = 0.9;
const lowestContained = 0.3;
const questionFields: readonly SampleField[] = ['question', 'generalization.onlyQuestion'];
const promptFields: readonly SampleField[] = ['adversarialPrompt', 'generalization.otherAttack'];

export type FieldFinding = TextFinding & { readonly field: SampleField };

/**
 * Looks for two fields whose texts fit better the other way round, for fields that have become one, and for prompts
 * and questions that went different ways. It can't tell apart what differs in a name alone, such as two attacks around one question.
 * @param unfit fields that are empty, in another language or in a loop, which can't be compared
 * @returns `value`: the evidence as `swapEvidence` counts it; for equal texts, how many fields have this text; for a prompt or question, the
 * share of the question that stands in the prompt.
 */
export function checkSwapped(
  source: Sample,
  translation: Sample,
  unfit: ReadonlySet<SampleField>,
): readonly FieldFinding[] {
  const [from, to] = [profileOf(source), profileOf(translation)];
  if (from.fields.length !== to.fields.length) return [];
  const exchanged = exchangedFields(from, to, unfit);
  const explained = new Set([...unfit, ...exchanged.map(({ field }) => field)]);
  const others = [...equalFields(from, to, explained), ...strayPrompts(from, to)];
  return [...exchanged, ...others.filter(({ field }) => !explained.has(field))];
}

function equalFields(
  source: SampleProfile,
  translation: SampleProfile,
  explained: ReadonlySet<SampleField>,
): readonly FieldFinding[] {
  const sameText = ({ fields }: SampleProfile, one: number, other: number): boolean =>
    fields[one]!.text.trim() === fields[other]!.text.trim();
  return translation.fields.flatMap(({ field }, at) => {
    const equal = translation.fields.filter(
      (other, index) =>
        index !== at &&
        !explained.has(other.field) &&
        sameText(translation, at, index) &&
        !sameText(source, at, index),
    );
    if (equal.length === 0) return [];
    const names = equal.map((other) => other.field).join(', ');
    return [{ field, value: equal.length + 1, limit: 1, message: `it is the same text as ${names}` }];
  });
}

/**
 * A prompt is blamed where another prompt has the question, and a question where another one stands in the prompts; if none
 * stands in any, the question may just be worded in another way there, unless there is but one prompt.
 */
function strayPrompts(source: SampleProfile, translation: SampleProfile): readonly FieldFinding[] {
  const at = (names: readonly SampleField[]): readonly number[] =>
    source.fields.flatMap(({ field }, index) => (names.includes(field) ? [index] : []));
  const [questions, prompts] = [at(questionFields), at(promptFields)];
  const standsIn = ({ contained }: SampleProfile, question: number, prompt: number): number =>
    contained[question]![prompt]!;
  const pairs = questions.flatMap((question) => prompts.map((prompt) => ({ question, prompt })));
  if (pairs.some(({ question, prompt }) => standsIn(source, question, prompt) < wholeContained)) return [];
  const sound = pairs.filter(
    ({ question, prompt }) => standsIn(translation, question, prompt) >= lowestContained,
  );
  if (sound.length === 0 && prompts.length > 1) return [];
  const finding = (index: number, value: number, message: string): FieldFinding => ({
    field: source.fields[index]!.field,
    value,
    limit: lowestContained,
    message,
  });
  return [
    ...prompts
      .filter((each) => !sound.some(({ prompt }) => prompt === each))
      .map((each) => {
        const share = Math.max(...questions.map((question) => standsIn(translation, question, each)));
        return finding(each, share, `the question stands in it in the source, but not here`);
      }),
    ...questions
      .filter((each) => sound.length > 0 && !sound.some(({ question }) => question === each))
      .map((each) => {
        const share = Math.max(...prompts.map((prompt) => standsIn(translation, each, prompt)));
        return finding(each, share, `it stands in its prompts in the source, but not here`);
      }),
  ];
}

/** The likeliest exchanges, each field in one of them at most. */
function exchangedFields(
  source: SampleProfile,
  translation: SampleProfile,
  unfit: ReadonlySet<SampleField>,
): readonly FieldFinding[] {
  const found = new Map<number, FieldFinding>();
  for (const { one, other, evidence } of likelyExchanges(source, translation, unfit)) {
    if (found.has(one) || found.has(other)) continue;
    for (const [at, partner] of [
      [one, other],
      [other, one],
    ] as const)
      found.set(at, {
        field: source.fields[at]!.field,
        value: evidence,
        limit: highestEvidence,
        message: `the text of ${source.fields[partner]!.field} fits here better, and this one there`,
      });
  }
  return [...found.values()];
}

function likelyExchanges(
  source: SampleProfile,
  translation: SampleProfile,
  unfit: ReadonlySet<SampleField>,
): readonly { readonly one: number; readonly other: number; readonly evidence: number }[] {
  return source.fields
    .flatMap((_, one) => source.fields.slice(one + 1).map((__, index) => ({ one, other: one + 1 + index })))
    .filter(({ one, other }) => [one, other].every((at) => !unfit.has(source.fields[at]!.field)))
    .map(({ one, other }) => {
      const each = [
        swapEvidence(source, translation, one, other),
        swapEvidence(source, translation, other, one),
      ] as const;
      return { one, other, evidence: each[0] + each[1], least: Math.min(...each) };
    })
    .filter(({ evidence, least }) => evidence > highestEvidence && least > lowestOfEach)
    .sort((a, b) => b.evidence - a.evidence);
}
