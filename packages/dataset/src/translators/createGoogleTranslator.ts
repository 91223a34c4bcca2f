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

const service = 'Google Cloud Translation';

export interface GoogleTranslatorOptions extends ServiceCallerOptions {
  readonly apiKey: string;
  /** Without the path; `https://translation.googleapis.com` by default. */
  readonly baseUrl?: string;
  readonly fetch?: Fetch;
}

/** Of the list at https://cloud.google.com/translate/docs/languages: the study's nine languages and some more. */
const languages = new LanguageCodes(
  service,
  'en es fr bn hi th ms vi ar de fa fil id it ja jv ko nl pl pt ru sw ta te tr uk ur',
  { zh: 'zh-CN', 'zh-Hant': 'zh-TW' },
);

/** US dollars for a million characters, white space included. The first 500,000 of a month are free. */
const pricePerMillion = 20;

const answer = z.object({
  data: z.object({ translations: z.array(z.object({ translatedText: z.string() })) }),
});

/**
 * Google Cloud Translation, Basic (v2), and services that speak it: `POST /language/translate/v2` with up to 128 texts;
 * Google recommends at most 5,000 characters a request and takes 100 KB. The key goes in the header `X-goog-api-key`, so
 * that no address holds it. https://cloud.google.com/translate/docs/reference/rest/v2/translate,
 * https://cloud.google.com/translate/quotas
 */
export function createGoogleTranslator(options: GoogleTranslatorOptions): Translator {
  const { apiKey, baseUrl = 'https://translation.googleapis.com', fetch } = options;
  const caller = new ServiceCaller(service, options);
  const url = `${baseUrl.replace(/\/$/, '')}/language/translate/v2`;

  const send = async (
    q: readonly string[],
    source: string,
    target: string,
    signal: AbortSignal,
  ): Promise<readonly string[]> => {
    const body = await requestJson({
      service,
      url,
      headers: { 'x-goog-api-key': apiKey },
      body: { q, source, target, format: 'text' },
      fetch,
      signal,
      secrets: [apiKey],
      explain,
    });
    const parsed = answer.safeParse(body);
    const translations = parsed.data?.data.translations ?? [];
    if (translations.length !== q.length)
      throw new ServiceError(
        'malformed',
        service,
        `answered with ${translations.length} translations for ${q.length} texts.`,
      );
    return translations.map(({ translatedText }) => translatedText);
  };

  return {
    name: 'google',
    version: 'v2',
    limits: { textsPerRequest: 128, charactersPerRequest: 5000, concurrency: options.concurrency ?? 4 },
    supports: (from, to) => languages.supports(from, to),
    estimateCost: (characters) => (characters * pricePerMillion) / 1e6,
    translate: async (texts, { signal, ...pair }) => {
      const { from, to } = languages.pair(pair);
      const translated = await caller.call(async (attempt) => await send(texts, from, to, attempt), signal);
      return translated.map((text, index) => ({ text: keepEdges(texts[index]!, text) }));
    },
  };
}

const errorBody = z.object({
  error: z.object({
    message: z.string().default(''),
    errors: z.array(z.object({ reason: z.string().optional() })).default([]),
    details: z.array(z.object({ reason: z.string().optional() })).default([]),
  }),
});

/** Google answers 403 for limits of every kind, and 400 for a key that it doesn't know and for a long text. */
function explain(_status: number, body: unknown): { readonly code: ServiceErrorCode } | undefined {
  const error = errorBody.safeParse(body).data?.error;
  if (!error) return undefined;
  const reasons = [...error.errors, ...error.details].map(({ reason }) => reason);
  const has = (...names: readonly string[]): boolean => names.some((name) => reasons.includes(name));
  if (has('dailyLimitExceeded', 'quotaExceeded')) return { code: 'quota' };
  if (has('userRateLimitExceeded', 'rateLimitExceeded', 'RATE_LIMIT_EXCEEDED')) return { code: 'busy' };
  if (has('API_KEY_INVALID', 'keyInvalid') || /API key/i.test(error.message)) return { code: 'key' };
  if (/too long|too large|payload size/i.test(error.message)) return { code: 'too-long' };
  return undefined;
}
