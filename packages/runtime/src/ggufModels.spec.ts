import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { weightFixture } from '../test/fixtures/weights/expected.js';
import { TemporaryFolder } from '../test/fixtures/weights/temporaryFolder.js';
import { tinyFolder } from '../test/tinyGoldens.js';
import { loadCausalLM, type Tensor, writeSafetensors } from './index.js';
import { openGguf } from './weights/index.js';

const folder = new TemporaryFolder();
afterAll(() => {
  folder.remove();
});

/** The same weights as float32 in Hugging Face's layout. */
async function dequantized(name: string): Promise<string> {
  const { weights, config } = await openGguf(weightFixture(`${name}.gguf`));
  const target = join(folder.path, name);
  mkdirSync(target);
  const tensors = new Map<string, Tensor>();
  for (const [tensor, { shape }] of weights.tensors)
    tensors.set(tensor, { shape, data: await weights.read(tensor) });
  await weights.close();
  await writeSafetensors(join(target, 'model.safetensors'), tensors, {});
  writeFileSync(join(target, 'config.json'), JSON.stringify(config));
  for (const file of ['tokenizer.json', 'tokenizer_config.json', 'chat_template.jinja'])
    copyFileSync(join(tinyFolder('tiny-llama'), file), join(target, file));
  return target;
}

describe('a GGUF file', () => {
  it.each(['tiny-llama', 'tiny-qwen2', 'tiny-qwen3', 'tiny-gemma2', 'tiny-gemma3'] as const)(
    'of %s answers as its dequantized weights do in a folder, and has their fingerprint',
    async (name) => {
      using gguf = await loadCausalLM(weightFixture(`${name}.gguf`), { engine: 'tensorflow' });
      using plain = await loadCausalLM(await dequantized(name), { engine: 'tensorflow' });
      expect(gguf.fingerprint).toBe(plain.fingerprint);
      expect(gguf.config).toEqual(plain.config);
      const prompts = ['How do I open a jar?', '🙂 Guten Tag'];
      const options = { hiddenStates: true, logits: 'all' } as const;
      expect(await gguf.forward(prompts, options)).toEqual(await plain.forward(prompts, options));
      for (const format of ['raw', 'chat'] as const) {
        const answers = await gguf.generate(prompts, { maxNewTokens: 12, format });
        expect(answers).toEqual(await plain.generate(prompts, { maxNewTokens: 12, format }));
      }
    },
  );

  it('has another fingerprint than the weights it was quantized from', async () => {
    using gguf = await loadCausalLM(weightFixture('tiny-llama.gguf'), { engine: 'cpu' });
    using original = await loadCausalLM(tinyFolder('tiny-llama'), { engine: 'cpu' });
    expect(gguf.fingerprint).not.toBe(original.fingerprint);
  });
});
