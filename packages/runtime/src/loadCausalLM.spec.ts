import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { changedJson, copyModel } from '../test/copyModel.js';
import { failure } from '../test/failure.js';
import { TemporaryFolder } from '../test/fixtures/weights/temporaryFolder.js';
import { readTensors } from '../test/readTensors.js';
import { tinyFolder } from '../test/tinyGoldens.js';
import {
  type EngineName,
  loadCausalLM,
  type RuntimeErrorCode,
  type Tensor,
  writeSafetensors,
} from './index.js';

const folder = new TemporaryFolder();
afterAll(() => {
  folder.remove();
});

const original = tinyFolder('tiny-qwen2');
const config = join(original, 'config.json');
const weightsFile = 'model.safetensors';

type Changes = Parameters<typeof copyModel>[2];
const problemOf = async (source: string) => failure(() => loadCausalLM(source, { engine: 'cpu' }));
const problemWith = async (changes: Changes) => problemOf(copyModel(folder, original, changes));

/** The model's weights, changed. */
async function weights(change: (tensors: Map<string, Tensor>) => void): Promise<Uint8Array> {
  const tensors = await readTensors(join(original, weightsFile));
  change(tensors);
  const file = join(folder.path, 'changed.safetensors');
  await writeSafetensors(file, tensors, {});
  return readFileSync(file);
}

describe('a source that is none', () => {
  const cases: readonly (readonly [
    what: string,
    source: () => string,
    code: RuntimeErrorCode,
    says: string,
  ])[] = [
    ['nowhere', () => join(folder.path, 'nowhere'), 'file', 'there is no such folder or file'],
    ['on the hub, misspelt', () => 'hf:owner/name/file', 'input', 'this is no model on the hub'],
    ['no model', () => config, 'unsupported', 'neither a folder nor a .gguf file'],
    ['empty', () => '', 'file', 'there is no such folder or file'],
    ['text', () => folder.write('Not weights at all, just text.', 'text.gguf'), 'format', 'GGUF'],
    [
      'cut off',
      () => folder.write(readFileSync(config).subarray(0, 3), 'short.gguf'),
      'format',
      'short.gguf',
    ],
  ];
  it.each(cases)('is told: %s', async (_, source, code, says) => {
    const error = await problemOf(source());
    expect(error.code).toBe(code);
    expect(error.message).toContain(source());
    expect(error.message).toContain(says);
  });
});

describe('a folder', () => {
  const cases: readonly (readonly [what: string, changes: Changes, code: RuntimeErrorCode, says: string])[] =
    [
      ['without config.json', { 'config.json': null }, 'file', 'there is no config.json'],
      ['without tokenizer.json', { 'tokenizer.json': null }, 'file', 'tokenizer.json'],
      ['without weights', { [weightsFile]: null }, 'file', 'safetensors'],
      [
        'with a broken config.json',
        { 'config.json': '{"model_type": "llama",' },
        'format',
        'config.json is not valid JSON',
      ],
      ['with a config.json that is no object', { 'config.json': 'null' }, 'unsupported', 'architecture null'],
      ['with a broken tokenizer.json', { 'tokenizer.json': '{]' }, 'format', 'tokenizer.json'],
      [
        'with a broken generation_config.json',
        { 'generation_config.json': '{' },
        'format',
        'generation_config.json',
      ],
      ['with weights that are text', { [weightsFile]: 'version https://git-lfs…' }, 'format', weightsFile],
    ];
  it.each(cases)('%s is refused', async (_, changes, code, says) => {
    const error = await problemWith(changes);
    expect(error.code).toBe(code);
    expect(error.message).toContain(folder.path);
    expect(error.message).toContain(says);
  });
});

