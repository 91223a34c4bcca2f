import { RuntimeError } from '../RuntimeError.js';
import type { ModelConfig } from '../models/ModelConfig.js';
import type { Tokenizer } from '../tokenizer/index.js';
import type { GenerationSettings, PromptFormat } from './GenerateOptions.js';

/** Token ids of a prompt as the model gets it: `raw` with BOS as the tokenizer adds it, `chat` in its template. */
export function promptIds(tokenizer: Tokenizer, prompt: string, format: PromptFormat): number[] {
  return format === 'chat'
    ? tokenizer.encodeChat([{ role: 'user', content: prompt }], { addGenerationPrompt: true })
    : tokenizer.encode(prompt);
}

/**
 * Token ids of an answer that follows a prompt: in a chat after the generation prompt, raw after a space
 * (which SentencePiece tokenizers put in front of every text themselves). No special tokens.
 */
export function answerIds(tokenizer: Tokenizer, answer: string, format: PromptFormat): number[] {
  const text = format === 'chat' || putsSpaceInFront(tokenizer) ? answer : ` ${answer}`;
  return tokenizer.encode(text, { addSpecialTokens: false });
}

/** With a dummy prefix, a word has the same id at the start of a text as in it. */
function putsSpaceInFront(tokenizer: Tokenizer): boolean {
  const [first, second] = tokenizer.encode('a a', { addSpecialTokens: false });
  return first === second;
}

/** Positions that the model can use: scaled rotary positions reach further than it was made for. */
function positionLimit({ maxPositions, rotary }: ModelConfig): number {
  return rotary.type === 'linear' || rotary.type === 'dynamic'
    ? Math.floor(maxPositions * rotary.factor)
    : maxPositions;
}

export interface EncodedPrompt {
  readonly ids: readonly number[];
  readonly maxNewTokens: number;
}

/**
 * Encodes a prompt and sees to it that it fits the model's positions.
 * @param name what messages call the prompt
 * @throws RuntimeError('input') for an empty prompt, and for one that is too long unless `overflow` says otherwise
 */
export function encodePrompt(
  tokenizer: Tokenizer,
  config: ModelConfig,
  { name, prompt }: { name: string; prompt: string },
  { format, overflow, maxNewTokens }: Pick<GenerationSettings, 'format' | 'overflow' | 'maxNewTokens'>,
): EncodedPrompt {
  const ids = promptIds(tokenizer, prompt, format);
  if (prompt === '' || ids.length === 0)
    throw new RuntimeError('input', `${name} is empty; give the model something to answer.`);
  const limit = positionLimit(config);
  const goesBeyond = overflow === 'extrapolate' && !config.learnedPositions;
  if (goesBeyond || ids.length + maxNewTokens <= limit) return { ids, maxNewTokens };
  if (overflow === 'truncate-left') {
    const kept = limit - maxNewTokens;
    if (kept < 1)
      throw new RuntimeError(
        'input',
        `${maxNewTokens} new tokens leave no room for a prompt in the model's ${limit} positions; ask for fewer.`,
      );
    return { ids: ids.slice(-kept), maxNewTokens };
  }
  if (ids.length >= limit)
    throw new RuntimeError(
      'input',
      `${name} ("${prompt.slice(0, 40)}…") has ${ids.length} tokens, the model has ${limit} positions; ` +
        `shorten it, or choose overflow "truncate-left"${config.learnedPositions ? '' : ' or "extrapolate"'}.`,
    );
  return { ids, maxNewTokens: limit - ids.length };
}
