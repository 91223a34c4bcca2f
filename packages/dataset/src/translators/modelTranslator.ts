import { priceOf } from '@msafeedit/services';
import { estimateModelCost } from './estimateModelCost.js';
import { areNamedLanguages, assertNamedLanguages, translationPromptVersion } from './translationPrompt.js';
import type { Translation, Translator } from './Translator.js';

interface ModelTranslator {
  readonly name: string;
  /** The model as its service names it. */
  readonly model: string;
  /** As errors name the service. */
  readonly service: string;
  /** Requests under way at once. Default 4. */
  readonly concurrency?: number | undefined;
  /** Translates one text that isn't empty. */
  readonly send: (
    text: string,
    languages: { readonly from: string; readonly to: string },
    signal: AbortSignal | undefined,
  ) => Promise<Translation>;
}

/** A language model as a translator: one text a request, between any languages that have a name. */
export function modelTranslator({
  name,
  model,
  service,
  concurrency = 4,
  send,
}: ModelTranslator): Translator {
  return {
    name,
    version: `${model}, prompt ${translationPromptVersion}`,
    limits: { textsPerRequest: 1, charactersPerRequest: 5000, concurrency },
    supports: areNamedLanguages,
    ...(priceOf(model) && {
      estimateCost: (characters: number, to: string) => estimateModelCost(model, characters, to)!,
    }),
    translate: async (texts, { from, to, signal }) => {
      assertNamedLanguages(service, from, to);
      return await Promise.all(
        texts.map(async (text) => (text.trim() === '' ? { text } : await send(text, { from, to }, signal))),
      );
    },
  };
}
