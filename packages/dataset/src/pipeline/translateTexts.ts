import { ServiceError } from '@msafeedit/services';
import type { SplitText } from '../splitText/splitText.js';
import type { Translator } from '../translators/Translator.js';
import { planTexts, type TextPlan } from './TextPlan.js';
import type { KeptTranslation, TranslationCache } from './TranslationCache.js';

/** A text's translation, or why there is none: `refused` by the model, `failed` for it alone. */
export type TextResult = KeptTranslation | { readonly failed: string };

export interface TextProgress {
  /** Distinct pieces that have a result, and all of them. */
  readonly done: number;
  readonly total: number;
}

export interface TranslateTextsOptions {
  readonly from: string;
  readonly to: string;
  readonly cache: TranslationCache;
  readonly onProgress?: ((progress: TextProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** So many single texts may fail one after the other before the translator counts as broken. */
const failuresInARow = 5;

/**
 * Translates each distinct text once, through the cache: what has been answered is kept at once, so that a run that is
 * interrupted goes on where it stopped.
 * @throws {ServiceError} what concerns all further requests too: the key, the quota, the network; what was done is kept
 * @throws the signal's reason, when it is aborted
 */
export async function translateTexts(
  texts: Iterable<string>,
  translator: Translator,
  options: TranslateTextsOptions,
): Promise<ReadonlyMap<string, TextResult>> {
  const { from, to, cache } = options;
  const plan = planTexts(texts, translator, from, cache);
  const failed = await sendAll(plan, translator, options);
  return new Map([...plan.texts].map(([text, split]) => [text, joinPieces(split, to, cache, failed)]));
}

/** Sends the plan's requests, some at a time; gives the pieces that failed, with the reason. */
async function sendAll(
  plan: TextPlan,
  translator: Translator,
  { from, to, cache, onProgress, signal }: TranslateTextsOptions,
): Promise<ReadonlyMap<string, string>> {
  const failed = new Map<string, string>();
  const waiting = [...plan.requests].reverse();
  let done = plan.pieces.length - plan.requests.reduce((sum, request) => sum + request.length, 0);
  let inARow = 0;
  let stopped: { readonly reason: unknown } | undefined;
  const report = (count: number): void => {
    done += count;
    onProgress?.({ done, total: plan.pieces.length });
  };

  const send = async (request: readonly string[]): Promise<void> => {
    const translations = await translator.translate(request, { from, to, ...(signal && { signal }) });
    if (translations.length !== request.length)
      throw new ServiceError(
        'malformed',
        translator.name,
        `gave ${translations.length} translations for ${request.length} texts.`,
      );
    const at = new Date().toISOString();
    await cache.put(request.map((text, index) => [text, { ...translations[index]!, at }]));
    inARow = 0;
    report(request.length);
  };

  /** A request that fails by itself is halved until the text is alone that can't be translated. */
  const sendOrHalve = async (request: readonly string[]): Promise<void> => {
    try {
      await send(request);
    } catch (error) {
      if (!(error instanceof ServiceError) || error.endsTheRun) throw error;
      if (request.length > 1) {
        const half = Math.ceil(request.length / 2);
        waiting.push(request.slice(half), request.slice(0, half));
        return;
      }
      if (++inARow >= failuresInARow) throw error;
      failed.set(request[0]!, error.message);
      report(1);
    }
  };

  const worker = async (): Promise<void> => {
    while (!stopped) {
      const request = waiting.pop();
      if (!request) return;
      try {
        signal?.throwIfAborted();
        await sendOrHalve(request);
      } catch (reason) {
        // The other workers finish what they have sent, since it is paid for.
        stopped ??= { reason };
      }
    }
  };

  report(0);
  await Promise.all(Array.from({ length: translator.limits.concurrency }, worker));
  if (stopped) throw stopped.reason;
  return failed;
}

/** The whole text's result: one refused or failed piece is the text's. */
function joinPieces(
  split: SplitText,
  to: string,
  cache: TranslationCache,
  failed: ReadonlyMap<string, string>,
): TextResult {
  const translated: string[] = [];
  let at = '';
  for (const piece of split.pieces) {
    const result = cache.get(piece);
    if (!result) return { failed: failed.get(piece) ?? 'it was not translated' };
    if ('refused' in result) return result;
    translated.push(result.text);
    if (result.at > at) at = result.at;
  }
  return { text: split.join(translated, to), at };
}
