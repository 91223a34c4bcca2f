import {
  requestJson,
  ServiceCaller,
  ServiceError,
  withoutSecrets,
  type Fetch,
  type ServiceCallerOptions,
  type ServiceErrorCode,
} from '@msafeedit/services';
import { z } from 'zod';
import { keepEdges } from './keepEdges.js';
import { LanguageCodes } from './LanguageCodes.js';
import type { Translation, Translator } from './Translator.js';

const service = 'NiuTrans';

export interface NiuTransOptions extends ServiceCallerOptions {
  readonly apiKey: string;
  /** `https://api.niutrans.com/NiuTransServer/translation` by default. */
  readonly url?: string;
  readonly fetch?: Fetch;
}

/** Of the documentation's list: the study's nine languages, and others that data sets of attacks come in. */
const languages = new LanguageCodes(
  service,
  'en es fr zh bn hi th ms vi ar de fa id it ja ko nl pl pt ru sw ta te tr uk ur',
  { 'zh-Hant': 'cht' },
);

/** Errors come with status 200. */
const answer = z.union([
  z.object({
    error_code: z.union([z.string(), z.number()]).transform(String),
    error_msg: z.string().optional(),
  }),
  z.object({ tgt_text: z.string() }),
]);

/**
 * NiuTrans, the service that the paper's authors used: `POST` of a form with `apikey`, `from`, `to` and `src_text`, one
 * text of at most 5,000 characters a request. Addresses, codes of languages and of errors are those of
 * https://niutrans.com/documents/contents/trans_text.
 *
 * A text that NiuTrans's content filter holds back (13003) is `refused`.
 */
export function createNiuTransTranslator(options: NiuTransOptions): Translator {
  const { apiKey, url = 'https://api.niutrans.com/NiuTransServer/translation', fetch } = options;
  const caller = new ServiceCaller(service, options);
  let hasTranslated = false;

  const send = async (text: string, from: string, to: string, signal: AbortSignal): Promise<Translation> => {
    const body = await requestJson({
      service,
      url,
      body: new URLSearchParams({ from, to, apikey: apiKey, src_text: text }),
      fetch,
      signal,
      secrets: [apiKey],
    });
    const parsed = answer.safeParse(body);
    if (!parsed.success)
      throw new ServiceError('malformed', service, 'answered with neither tgt_text nor error_code.');
    if ('tgt_text' in parsed.data) {
      hasTranslated = true;
      return { text: keepEdges(text, parsed.data.tgt_text) };
    }
    const { error_code: number, error_msg: said = '' } = parsed.data;
    if (number === contentFilter) return { refused: `content filter (${number})` };
    const [code, meaning] = meaningOf(number, hasTranslated);
    throw new ServiceError(code, service, withoutSecrets(`${meaning} (error ${number}: ${said}).`, [apiKey]));
  };

  return {
    name: 'niutrans',
    version: 'text',
    limits: { textsPerRequest: 1, charactersPerRequest: 5000, concurrency: options.concurrency ?? 4 },
    supports: (from, to) => languages.supports(from, to),
    translate: async (texts, { signal, ...pair }) => {
      const { from, to } = languages.pair(pair);
      return await Promise.all(
        texts.map(
          async (text) => await caller.call(async (attempt) => await send(text, from, to, attempt), signal),
        ),
      );
    },
  };
}

const contentFilter = '13003';

/** @param hasTranslated whether the key was good before, since 13001 stands for a wrong key and for an empty account */
function meaningOf(number: string, hasTranslated: boolean): readonly [ServiceErrorCode, string] {
  if (number === '13001')
    return hasTranslated
      ? [
          'quota',
          "the account's characters are used up. What is done is kept; run again once there is credit",
        ]
      : ['key', 'does not accept the key, or its account has no characters left'];
  return meanings.get(number) ?? ['rejected', 'refused the request'];
}

const meanings: ReadonlyMap<string, readonly [ServiceErrorCode, string]> = new Map([
  ['10001', ['busy', 'too many requests a second']],
  ['10003', ['too-long', 'the text is too long for it; it takes 5,000 characters']],
  ['13002', ['key', 'the key is missing']],
  ['13007', ['rejected', "doesn't know one of the languages"]],
  ['13008', ['timeout', 'the service took too long']],
]);
