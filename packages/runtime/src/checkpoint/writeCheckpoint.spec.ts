import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  bfloat16,
  changeOf,
  changesFor,
  freshPath,
  llama,
  move,
  tensor,
  unchanged,
} from '../../test/checkpoints.js';
import { weightFixture } from '../../test/fixtures/weights/expected.js';
import { loadCausalLM } from '../index.js';
import { parseModelConfig } from '../models/modelFamilies.js';
import { dequantize } from '../weights/dequantize.js';
import { encodeFloats } from '../weights/encodeFloats.js';
import { openGguf, type WeightSource } from '../weights/index.js';
import { openSafetensorsFolder } from '../weights/openSafetensorsFolder.js';
import { writeCheckpoint } from './writeCheckpoint.js';

const gguf = weightFixture('tiny-llama.gguf');

/** Bit for bit; comparing the numbers themselves one by one takes seconds. */
const digests = (tensors: ReadonlyMap<string, Float32Array>): Readonly<Record<string, string>> => {
  const found: Record<string, string> = {};
  for (const [name, { buffer, byteOffset, byteLength }] of tensors)
    found[name] = createHash('sha256')
      .update(new Uint8Array(buffer, byteOffset, byteLength))
      .digest('hex');
  return found;
};

async function readAll(open: Promise<WeightSource>): Promise<Map<string, Float32Array>> {
  const source = await open;
  const values = new Map<string, Float32Array>();
  for (const name of source.tensors.keys()) values.set(name, await source.read(name));
  await source.close();
  return values;
}

describe('a folder of safetensors', () => {
  it('is copied byte for byte, the changed tensor in its place', async () => {
    const out = freshPath();
    const { files, changed } = await writeCheckpoint(llama, out, await changesFor(llama));
    const names = readdirSync(llama).filter((name) => name !== 'golden');
    expect(files).toEqual(names.sort());
    expect(readdirSync(out).sort()).toEqual(names);
    expect(changed).toEqual([{ name: tensor, dtype: 'F32', roundingNorm: 0 }]);

    const differing = names.filter(
      (name) => !readFileSync(join(out, name)).equals(readFileSync(join(llama, name))),
    );
    expect(differing).toHaveLength(1);
    const before = await readAll(openSafetensorsFolder(llama));
    const after = await readAll(openSafetensorsFolder(out));
    move(before.get(tensor)!);
    expect(digests(after)).toEqual(digests(before));
  });

  it('keeps its dtype: the changed tensor is rounded to it, and what that does is told', async () => {
    const out = freshPath();
    const { changed } = await writeCheckpoint(bfloat16, out, await changesFor(bfloat16));
    const before = await readAll(openSafetensorsFolder(bfloat16));
    const after = await readAll(openSafetensorsFolder(out));
    const wanted = before.get(tensor)!;
    move(wanted);
    const stored = after.get(tensor)!;
    before.set(tensor, dequantize('BF16', encodeFloats('BF16', wanted)));
    expect(digests(after)).toEqual(digests(before));
    const distance = Math.hypot(...stored.map((value, index) => value - wanted[index]!));
    expect(distance).toBeGreaterThan(0);
    expect(changed).toEqual([
      { name: tensor, dtype: 'BF16', roundingNorm: expect.closeTo(distance, 9) as number },
    ]);
  });

  it('comes without weights in other formats, hidden files and folders; links count as files', async () => {
    const source = freshPath();
    mkdirSync(join(source, 'original'), { recursive: true });
    for (const name of readdirSync(bfloat16))
      if (name !== 'golden') symlinkSync(join(bfloat16, name), join(source, name));
    const left = [
      'pytorch_model.bin',
      'consolidated.safetensors',
      'model.gguf',
      '.gitattributes',
      'original/x.json',
    ];
    for (const name of [...left, 'LICENSE', 'tokenizer.model']) writeFileSync(join(source, name), name);
    const out = freshPath();
    const { files } = await writeCheckpoint(source, out, unchanged);
    expect(files).toEqual(
      [...readdirSync(bfloat16).filter((name) => name !== 'golden'), 'LICENSE', 'tokenizer.model'].sort(),
    );
    for (const name of files)
      expect(readFileSync(join(out, name)).equals(readFileSync(join(source, name)))).toBe(true);
  });

  it('is written anew in another dtype, and says so in its config.json', async () => {
    for (const dtype of ['F32', 'F16', 'BF16'] as const) {
      const out = freshPath();
      await writeCheckpoint(llama, out, await changesFor(llama), { dtype });
      const expected = await readAll(openSafetensorsFolder(llama));
      move(expected.get(tensor)!);
      for (const [name, values] of expected)
        expected.set(name, dequantize(dtype, encodeFloats(dtype, values)));
      expect(digests(await readAll(openSafetensorsFolder(out)))).toEqual(digests(expected));
      const named = { F32: 'float32', F16: 'float16', BF16: 'bfloat16' }[dtype];
      expect(JSON.parse(readFileSync(join(out, 'config.json'), 'utf8'))).toMatchObject({ dtype: named });
      expect(readFileSync(join(out, 'tokenizer.json'))).toEqual(readFileSync(join(llama, 'tokenizer.json')));
      expect(existsSync(join(out, 'model.safetensors.index.json'))).toBe(false);
    }
  });

  it('is cut into shards of the size asked for, with an index', async () => {
    const out = freshPath();
    const shardBytes = 100_000;
    const { files } = await writeCheckpoint(llama, out, unchanged, { dtype: 'F32', shardBytes });
    const shards = files.filter((name) => name.endsWith('.safetensors'));
    expect(shards.length).toBeGreaterThan(3);
    expect(shards[0]).toBe(`model-00001-of-${String(shards.length).padStart(5, '0')}.safetensors`);
    const index = JSON.parse(readFileSync(join(out, 'model.safetensors.index.json'), 'utf8')) as {
      metadata: { total_size: number };
      weight_map: Record<string, string>;
    };
    const before = await readAll(openSafetensorsFolder(llama));
    expect(digests(await readAll(openSafetensorsFolder(out)))).toEqual(digests(before));
    expect(index.metadata.total_size).toBe(
      [...before.values()].reduce((sum, { byteLength }) => sum + byteLength, 0),
    );
    for (const shard of shards) {
      const sizes = Object.entries(index.weight_map).flatMap(([name, file]) =>
        file === shard ? [before.get(name)!.byteLength] : [],
      );
      expect(sizes.length).toBeGreaterThan(0);
      if (sizes.length > 1) expect(sizes.reduce((a, b) => a + b)).toBeLessThanOrEqual(shardBytes);
    }
  });
});

