import { ClaudeEndpoint, type Fetch, type ServiceCallerOptions } from '@msafeedit/services';
import { z } from 'zod';
import { answerTokens } from './answerTokens.js';
import { keepEdges } from './keepEdges.js';
import { modelTranslator } from './modelTranslator.js';
import { randomTag, tagged, translationInstructions } from './translationPrompt.js';
import type { Translator } from './Translator.js';

export interface ClaudeTranslatorOptions extends ServiceCallerOptions {
  readonly apiKey: string;
  /** `claude-haiku-4-5` by default. */
  readonly model?: string;
  /** Anthropic's by default. */
  readonly baseUrl?: string;
  readonly fetch?: Fetch;
}

/** The model may decline in words of its own, where one can tell them from a translated refusal. */
const check = z
  .object({ translation: z.string().optional(), declined: z.string().optional() })
  .refine(({ translation, declined }) => Boolean(translation) || Boolean(declined), {
    message: 'neither a translation nor a reason for declining',
  });

const tool = {
  name: 'give_translation',
  description: 'Gives the translation of the text.',
  inputSchema: {
    properties: {
      translation: { type: 'string', description: 'The whole translation and nothing else.' },
      declined: {
        type: 'string',
        description: 'Only if you will not translate this text: why not. Then leave out the translation.',
      },
    },
    additionalProperties: false,
  },
  check,
};

/**
 * Claude, one text a request, since a refusal concerns one text and several would be refused together. The answer is a
 * tool's input, so that a model's refusal (`stop_reason: "refusal"`, words instead of the tool, or the tool's field for
 * it) is never taken for the translation of a text that refuses. Any languages that have a name.
 */
export function createClaudeTranslator(options: ClaudeTranslatorOptions): Translator {
  const model = options.model ?? 'claude-haiku-4-5';
  // Long texts in scripts of many tokens take longer than other requests.
  const endpoint = new ClaudeEndpoint({ timeoutMs: 300_000, ...options, model });

  return modelTranslator({
    name: 'claude',
    ...{ model, service: endpoint.service, concurrency: options.concurrency },
    send: async (text, { from, to }, signal) => {
      const { outcome } = await endpoint.ask(
        {
          system: `${translationInstructions(from, to)}\n\nAnswer with the tool ${tool.name}.`,
          user: tagged(randomTag(), text),
          tool,
          maxTokens: answerTokens(text),
        },
        signal,
      );
      if ('refused' in outcome) return { refused: outcome.refused };
      const { translation, declined } = check.parse(outcome.input);
      return translation ? { text: keepEdges(text, translation) } : { refused: declined! };
    },
  });
}
