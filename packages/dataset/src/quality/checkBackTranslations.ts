import { DatasetError } from '../DatasetError.js';
import type { Sample } from '../Sample.js';
import { sampleTexts } from '../sampleFields.js';
import { pairSamples } from './checkDataset.js';
import { chrF } from './chrF.js';
import type { Finding } from './Finding.js';

/** Gives the translations in the order of the texts. */
export type TranslateBack = (
  texts: readonly string[],
  from: string,
  to: string,
) => Promise<readonly string[]>;

/**
 * Measured with Apertium from Spanish: of 84 right translations in the mini set one came back with less, and of 72 texts
 * of another sample all did.
 */
const lowestChrF = 35;

/**
 * Has translations translated back and compares them with the source: the one check that sees a text which reads well
 * but says something else. A poor translator on the way back is blamed on the text, so a finding is a reason to look.
 * @returns findings `back-translation`; `value`: chrF2, from 0 to 100
 * @throws {DatasetError} `sample`: no pairs; `format`: `translateBack` gave another number of texts
 * @throws what `translateBack` throws
 */
export async function checkBackTranslations(
  sources: readonly Sample[],
  translations: readonly Sample[],
  translateBack: TranslateBack,
): Promise<readonly Finding[]> {
  const places = pairSamples(sources, translations).flatMap(({ source, translation }) => {
    const originals = new Map(sampleTexts(source));
    return sampleTexts(translation).flatMap(([field, text]) => {
      const original = originals.get(field);
      return original === undefined ? [] : [{ source, translation, field, original, text }];
    });
  });
  const [{ source, translation }] = places as [(typeof places)[number]];
  const texts = [...new Set(places.map(({ text }) => text))];
  const back = await translateBack(texts, translation.language, source.language);
  if (back.length !== texts.length)
    throw new DatasetError(
      'format',
      `${back.length} translations came back for ${texts.length} texts; each needs its own.`,
    );
  const backOf = new Map(texts.map((text, at) => [text, back[at]!]));
  return places.flatMap(({ translation: { id, language }, field, original, text }) => {
    const value = chrF(backOf.get(text)!, original);
    if (value >= lowestChrF) return [];
    const message = `translated back it is far from the source (chrF ${value.toFixed(0)}): "${backOf.get(text)!}"`;
    return [{ id, language, field, check: 'back-translation' as const, value, limit: lowestChrF, message }];
  });
}
