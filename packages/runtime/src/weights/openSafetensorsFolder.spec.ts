import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { buildSafetensors } from '../../test/fixtures/weights/buildSafetensors.js';
import { TemporaryFolder } from '../../test/fixtures/weights/temporaryFolder.js';
import { openSafetensorsFolder } from './openSafetensorsFolder.js';
import { writeSafetensors } from './writeSafetensors.js';

const GOLDENS = fileURLToPath(new URL('../../test/fixtures/goldens/', import.meta.url));
const INDEX = 'model.safetensors.index.json';
const root = new TemporaryFolder();
afterAll(() => {
  root.remove();
});

let model: string;
let count = 0;
beforeEach(() => {
  count += 1;
  model = `model-${count}`;
  mkdirSync(join(root.path, model));
});

const put = (name: string, content: Uint8Array | string): string => root.write(content, join(model, name));
const opened = (): ReturnType<typeof openSafetensorsFolder> => openSafetensorsFolder(join(root.path, model));

async function putShard(name: string, tensors: Record<string, number[]>): Promise<void> {
  const entries = Object.entries(tensors).map(([tensor, values]) => {
    return [tensor, { shape: [values.length], data: Float32Array.from(values) }] as const;
  });
  await writeSafetensors(join(root.path, model, name), new Map(entries), {});
}

describe('openSafetensorsFolder', () => {
  it.each(['tiny-llama', 'tiny-qwen2'])('opens %s, in shards or in one file', async (name) => {
    const weights = await openSafetensorsFolder(join(GOLDENS, name));
    expect(weights.tensors.get('model.layers.4.mlp.down_proj.weight')).toEqual({
      name: 'model.layers.4.mlp.down_proj.weight',
      dtype: 'F32',
      shape: [64, 160],
    });
    expect(await weights.read('model.layers.4.mlp.down_proj.weight')).toHaveLength(64 * 160);
    expect(await weights.read('model.embed_tokens.weight')).toHaveLength(512 * 64);
    expect(weights.tensors.has('lm_head.weight')).toBe(name === 'tiny-llama');
    await weights.close();
  });

  it('joins the shards that the index names, and reads nothing but what it names', async () => {
    await putShard('one.safetensors', { a: [1, 2], unnamed: [9] });
    await putShard('two.safetensors', { b: [3] });
    put(
      INDEX,
      JSON.stringify({
        metadata: { total_size: 12 },
        weight_map: { a: 'one.safetensors', b: 'two.safetensors' },
      }),
    );
    const weights = await opened();
    expect([...weights.tensors.keys()]).toEqual(['a', 'b']);
    expect([...(await weights.read('a')), ...(await weights.read('b'))]).toEqual([1, 2, 3]);
    await weights.close();
  });

  it('says which shard is missing', async () => {
    await putShard('one.safetensors', { a: [1] });
    put(INDEX, JSON.stringify({ weight_map: { a: 'one.safetensors', b: 'two.safetensors' } }));
    await expect(opened()).rejects.toMatchObject({
      code: 'file',
      message: expect.stringMatching(
        /index\.json names the shard two\.safetensors\..*does not exist/,
      ) as string,
    });
  });

  it('says which tensors are missing in a shard', async () => {
    await putShard('one.safetensors', { a: [1] });
    const weight_map = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, 'one.safetensors']));
    put(INDEX, JSON.stringify({ weight_map }));
    await expect(opened()).rejects.toMatchObject({
      code: 'format',
      message: expect.stringMatching(/one\.safetensors lacks "b", "c", "d" and 1 more/) as string,
    });
  });

  it('lets an index name buffers of whole numbers', async () => {
    put('one.safetensors', buildSafetensors({ ids: { dtype: 'I64', shape: [1], data_offsets: [0, 8] } }, 8));
    put(INDEX, JSON.stringify({ weight_map: { ids: 'one.safetensors' } }));
    const weights = await opened();
    expect(weights.tensors.size).toBe(0);
    await weights.close();
  });

  it.each<[string, string]>([
    ['is not JSON', '{'],
    ['has no weight map', '{"metadata": {}}'],
    ['leads out of the folder', '{"weight_map": {"a": "../other/model.safetensors"}}'],
    ['names something else', '{"weight_map": {"a": "pytorch_model.bin"}}'],
  ])('gives a format error where the index %s', async (_, content) => {
    const path = put(INDEX, content);
    await expect(opened()).rejects.toMatchObject({
      code: 'format',
      message: expect.stringContaining(path) as string,
    });
  });

  it.each<[string, string, RegExp]>([
    ['config.json', '{}', /holds neither model\.safetensors nor .*download the whole model/],
    ['pytorch_model.bin', '', /convert its \.bin weights/],
    ['tiny.gguf', '', /give the path of tiny\.gguf itself/],
  ])('gives a file error where the folder holds only %s', async (name, content, message) => {
    put(name, content);
    await expect(opened()).rejects.toMatchObject({
      code: 'file',
      message: expect.stringMatching(message) as string,
    });
  });

  it('gives a file error where the folder is missing or is a file', async () => {
    await expect(openSafetensorsFolder(join(root.path, 'none'))).rejects.toMatchObject({ code: 'file' });
    await expect(openSafetensorsFolder(put('config.json', '{}'))).rejects.toMatchObject({
      code: 'file',
      message: expect.stringContaining('is a file, not a folder') as string,
    });
  });
});
