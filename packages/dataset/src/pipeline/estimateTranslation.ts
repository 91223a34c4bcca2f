import type { Sample } from '../Sample.js';
import { sampleTexts } from '../sampleFields.js';
import { planTexts } from './TextPlan.js';
import { assertSupported, sourceLanguage, type TranslateDatasetOptions } from './translateDataset.js';
import { TranslationCache } from './TranslationCache.js';

/** What a run would send for one language. */
export interface TranslationEstimate {
  readonly language: string;
  /** Texts of all fields, and how many of them are distinct. */
  readonly texts: number;
  readonly distinctTexts: number;
  /** Characters (UTF-16 code units) of the distinct texts' pieces, and how many of them are kept from earlier runs. */
  readonly characters: number;
  readonly keptCharacters: number;
  readonly requests: number;
  /** US dollars for what is not kept; `undefined` where the price isn't known. */
  readonly cost?: number;
}

/**
 * Counts what `translateDataset` would send, without sending anything.
 * @throws {DatasetError} as `translateDataset`
 */
export async function estimateTranslation(
  samples: readonly Sample[],
  options: Pick<TranslateDatasetOptions, 'languages' | 'translator' | 'cache'>,
): Promise<readonly TranslationEstimate[]> {
  const { languages, translator } = options;
  const from = sourceLanguage(samples);
  assertSupported(from, options);
  const texts = samples.flatMap((sample) => sampleTexts(sample).map(([, text]) => text));
  const estimates: TranslationEstimate[] = [];
  for (const to of languages) {
    const cache = await TranslationCache.open(options.cache, translator, from, to);
    const plan = planTexts(texts, translator, from, cache);
    await cache.close();
    const characters = lengthOf(plan.pieces);
    const toSend = lengthOf(plan.requests.flat());
    const cost = translator.estimateCost?.(toSend, to);
    estimates.push({
      language: to,
      texts: texts.length,
      distinctTexts: plan.texts.size,
      characters,
      keptCharacters: characters - toSend,
      requests: plan.requests.length,
      ...(cost !== undefined && { cost }),
    });
  }
  return estimates;
}

function lengthOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length, 0);
}
