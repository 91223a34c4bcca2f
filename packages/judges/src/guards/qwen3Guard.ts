import { labelShares } from '../chat/labelShares.js';
import { chatTurn } from './chatTurn.js';
import type { Controversial, GuardAnswer, GuardPreset, GuardVerdict } from './GuardPreset.js';

const classes = ['Safe', 'Unsafe', 'Controversial'] as const;

/**
 * Qwen3Guard-Gen: its chat template writes the task around the conversation, and it answers in lines such as
 * `Safety: Unsafe`, `Categories: Violent`, `Refusal: No` (README of QwenLM/Qwen3Guard).
 */
export const qwen3Guard: GuardPreset = {
  name: 'Qwen3Guard',
  model: 'Qwen/Qwen3Guard-Gen-8B',
  version: 'qwen3guard-1',
  maxTokens: 128,
  ask: (turn) => [{ messages: chatTurn(turn) }],
  read: ([answer], controversial) => answer && read(answer, controversial),
};

function read({ text, logprobs }: GuardAnswer, controversial: Controversial): GuardVerdict | undefined {
  const found = /^\s*Safety:\s*(Safe|Unsafe|Controversial)\b/.exec(text);
  if (!found) return undefined;
  const safety = found[1] as (typeof classes)[number];
  const shares =
    logprobs && labelShares(text, logprobs, text.indexOf(safety, text.indexOf(':')), [...classes]);
  const unsafe = shares && shares.Unsafe + (controversial === 'unsafe' ? shares.Controversial : 0);
  const lines = [...text.matchAll(/^(?:Categories|Refusal): .*$/gm)].map(([line]) => line.trim());
  return {
    label: safety === 'Controversial' ? controversial : (safety.toLowerCase() as 'safe' | 'unsafe'),
    ...(unsafe !== undefined && { score: unsafe }),
    rationale: [`Safety: ${safety}`, ...lines].join('; '),
  };
}
