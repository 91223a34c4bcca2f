import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { moreFolder } from '../../test/moreGoldens.js';
import { openWeightsFolder } from './openWeightsFolder.js';
import { countNumbers, pickNumbers, toFloat32, toHalf } from './storedNumbers.js';

const name = 'model.layers.1.mlp.down_proj.weight';

/** The bytes of one tensor, by the safetensors format: 8 bytes of length, a header in JSON, the data. */
function bytesOf(file: string): Uint8Array {
  const bytes = readFileSync(file);
  const length = Number(bytes.readBigUInt64LE());
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Record<
    string,
    { data_offsets: [number, number] }
  >;
  const [from, to] = header[name]!.data_offsets;
  return Uint8Array.from(bytes.subarray(8 + length + from, 8 + length + to));
}

it.each(['float16', 'bfloat16'] as const)('%s stays as it is in the file, word for word', async (dtype) => {
  const folder = moreFolder(`llama-head-dim-${dtype}`);
  const source = await openWeightsFolder(folder);
  const stored = await source.readStored(name);
  const words = toHalf(dtype, stored);
  expect(new Uint8Array(words.buffer, words.byteOffset, words.byteLength)).toEqual(
    bytesOf(`${folder}/model.safetensors`),
  );
  expect(stored).toMatchObject({ dtype });
  expect(toHalf(dtype, stored)).toBe(words); // not copied
  const values = await source.read(name);
  expect(countNumbers(stored)).toBe(values.length);
  expect(pickNumbers(stored, [5, 0, 77])).toEqual(Float32Array.of(values[5]!, values[0]!, values[77]!));
  await source.close();
});

it('goes from one of 16 bits to the other by way of float32', async () => {
  const source = await openWeightsFolder(moreFolder('llama-head-dim-bfloat16'));
  const stored = await source.readStored(name);
  const exact = toFloat32(stored);
  const halves = toFloat32({ dtype: 'float16', words: toHalf('float16', stored) });
  // A float16 has more digits, so that nothing is lost but beneath its least normal number.
  exact.forEach((value, index) => {
    if (Math.abs(value) >= 2 ** -14) expect(halves[index]).toBe(value);
    else expect(Math.abs(halves[index]! - value)).toBeLessThanOrEqual(2 ** -25);
  });
  await source.close();
});

it('float32 stays float32', async () => {
  const source = await openWeightsFolder(moreFolder('llama-head-dim'));
  const stored = await source.readStored(name);
  expect(stored).toBeInstanceOf(Float32Array);
  expect(toFloat32(stored)).toBe(stored);
  expect(countNumbers(stored)).toBe((stored as Float32Array).length);
  await source.close();
});