describe('a GGUF file', () => {
  it.each(['tiny-llama', 'tiny-qwen2', 'tiny-qwen3', 'tiny-gemma2', 'tiny-gemma3'])(
    'becomes a folder that is the same model: %s',
    async (name) => {
      const file = weightFixture(`${name}.gguf`);
      const out = freshPath();
      const { files } = await writeCheckpoint(file, out, unchanged);
      expect(files).toEqual([
        'config.json',
        'generation_config.json',
        'model.safetensors',
        'tokenizer.json',
        'tokenizer_config.json',
      ]);
      const { weights, config } = await openGguf(file);
      expect(digests(await readAll(openSafetensorsFolder(out)))).toEqual(
        digests(await readAll(Promise.resolve(weights))),
      );
      const json = JSON.parse(readFileSync(join(out, 'config.json'), 'utf8')) as unknown;
      expect(parseModelConfig(json, out)).toEqual(parseModelConfig(config, file));

      using before = await loadCausalLM(file, { engine: 'tensorflow' });
      using after = await loadCausalLM(out, { engine: 'tensorflow' });
      expect(after.fingerprint).toBe(before.fingerprint);
      const prompts = ['How do I open a jar?', '🙂 Guten Tag'];
      expect(await after.forward(prompts)).toEqual(await before.forward(prompts));
      for (const format of ['raw', 'chat'] as const)
        expect(await after.generate(prompts, { maxNewTokens: 4, format })).toEqual(
          await before.generate(prompts, { maxNewTokens: 4, format }),
        );
    },
  );

  it('takes half the room in half precision', async () => {
    const out = freshPath();
    const { weights } = await openGguf(gguf);
    const { changed } = await writeCheckpoint(gguf, out, changeOf(weights), { dtype: 'BF16' });
    expect(changed).toMatchObject([{ name: tensor, dtype: 'BF16' }]);
    const expected = await readAll(Promise.resolve(weights));
    move(expected.get(tensor)!);
    for (const [name, values] of expected)
      expected.set(name, dequantize('BF16', encodeFloats('BF16', values)));
    expect(digests(await readAll(openSafetensorsFolder(out)))).toEqual(digests(expected));
    expect(JSON.parse(readFileSync(join(out, 'config.json'), 'utf8'))).toMatchObject({
      torch_dtype: 'bfloat16',
    });
  });
});

it('tells how far it is', async () => {
  const fractions: number[] = [];
  await writeCheckpoint(llama, freshPath(), unchanged, {
    onProgress: ({ step, fraction }) => {
      expect(step).toBe('Writing the checkpoint');
      fractions.push(fraction!);
    },
  });
  expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
  expect(fractions.at(-1)).toBe(1);
});
