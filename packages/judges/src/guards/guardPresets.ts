import type { GuardPreset } from './GuardPreset.js';
import { llamaGuard3, llamaGuard4 } from './llamaGuard.js';
import { qwen3Guard } from './qwen3Guard.js';
import { shieldGemma, shieldGemmaOnOllama } from './shieldGemma.js';
import { wildGuard } from './wildGuard.js';

export const guardNames = [
  'llama-guard-3',
  'llama-guard-4',
  'shieldgemma',
  'shieldgemma-ollama',
  'qwen3guard',
  'wildguard',
] as const;
export type GuardName = (typeof guardNames)[number];

export const guardPresets: Readonly<Record<GuardName, GuardPreset>> = {
  'llama-guard-3': llamaGuard3,
  'llama-guard-4': llamaGuard4,
  shieldgemma: shieldGemma,
  'shieldgemma-ollama': shieldGemmaOnOllama,
  qwen3guard: qwen3Guard,
  wildguard: wildGuard,
};
