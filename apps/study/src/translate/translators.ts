import type { Translator } from '@msafeedit/dataset';
import { CliError } from '../CliError.js';
import type { Context } from '../Context.js';
import { defined } from '../options/defined.js';
import { findKey, requireKey } from '../findKey.js';

export const translatorNames = [
  'niutrans',
  'claude',
  'openai',
  'libretranslate',
  'google',
  'command',
] as const;
export type TranslatorName = (typeof translatorNames)[number];

/** What the command line says about a translator. */
export interface TranslatorFlags {
  readonly model?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly command?: string | undefined;
  readonly concurrency?: number | undefined;
  readonly requestsPerMinute?: number | undefined;
  /** Nothing is sent, so that no key is needed. */
  readonly dryRun?: boolean | undefined;
}

/**
 * The translator of that name, with its key from the environment or `.env`.
 * @throws {CliError} 'usage': its key, or a flag that it needs, is missing, or a flag is given that it doesn't know
 */
export async function openTranslator(
  name: TranslatorName,
  flags: TranslatorFlags,
  context: Context,
  prefix = '',
): Promise<Translator> {
  const dataset = await import('@msafeedit/dataset');
  const { model, baseUrl, command, concurrency, requestsPerMinute } = flags;
  const known = flagsOf[name];
  for (const flag of ['model', 'baseUrl', 'command'] as const)
    if (flags[flag] !== undefined && !known.includes(flag))
      throw new CliError('usage', `--${prefix}${spelt[flag]} says nothing to the translator ${name}.`);
  const key = (variable: string): string => (flags.dryRun ? 'none' : requireKey(context, variable));
  const limits = defined({ concurrency, requestsPerMinute });
  const onRetry = (error: Error, attempt: number): void => {
    context.progress.note(`${error.message} Trying again (${attempt}).`);
  };
  switch (name) {
    case 'niutrans':
      return dataset.createNiuTransTranslator({
        apiKey: key('NIUTRANS_API_KEY'),
        ...defined({ url: baseUrl }),
        ...limits,
        onRetry,
      });
    case 'claude':
      return dataset.createClaudeTranslator({
        apiKey: key('ANTHROPIC_API_KEY'),
        ...defined({ model, baseUrl }),
        ...limits,
        onRetry,
      });
    case 'openai':
      return dataset.createChatTranslator({
        // A server of one's own mostly wants no key; OpenAI's does.
        ...defined({
          apiKey: baseUrl === undefined ? key('OPENAI_API_KEY') : findKey(context, 'OPENAI_API_KEY'),
        }),
        baseUrl: baseUrl ?? 'https://api.openai.com/v1',
        model: model ?? 'gpt-4o-mini',
        ...limits,
        onRetry,
      });
    case 'libretranslate':
      return dataset.createLibreTranslateTranslator({
        baseUrl: baseUrl ?? 'http://localhost:5000',
        ...defined({ apiKey: findKey(context, 'LIBRETRANSLATE_API_KEY') }),
        ...limits,
        onRetry,
      });
    case 'google':
      return dataset.createGoogleTranslator({
        apiKey: key('GOOGLE_TRANSLATE_API_KEY'),
        ...defined({ baseUrl }),
        ...limits,
        onRetry,
      });
    case 'command':
      if (command === undefined)
        throw new CliError(
          'usage',
          `The translator command needs --${prefix}command, such as 'apertium eng-spa'.`,
        );
      return dataset.createCommandTranslator({ command, ...defined({ concurrency }) });
  }
}

const flagsOf: Readonly<Record<TranslatorName, readonly (keyof TranslatorFlags)[]>> = {
  niutrans: ['baseUrl'],
  claude: ['model', 'baseUrl'],
  openai: ['model', 'baseUrl'],
  libretranslate: ['baseUrl'],
  google: ['baseUrl'],
  command: ['command'],
};

const spelt = { model: 'model', baseUrl: 'base-url', command: 'command' } as const;
