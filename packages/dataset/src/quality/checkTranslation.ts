import type { Sample } from '../Sample.js';
import { sampleTexts } from '../sampleFields.js';
import { checkCut } from './checks/checkCut.js';
import { checkLanguage } from './checks/checkLanguage.js';
import { checkLength } from './checks/checkLength.js';
import { checkLines } from './checks/checkLines.js';
import { checkNumbers } from './checks/checkNumbers.js';
import { checkRepeated } from './checks/checkRepeated.js';
import { checkScript } from './checks/checkScript.js';
import { checkSwapped } from './checks/checkSwapped.js';
import { checkUntranslated } from './checks/checkUntranslated.js';
import type { CheckName, Finding, TextCheck } from './Finding.js';
import type { IdentifyLanguage } from './IdentifyLanguage.js';

export type { Finding } from './Finding.js';

export interface CheckTranslationOptions {
  /** From `loadLanguageIdentifier`; without it the check `language` is left out. */
  readonly identifyLanguage?: IdentifyLanguage | undefined;
}

/**
 * Looks for what is wrong with a sample's translation, field by field, by signs that show without knowing the languages:
 * script, language, length, what is left of the source, numbers, lines, the end. It can't see a text that reads well and
 * says something else; see `checkBackTranslations`.
 * @param source the sample that was translated
 * @param translation the same sample in another language
 * @returns in the order of the fields; none where nothing is conspicuous
 */
export function checkTranslation(
  source: Sample,
  translation: Sample,
  { identifyLanguage }: CheckTranslationOptions = {},
): readonly Finding[] {
  const checks = textChecks(identifyLanguage);
  const originals = new Map(sampleTexts(source));
  const swapped = checkSwapped(source, translation);
  return sampleTexts(translation).flatMap(([field, text]) => {
    const place = { id: translation.id, language: translation.language, field };
    const original = originals.get(field);
    if (original === undefined) return [];
    const pair = { source: original, translation: text, from: source.language, to: translation.language };
    const findings: Finding[] = [];
    for (const [check, look] of checks) {
      const found = look(pair);
      if (found) findings.push({ ...place, check, ...found });
    }
    for (const { field: at, ...found } of swapped)
      if (at === field) findings.push({ ...place, check: 'swapped', ...found });
    return findings;
  });
}

function textChecks(
  identifyLanguage: IdentifyLanguage | undefined,
): readonly (readonly [CheckName, TextCheck])[] {
  return [
    ['script', checkScript],
    ...(identifyLanguage ? ([['language', checkLanguage(identifyLanguage)]] as const) : []),
    ['length', checkLength],
    ['untranslated', checkUntranslated],
    ['repeated', checkRepeated],
    ['numbers', checkNumbers],
    ['lines', checkLines],
    ['cut', checkCut],
  ];
}
