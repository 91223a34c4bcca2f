import { ServiceCaller, ServiceError, type ServiceCallerOptions } from '@msafeedit/services';
import { keepEdges } from './keepEdges.js';
import { LanguageCodes } from './LanguageCodes.js';
import { runProgram } from './runProgram.js';
import { splitCommand } from './splitCommand.js';
import type { Translator } from './Translator.js';

export interface CommandTranslatorOptions extends ServiceCallerOptions {
  /**
   * A program and its arguments, as one writes them in a shell, but run without one: `apertium -u eng-spa`. `{from}` and
   * `{to}` stand for the languages' BCP 47 codes, `{from3}` and `{to3}` for their three-letter codes (ISO 639-3, as
   * Apertium writes them): `apertium -u {from3}-{to3}`.
   */
  readonly command: string;
}

const threeLetterCodes = new LanguageCodes('command', 'fil', {
  en: 'eng',
  es: 'spa',
  fr: 'fra',
  zh: 'zho',
  bn: 'ben',
  hi: 'hin',
  th: 'tha',
  ms: 'msa',
  vi: 'vie',
  ar: 'ara',
  ca: 'cat',
  de: 'deu',
  eu: 'eus',
  fa: 'fas',
  gl: 'glg',
  id: 'ind',
  it: 'ita',
  ja: 'jpn',
  jv: 'jav',
  ko: 'kor',
  nl: 'nld',
  pl: 'pol',
  pt: 'por',
  ru: 'rus',
  sw: 'swa',
  ta: 'tam',
  te: 'tel',
  tr: 'tur',
  uk: 'ukr',
  ur: 'urd',
});

/**
 * A program on this machine that reads a text from its standard input and writes its translation to its standard output,
 * both UTF-8; one process a text. Apertium is one: `apt-get install apertium apertium-eng-spa`; its `-u` leaves out the
 * stars at words that it doesn't know.
 *
 * Which pairs it knows is not known here: without a placeholder in the command any pair is taken to be its own.
 */
export function createCommandTranslator(options: CommandTranslatorOptions): Translator {
  const { command } = options;
  const words = splitCommand(command);
  const program = words[0]!;
  const { concurrency = 2, timeoutMs = 120_000 } = options;
  // What failed once on the same input fails again.
  const caller = new ServiceCaller(program, { retries: 0, ...options, concurrency, timeoutMs });
  const needsThreeLetters = /\{(from|to)3\}/.test(command);

  const run = async (
    text: string,
    filled: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<string> => {
    try {
      return await caller.call(async (attempt) => await runProgram(filled, text, attempt), signal);
    } catch (error) {
      // Unlike a service's time-out this one says nothing about the next text.
      if (error instanceof ServiceError && error.code === 'timeout' && !signal?.aborted)
        throw new ServiceError(
          'program',
          program,
          `took longer than ${timeoutMs / 1000} s for a text of ${text.length} characters.`,
        );
      throw error;
    }
  };

  return {
    name: program,
    version: command,
    limits: { textsPerRequest: 1, charactersPerRequest: 20_000, concurrency },
    supports: (from, to) => !needsThreeLetters || threeLetterCodes.supports(from, to),
    translate: async (texts, { from, to, signal }) => {
      const codes = needsThreeLetters ? threeLetterCodes.pair({ from, to }) : { from: '', to: '' };
      const filled = words.map((word) =>
        word
          .replaceAll('{from}', from)
          .replaceAll('{to}', to)
          .replaceAll('{from3}', codes.from)
          .replaceAll('{to3}', codes.to),
      );
      return await Promise.all(
        texts.map(async (text) =>
          text.trim() === '' ? { text } : { text: keepEdges(text, await run(text, filled, signal)) },
        ),
      );
    },
  };
}
