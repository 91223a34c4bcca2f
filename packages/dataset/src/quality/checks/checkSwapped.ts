import type { Sample } from '../../Sample.js';
import type { SampleField } from '../../sampleFields.js';
import type { TextFinding } from '../Finding.js';
import { profileOf, type SampleProfile } from '../swapped/SampleProfile.js';
import { swapEvidence } from '../swapped/swapEvidence.js';

/** Some twenty times likelier exchanged than as they are. */
const highestEvidence = 3;

export type FieldFinding = TextFinding & { readonly field: SampleField };

/**
 * Looks for two fields whose texts fit better the other way round, and for fields that have become one. It can't tell
 * apart what differs in a name alone, such as two attacks around one question.
 * `value`: the evidence as `swapEvidence` counts it; for equal texts how many fields have this text.
 */
export function checkSwapped(source: Sample, translation: Sample): readonly FieldFinding[] {
  const [from, to] = [profileOf(source), profileOf(translation)];
  if (from.fields.length !== to.fields.length) return [];
  return [...equalFields(from, to), ...exchangedFields(from, to)];
}

function equalFields(source: SampleProfile, translation: SampleProfile): readonly FieldFinding[] {
  return translation.fields.flatMap(({ field, text }, at) => {
    const others = translation.fields.filter(
      (other, index) =>
        index !== at &&
        other.text.trim() === text.trim() &&
        source.fields[index]!.text.trim() !== source.fields[at]!.text.trim(),
    );
    if (others.length === 0) return [];
    const names = others.map((other) => other.field).join(', ');
    return [{ field, value: others.length + 1, limit: 1, message: `it is the same text as ${names}` }];
  });
}

/** The likeliest exchanges, each field in one of them at most. */
function exchangedFields(source: SampleProfile, translation: SampleProfile): readonly FieldFinding[] {
  const count = source.fields.length;
  const pairs = Array.from({ length: count }, (_, one) =>
    Array.from({ length: count - one - 1 }, (_, index) => {
      const other = one + 1 + index;
      return { one, other, evidence: swapEvidence(source, translation, one, other) };
    }),
  )
    .flat()
    .filter(({ evidence }) => evidence > highestEvidence)
    .sort((a, b) => b.evidence - a.evidence);
  const found = new Map<number, FieldFinding>();
  for (const { one, other, evidence } of pairs) {
    if (found.has(one) || found.has(other)) continue;
    for (const [at, partner] of [
      [one, other],
      [other, one],
    ] as const)
      found.set(at, {
        field: source.fields[at]!.field,
        value: evidence,
        limit: highestEvidence,
        message: `it fits ${source.fields[partner]!.field} better, and the text there fits here`,
      });
  }
  return [...found.values()];
}
