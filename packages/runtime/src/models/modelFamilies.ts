import { RuntimeError } from '../RuntimeError.js';
import type { ModelConfig } from './ModelConfig.js';
import type { ModelFamily } from './ModelFamily.js';
import { gemma2 } from './gemma2.js';
import { gemma3 } from './gemma3.js';
import { gpt2 } from './gpt2.js';
import { llama } from './llama.js';
import { mistral } from './mistral.js';
import { phi3 } from './phi3.js';
import { qwen2 } from './qwen2.js';
import { qwen3 } from './qwen3.js';
import { sequenceClassifierIn } from './robertaConfig.js';

/** All that this version runs. A new family is one file and one entry here. */
const modelFamilies: readonly ModelFamily[] = [llama, mistral, qwen2, qwen3, gemma2, gemma3, phi3, gpt2];

/** Reads a config.json of any family; throws RuntimeError('unsupported') for a model that we don't run. */
export function parseModelConfig(raw: unknown, source: string): ModelConfig {
  const modelType =
    typeof raw === 'object' && raw !== null && 'model_type' in raw ? raw.model_type : undefined;
  const classifier = sequenceClassifierIn(raw);
  if (classifier !== undefined)
    throw new RuntimeError(
      'unsupported',
      `${source}: the model (${classifier}) is a classifier of texts, which answers no prompts: load it with ` +
        `loadSequenceClassifier (msafeedit classify).`,
    );
  const named = typeof modelType === 'string' ? JSON.stringify(modelType) : 'null';
  const family = modelFamilies.find((known) => known.modelType === modelType);
  if (!family)
    throw new RuntimeError(
      'unsupported',
      `${source}: the architecture ${named} is not supported; ` +
        `these are: ${modelFamilies.map((known) => known.modelType).join(', ')}.`,
    );
  return family.parseConfig(raw, source);
}
