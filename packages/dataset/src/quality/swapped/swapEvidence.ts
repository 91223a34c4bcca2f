import { compareLengths } from '../expectedLength.js';
import type { FieldProfile, SampleProfile } from './SampleProfile.js';

/** Beyond this many standard deviations a length says only that it doesn't fit. */
const widestDeviation = 5;
/** How far the share of a text that stands in another differs between languages; standard deviation. */
const containmentSpread = 0.35;
/** Evidence in one sign or refusal cue more or fewer, and how many of each count. */
const evidencePerSign = 0.75;
const mostSigns = 3;
const evidencePerCue = 1;
const mostFromCues = 4;

/**
 * How much better the text of field `other` fits in the place of field `one` than what stands there, if those two are
 * exchanged: the logarithm of how many times likelier it makes what is seen, in a rough model with independent errors.
 * Compared are lengths, what stands in what, signs such as question marks, and words of refusal. Two fields are
 * swapped where both places gain.
 */
export function swapEvidence(
  source: SampleProfile,
  translation: SampleProfile,
  one: number,
  other: number,
): number {
  const wanted = source.fields[one]!;
  const [found, exchanged] = [translation.fields[one]!, translation.fields[other]!];
  const misfit = (text: FieldProfile): number =>
    signMisfit(wanted, text) + lengthMisfit(wanted, text, source.language, translation.language);
  return (
    misfit(found) -
    misfit(exchanged) +
    containmentGain(source, translation, one, other) +
    cueGain(source, translation, one, other) / 2
  );
}

function lengthMisfit(wanted: FieldProfile, found: FieldProfile, from: string, to: string): number {
  const { deviation } = compareLengths(wanted.length, found.length, from, to);
  return Math.min(widestDeviation, Math.abs(deviation)) ** 2 / 2;
}

function signMisfit(wanted: FieldProfile, found: FieldProfile): number {
  return wanted.signs.reduce(
    (sum, count, sign) => sum + evidencePerSign * Math.min(mostSigns, Math.abs(count - found.signs[sign]!)),
    0,
  );
}

/** The text that refuses in the source should be the one that refuses in the translation. */
function cueGain(source: SampleProfile, translation: SampleProfile, one: number, other: number): number {
  const difference = ({ fields }: SampleProfile): number =>
    fields[one]!.refusalCues - fields[other]!.refusalCues;
  const gain = -difference(source) * difference(translation) * evidencePerCue;
  return Math.max(-mostFromCues, Math.min(mostFromCues, gain));
}

/** What the text of `one` holds, and what holds it. */
function containmentGain(
  source: SampleProfile,
  translation: SampleProfile,
  one: number,
  other: number,
): number {
  const exchange = (at: number): number => (at === one ? other : at === other ? one : at);
  const gain = (row: number, column: number): number => {
    const wanted = source.contained[row]![column]!;
    const found = translation.contained[row]![column]!;
    const exchanged = translation.contained[exchange(row)]![exchange(column)]!;
    return ((wanted - found) ** 2 - (wanted - exchanged) ** 2) / (2 * containmentSpread ** 2);
  };
  return source.fields
    .map((_, at) => at)
    .filter((at) => at !== one)
    .reduce((sum, at) => sum + gain(one, at) + (at === other ? 0 : gain(at, one)), 0);
}
