import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { weightFixture } from '../../test/fixtures/weights/expected.js';
import { tinyFolder } from '../../test/tinyGoldens.js';
import { openGguf } from '../weights/index.js';
import { configJsonOfDtype, ggufConfigJson, ggufGenerationConfigJson } from './configJson.js';
import { parseModelConfig } from './modelFamilies.js';

const base = {
  model_type: 'llama',
  vocab_size: 512,
  hidden_size: 64,
  intermediate_size: 160,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  max_position_embeddings: 1024,
  rms_norm_eps: 1e-6,
  sliding_window: null,
  eos_token_id: 2,
};

describe("a GGUF file's config.json", () => {
  it.each(['tiny-llama', 'tiny-qwen2', 'tiny-qwen3', 'tiny-gemma2', 'tiny-gemma3'])(
    'says the same model: %s',
    async (name) => {
      const { weights, config } = await openGguf(weightFixture(`${name}.gguf`));
      await weights.close();
      const json = JSON.parse(JSON.stringify(ggufConfigJson(config, 'F32'))) as unknown;
      expect(parseModelConfig(json, name)).toEqual(parseModelConfig(config, name));
    },
  );

  it.each([
    { rope_type: 'default' },
    { rope_type: 'linear', factor: 2 },
    {
      rope_type: 'llama3',
      factor: 8,
      low_freq_factor: 1,
      high_freq_factor: 4,
      original_max_position_embeddings: 8192,
    },
  ])('keeps its rotary settings, in the form that every version of transformers reads: %j', (scaling) => {
    const config = { ...base, rope_parameters: { rope_theta: 500_000, ...scaling } };
    const json = ggufConfigJson(config, 'BF16');
    expect(json).not.toHaveProperty('rope_parameters');
    expect(json).toMatchObject({ rope_theta: 500_000, torch_dtype: 'bfloat16' });
    expect(json['rope_scaling']).toEqual(scaling.rope_type === 'default' ? undefined : scaling);
    expect(parseModelConfig(json, 'x').rotary).toEqual(parseModelConfig(config, 'x').rotary);
  });

  it('names the ids of generation_config.json that the file has', () => {
    expect(ggufGenerationConfigJson({ ...base, bos_token_id: 0 })).toEqual({
      bos_token_id: 0,
      eos_token_id: 2,
    });
  });
});

it('changes the dtype of a config.json under the name that stands there', () => {
  const config = JSON.parse(readFileSync(`${tinyFolder('tiny-llama')}/config.json`, 'utf8')) as {
    dtype: string;
  };
  expect(config.dtype).toBe('float32');
  expect(configJsonOfDtype(config, 'F16')).toEqual({ ...config, dtype: 'float16' });
  expect(configJsonOfDtype({ torch_dtype: 'bfloat16' }, 'F32')).toEqual({ torch_dtype: 'float32' });
  expect(configJsonOfDtype({}, 'F32')).toEqual({ torch_dtype: 'float32' });
});