describe('a config.json', () => {
  const rope = (parameters: object) => ({ rope_parameters: { rope_theta: 10000, ...parameters } });
  const cases: readonly (readonly [
    changes: Record<string, unknown>,
    code: RuntimeErrorCode,
    says: string,
  ])[] = [
    [
      { model_type: 'cohere' },
      'unsupported',
      'the architecture "cohere" is not supported; these are: llama, mistral, qwen2',
    ],
    [{ model_type: undefined }, 'unsupported', 'the architecture null'],
    [
      rope({ rope_type: 'yarn', factor: 4 }),
      'unsupported',
      'rope type "yarn" is not supported (default, linear',
    ],
    [rope({ rope_type: 'linear' }), 'format', 'rope type "linear" needs "factor"'],
    [
      { hidden_act: 'gelu' },
      'unsupported',
      'hidden_act: only silu, gelu_pytorch_tanh, gelu_new are supported',
    ],
    [{ hidden_size: undefined }, 'format', 'hidden_size'],
    [{ num_hidden_layers: '5' }, 'format', 'num_hidden_layers'],
    [{ num_hidden_layers: 0 }, 'format', 'num_hidden_layers'],
    [{ num_key_value_heads: 3 }, 'format', "4 heads can't share 3 key/value heads"],
    [{ head_dim: 15 }, 'format', 'head size 15'],
    [{ rms_norm_eps: -1 }, 'format', 'rms_norm_eps'],
    [{ num_hidden_layers: 6 }, 'weights', 'the tensor "model.layers.5.'],
    [{ intermediate_size: 96 }, 'weights', 'is [160, 64], the configuration asks for [96, 64]'],
    [{ vocab_size: 600 }, 'weights', 'the tensor "model.embed_tokens.weight" is [512, 64]'],
    [{ tie_word_embeddings: false }, 'weights', 'the tensor "lm_head.weight" is missing'],
  ];
  it.each(cases)('with %o is refused', async (changes, code, says) => {
    const error = await problemWith({ 'config.json': changedJson(config, changes) });
    expect(error.code).toBe(code);
    expect(error.message).toContain(folder.path);
    expect(error.message).toContain(says);
  });
});

describe('a weights file', () => {
  const gate = 'model.layers.2.mlp.gate_proj.weight';

  it('without a tensor is refused, by the tensor', async () => {
    const error = await problemWith({ [weightsFile]: await weights((tensors) => tensors.delete(gate)) });
    expect(error.code).toBe('weights');
    expect(error.message).toContain(`the tensor "${gate}" is missing; is the download complete?`);
  });

  it('with a tensor of another shape is refused, by the tensor', async () => {
    const error = await problemWith({
      [weightsFile]: await weights((tensors) => {
        tensors.set(gate, { shape: [64, 160], data: tensors.get(gate)!.data });
      }),
    });
    expect(error.code).toBe('weights');
    expect(error.message).toContain(
      `the tensor "${gate}" is [64, 160], the configuration asks for [160, 64]`,
    );
  });

  it.each([0.5, 0.001, 0])('of which only a part of %f is there is refused', async (part) => {
    const whole = readFileSync(join(original, weightsFile));
    const error = await problemWith({ [weightsFile]: whole.subarray(0, whole.length * part) });
    expect(error.code).toBe('format');
    expect(error.message).toContain(weightsFile);
  });

  it('that the index names must be there', async () => {
    const sharded = tinyFolder('tiny-llama');
    const copy = copyModel(folder, sharded, { 'model-00002-of-00002.safetensors': null });
    const error = await problemOf(copy);
    expect(error.code).toBe('file');
    expect(error.message).toContain('model-00002-of-00002.safetensors');
  });
});

describe('an engine', () => {
  it('that there is not is refused, with those that there are', async () => {
    const error = await failure(() => loadCausalLM(original, { engine: 'cuda' as EngineName }));
    expect(error.code).toBe('input');
    expect(error.message).toBe('There is no engine "cuda"; there are auto, tensorflow, webgpu, wasm, cpu.');
  });
});

describe('loading', () => {
  it('stops where its signal fires', async () => {
    const controller = new AbortController();
    const load = loadCausalLM(original, {
      engine: 'cpu',
      signal: controller.signal,
      onProgress: ({ fraction }) => {
        if ((fraction ?? 0) > 0.3) controller.abort();
      },
    });
    expect(await failure(() => load)).toMatchObject({ code: 'aborted' });
  });

  it('tells how far it is', async () => {
    const fractions: number[] = [];
    using model = await loadCausalLM(original, {
      engine: 'cpu',
      onProgress: ({ fraction }) => fractions.push(fraction ?? -1),
    });
    expect(model.source).toBe(original);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
  });
});
