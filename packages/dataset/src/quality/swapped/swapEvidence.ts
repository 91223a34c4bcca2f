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
 * How much better a translation fits its source once the texts of two of its fields are exchanged: the logarithm of how
 * many times likelier it makes what is seen, in a rough model with independent errors. Compared are
 * lengths, what stands in what, signs such as question marks, and words of refusal. Above 0 the exchanged texts fit
 * better.
 */
export function swapEvidence(
  source: SampleProfile,
  translation: SampleProfile,
  one: number,
  other: number,
): number {
  const exchange = (at: number): number => (at === one ? other : at === other ? one : at);
  let evidence = containmentGain(source, translation, one, other, exchange);
  for (const at of [one, other]) {
    const wanted = source.fields[at]!;
    const [found, exchanged] = [translation.fields[at]!, translation.fields[exchange(at)]!];
    evidence += signMisfit(wanted, found) - signMisfit(wanted, exchanged);
    evidence +=
      lengthMisfit(wanted, found, source.language, translation.language) -
      lengthMisfit(wanted, exchanged, source.language, translation.language);
  }
  return evidence + cueGain(source, translation, one, other);
}

function lengthMisfit(wanted: FieldProfile, found: FieldProfile, from: string, to: string): number {
  const { deviation } = compareLengths(wanted.text, found.text, from, to);
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

function containmentGain(
  source: SampleProfile,
  translation: SampleProfile,
  one: number,
  other: number,
  exchange: (at: number) => number,
): number {
  let gain = 0;
  const add = (row: number, column: number): void => {
    const wanted = source.contained[row]![column]!;
    const found = translation.contained[row]![column]!;
    const exchanged = translation.contained[exchange(row)]![exchange(column)]!;
    gain += ((wanted - found) ** 2 - (wanted - exchanged) ** 2) / (2 * containmentSpread ** 2);
  };
  for (let at = 0; at < source.fields.length; at++) {
    if (at !== one) add(one, at);
    if (at !== other) add(other, at);
    if (at !== one && at !== other) {
      add(at, one);
      add(at, other);
    }
  }
  return gain;
}
