import {
  requestJson,
  ServiceCaller,
  ServiceError,
  type Fetch,
  type ServiceCallerOptions,
  type ServiceErrorCode,
} from '@msafeedit/services';
import { z } from 'zod';
import { keepEdges } from './keepEdges.js';
import { LanguageCodes } from './LanguageCodes.js';
import type { Translator } from './Translator.js';

const service = 'LibreTranslate';

export interface LibreTranslateOptions extends ServiceCallerOptions {
  /** Without the path, e.g. `http://localhost:5000`. */
  readonly baseUrl: string;
  /** Only for servers that ask for one. */
  readonly apiKey?: string;
  /** What the server takes at once (its `--char-limit`); 2,000 by default, as libretranslate.com has it. */
  readonly charactersPerRequest?: number;
  /** How many texts it takes at once (its `--batch-limit`); 16 by default. */
  readonly textsPerRequest?: number;
  readonly fetch?: Fetch;
}

/** Of the models at https://docs.libretranslate.com/guides/supported_languages; a server may have fewer. */
const languages = new LanguageCodes(
  service,
  'en es fr zh bn hi th ms vi ar az bg ca cs da de el eo et eu fa fi ga gl he hu id it ja ko ky lt lv nb nl pl pt ro ru sk sl sq sv tl tr uk ur',
  // Newer servers say zh-Hans and zh-Hant, and still take these.
  { 'zh-Hant': 'zt', 'pt-BR': 'pb' },
);

const answer = z.object({ translatedText: z.array(z.string()) });

/**
 * LibreTranslate, which one can run oneself: `POST /translate` with several texts at once.
 * https://docs.libretranslate.com/api/operations/translate
 */
export function createLibreTranslateTranslator(options: LibreTranslateOptions): Translator {
  const { baseUrl, apiKey, charactersPerRequest = 2000, textsPerRequest = 16, fetch } = options;
  const caller = new ServiceCaller(service, options);
  const url = `${baseUrl.replace(/\/$/, '')}/translate`;

  const send = async (
    q: readonly string[],
    source: string,
    target: string,
    signal: AbortSignal,
  ): Promise<readonly string[]> => {
    const body = await requestJson({
      service,
      url,
      body: { q, source, target, format: 'text', ...(apiKey !== undefined && { api_key: apiKey }) },
      fetch,
      signal,
      secrets: apiKey === undefined ? [] : [apiKey],
      explain,
    });
    const translated = answer.safeParse(body).data?.translatedText ?? [];
    if (translated.length !== q.length)
      throw new ServiceError(
        'malformed',
        service,
        `answered with ${translated.length} translations for ${q.length} texts.`,
      );
    return translated;
  };

  return {
    // Each server has models of its own.
    name: `libretranslate ${new URL(baseUrl).host}`,
    version: 'v1',
    limits: { textsPerRequest, charactersPerRequest, concurrency: options.concurrency ?? 4 },
    supports: (from, to) => languages.supports(from, to),
    translate: async (texts, { signal, ...pair }) => {
      const { from, to } = languages.pair(pair);
      const translated = await caller.call(async (attempt) => await send(texts, from, to, attempt), signal);
      return translated.map((text, index) => ({ text: keepEdges(texts[index]!, text) }));
    },
  };
}

/** A missing key and a long text are a 400, a ban for too many requests a 403 that lasts hours. */
function explain(status: number, body: unknown): { readonly code: ServiceErrorCode } | undefined {
  const said = z.object({ error: z.string() }).safeParse(body).data?.error ?? '';
  if (/exceeds text limit/.test(said)) return { code: 'too-long' };
  if (/API key/.test(said)) return { code: 'key' };
  if (status === 403 && /limits violations/.test(said)) return { code: 'quota' };
  return undefined;
}
