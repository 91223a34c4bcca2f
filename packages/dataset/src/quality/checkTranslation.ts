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
  const originals = new Map(sampleTexts(source));
  const fields = sampleTexts(translation).filter(([field]) => originals.has(field));
  const checks = textChecks(identifyLanguage);
  const ofTexts = fields.flatMap(([field, text]) => {
    const pair = {
      source: originals.get(field)!,
      translation: text,
      from: source.language,
      to: translation.language,
    };
    if (text.trim() === '')
      return [{ field, check: 'length' as const, value: 0, limit: 1, message: 'it is empty' }];
    return checks.flatMap(([check, look]) => {
      const found = look(pair);
      return found ? [{ field, check, ...found }] : [];
    });
  });
  const unfit = new Set([
    ...fields.filter(([, text]) => text.trim() === '').map(([field]) => field),
    ...ofTexts.filter(({ check }) => incomparable.has(check)).map(({ field }) => field),
  ]);
  const swapped = checkSwapped(source, translation, unfit).map((found) => ({
    check: 'swapped' as const,
    ...found,
  }));
  return fields.flatMap(([field]) =>
    [...ofTexts, ...swapped]
      .filter((found) => found.field === field)
      .map((found) => ({ id: translation.id, language: translation.language, ...found })),
  );
}

/** What they find makes a text unlike its source whatever field it is from. */
const incomparable: ReadonlySet<CheckName> = new Set(['script', 'language', 'untranslated', 'repeated']);

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
