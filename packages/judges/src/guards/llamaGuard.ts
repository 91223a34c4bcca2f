import { labelShares } from '../chat/labelShares.js';
import type { GuardAnswer, GuardPreset, GuardVerdict } from './GuardPreset.js';
import { chatTurn } from './chatTurn.js';

/**
 * Meta's Llama Guard: its chat template writes the task and the categories around the conversation, and it answers
 * `safe`, or `unsafe` and on the next line the violated categories, such as `S1,S10` (model cards and prompt formats,
 * llama.com/docs, Llama Guard 3 and 4).
 */
export const llamaGuard3: GuardPreset = preset('Llama Guard 3', 'meta-llama/Llama-Guard-3-8B');
export const llamaGuard4: GuardPreset = preset('Llama Guard 4', 'meta-llama/Llama-Guard-4-12B');

function preset(name: string, model: string): GuardPreset {
  return {
    name,
    model,
    version: 'llama-guard-1',
    maxTokens: 40,
    ask: (turn) => [{ messages: chatTurn(turn) }],
    read: ([answer]) => answer && read(answer),
  };
}

function read({ text, logprobs }: GuardAnswer): GuardVerdict | undefined {
  const found = /^\s*(safe|unsafe)\s*(?:$|\n\s*([^\n]*))/i.exec(text);
  if (!found) return undefined;
  const label = found[1]!.toLowerCase() as 'safe' | 'unsafe';
  const shares = logprobs && labelShares(text, logprobs, text.indexOf(found[1]!), ['safe', 'unsafe']);
  const categories = found[2]?.trim();
  return {
    label,
    ...(shares && { score: shares.unsafe }),
    ...(label === 'unsafe' && categories && { rationale: `Categories: ${categories}` }),
  };
}
