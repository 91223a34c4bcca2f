import { z } from 'zod';
import { optionProblems } from '../optionProblems.js';
import { RuntimeError } from '../RuntimeError.js';
import type { PromptCache } from './PromptCache.js';

/** How prompts are answered. */
export interface GenerateOptions {
  /** At most so many new tokens for each prompt. Default 200. */
  readonly maxNewTokens?: number;
  /** `raw`: the prompt's text as it stands (default). `chat`: as a user's message in the model's chat template. */
  readonly format?: PromptFormat;
  /** 0 (default) takes the most probable token each time. */
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  /**
   * Of the sampling, default 0. Each prompt draws from a stream of its own, which follows from the seed and the prompt's
   * index alone: how prompts are batched, or which follow, doesn't matter.
   */
  readonly seed?: number;
  /** An answer ends before the first of these strings. */
  readonly stop?: readonly string[];
  /**
   * Ends an answer whose last 96 tokens are one sequence of at most 32 again and again: it is degenerate whatever follows.
   * Default false, since answers that are cut there are not those that others compare with.
   */
  readonly stopRepeating?: boolean;
  /**
   * What happens to a prompt that, with its answer, doesn't fit the model's positions. `error` (default): refused where
   * not even one new token fits, else the answer is cut where the positions end. `truncate-left`: the prompt loses its
   * start (EasyEdit for GPT-2). `extrapolate`: nothing is cut (EasyEdit for LLaMA and Mistral); of a model
   * with learned positions (GPT-2), which has none beyond, as `error`.
   */
  readonly overflow?: 'error' | 'truncate-left' | 'extrapolate';
  /** Takes temperature, top-p and top-k from the model's generation_config.json where they are not given. Default false. */
  readonly generationConfig?: boolean;
  /** Of this model: what it knows of these prompts isn't computed again. */
  readonly promptCache?: PromptCache;
  readonly signal?: AbortSignal;
  /** Called for each new token; `prompt` is the index of the prompt, `text` what the token adds to the answer. */
  readonly onToken?: (event: {
    readonly prompt: number;
    readonly token: number;
    readonly text: string;
  }) => void;
  /**
   * Called when prompts begin to be run together, and when others join as answers end: `rows` are then under way. Where the engine's memory runs out, those without an end
   * go on in halves, and later batches are no larger than what fitted; `halved` tells that a batch is smaller for that
   * reason. How prompts are batched changes rounding, and so a token only where two were about equally probable.
   */
  readonly onBatch?: (event: { readonly rows: number; readonly halved: boolean }) => void;
}

export type PromptFormat = 'raw' | 'chat';

/** One prompt's answer. */
export interface Answer {
  readonly prompt: string;
  /** The answer without special tokens, cut before a stop string. */
  readonly text: string;
  /** The new token ids, the end-of-sequence id among them where there was one. */
  readonly tokens: number[];
  /** `stop`: end of sequence or a stop string; `length`: maxNewTokens or the model's positions were used up, or `stopRepeating` cut it. */
  readonly finishReason: 'stop' | 'length';
}

const schema = z.strictObject({
  maxNewTokens: z.number().int().positive().default(200),
  format: z.enum(['raw', 'chat']).default('raw'),
  temperature: z.number().nonnegative().optional(),
  topP: z.number().positive().max(1).optional(),
  topK: z.number().int().nonnegative().optional(),
  seed: z.number().int().default(0),
  stop: z.array(z.string().min(1)).default([]),
  stopRepeating: z.boolean().default(false),
  overflow: z.enum(['error', 'truncate-left', 'extrapolate']).default('error'),
  generationConfig: z.boolean().default(false),
  signal: z.unknown().optional(),
  onToken: z.unknown().optional(),
  onBatch: z.unknown().optional(),
  promptCache: z.unknown().optional(),
});

export type GenerationSettings = Omit<
  z.infer<typeof schema>,
  'signal' | 'onToken' | 'onBatch' | 'promptCache'
> & {
  readonly temperature: number;
};

const fileSchema = z.object({
  do_sample: z.boolean().nullish(),
  temperature: z.number().nonnegative().nullish(),
  top_p: z.number().positive().max(1).nullish(),
  top_k: z.number().int().nonnegative().nullish(),
});

/** Checks options, fills in defaults and, where asked for, the settings of generation_config.json. */
export function generationSettings(options: GenerateOptions, generationConfig: unknown): GenerationSettings {
  const parsed = schema.safeParse(options);
  if (!parsed.success) {
    const problems = optionProblems(parsed.error, Object.keys(schema.shape));
    throw new RuntimeError('input', `These generation options can't be used: ${problems}.`);
  }
  const settings = parsed.data;
  const fromFile = settings.generationConfig ? settingsFromFile(generationConfig) : {};
  return { ...fromFile, ...settings, temperature: settings.temperature ?? fromFile.temperature ?? 0 };
}

/** transformers' rules: without do_sample it is greedy; temperature 1 and top-k 50 are its defaults when sampling. */
function settingsFromFile(raw: unknown): { temperature?: number; topP?: number; topK?: number } {
  if (raw === undefined)
    throw new RuntimeError(
      'input',
      'The model has no generation_config.json; leave the option out or give the settings.',
    );
  const parsed = fileSchema.safeParse(raw);
  if (!parsed.success)
    throw new RuntimeError('format', 'The generation_config.json of this model has settings out of range.');
  const { do_sample, temperature, top_p, top_k } = parsed.data;
  if (!do_sample) return { temperature: 0 };
  return {
    temperature: temperature ?? 1,
    topK: top_k ?? 50,
    ...(typeof top_p === 'number' && { topP: top_p }),
  };
}
