import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { buildSafetensors } from '../../test/fixtures/weights/buildSafetensors.js';
import { expectedWeights, weightFixture } from '../../test/fixtures/weights/expected.js';
import { TemporaryFolder } from '../../test/fixtures/weights/temporaryFolder.js';
import { RuntimeError } from '../RuntimeError.js';
import { openSafetensorsFile } from './openSafetensorsFile.js';

const folder = new TemporaryFolder();
afterAll(() => {
  folder.remove();
});

/** Opens the bytes as a file; the error must name it, in one line. */
async function errorOf(bytes: Uint8Array): Promise<RuntimeError> {
  const path = folder.write(bytes, 'damaged.safetensors');
  const error: unknown = await openSafetensorsFile(path).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!RuntimeError.is(error)) throw new Error(`No RuntimeError but ${String(error)}`);
  expect(error.message).toContain(path);
  expect(error.message).not.toContain('\n');
  return error;
}

const f32 = (shape: unknown, ...data_offsets: unknown[]): unknown => ({ dtype: 'F32', shape, data_offsets });

describe('openSafetensorsFile', () => {
  it('reads F32, F16 and BF16 as Python wrote them, and leaves whole numbers out', async () => {
    const weights = await openSafetensorsFile(weightFixture('mixed.safetensors'));
    expect([...weights.tensors.keys()].sort()).toEqual(['bf16', 'f16', 'f32']);
    for (const name of weights.tensors.keys()) {
      const { shape, values } = expectedWeights.mixed[name]!;
      expect(weights.tensors.get(name)).toEqual({ name, dtype: name.toUpperCase(), shape });
      expect([...(await weights.read(name))]).toEqual(values);
    }
    expect(weights.metadata).toEqual({});
    await weights.close();
  });

  it('reads the metadata', async () => {
    const weights = await openSafetensorsFile(weightFixture('float32.safetensors'));
    expect(weights.metadata).toEqual({ 'made by': 'Python é' });
    expect(weights.description).toBe(weightFixture('float32.safetensors'));
    expect([...(await weights.read('scalar'))]).toEqual([2.5]);
    await weights.close();
  });

  it('reads an empty tensor beside one that begins at the same byte', async () => {
    // numbers come first among the keys of an object
    const bytes = buildSafetensors({ 0: f32([1], 0, 4), a: f32([0], 0, 0) }, 4);
    const weights = await openSafetensorsFile(folder.write(bytes));
    expect([...weights.tensors.keys()].sort()).toEqual(['0', 'a']);
    expect(await weights.read('a')).toEqual(new Float32Array(0));
    await weights.close();
  });

  it('reads a file without tensors', async () => {
    const weights = await openSafetensorsFile(folder.write(buildSafetensors({}, 0)));
    expect(weights.tensors.size).toBe(0);
    await weights.close();
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['is empty', new Uint8Array(0), /only 0 bytes/],
    [
      'has a header beyond its end',
      buildSafetensors({}, 0, 300n),
      /header ends at byte 308 but the file has 10 bytes/,
    ],
    ['claims an absurd header', buildSafetensors({}, 0, 2n ** 63n), /claims 9223372036854775808 bytes/],
    ['has no JSON', buildSafetensors('{"a', 0), /not a JSON object/],
    ['has a list for a header', buildSafetensors([], 0), /not a JSON object/],
    ['has metadata of numbers', buildSafetensors({ __metadata__: { a: 1 } }, 0), /"__metadata__"/],
    ['lacks a shape', buildSafetensors({ a: { dtype: 'F32', data_offsets: [0, 4] } }, 4), /"a" .* "shape"/],
    ['has a negative dimension', buildSafetensors({ a: f32([-1], 0, 4) }, 4), /"a" .* "shape/],
    ['has a broken dimension', buildSafetensors({ a: f32([1.5], 0, 6) }, 6), /"a" .* "shape/],
    ['has one offset only', buildSafetensors({ a: f32([1], 0) }, 4), /"a" .* "data_offsets/],
    [
      'has offsets the wrong way round',
      buildSafetensors({ a: f32([1], 4, 0) }, 4),
      /takes 4 bytes as F32 but has -4/,
    ],
    [
      'has less data than the shape',
      buildSafetensors({ a: f32([2, 3], 0, 20) }, 20),
      /\[2, 3\] takes 24 bytes as F32 but has 20/,
    ],
    [
      'has an overflowing shape',
      buildSafetensors({ a: f32([2 ** 40, 2 ** 40], 0, 4) }, 4),
      /impossible shape/,
    ],
    ['has five dimensions', buildSafetensors({ a: f32([1, 1, 1, 1, 1], 0, 4) }, 4), /5 dimensions/],
    [
      'has overlapping tensors',
      buildSafetensors({ a: f32([2], 0, 8), b: f32([1], 4, 8) }, 8),
      /"b" overlaps/,
    ],
    ['has a gap', buildSafetensors({ a: f32([1], 0, 4), b: f32([1], 8, 12) }, 12), /"b" leaves a gap/],
    [
      'has bytes left over',
      buildSafetensors({ a: f32([1], 0, 4) }, 6),
      /end at byte \d+ but the file has \d+ bytes/,
    ],
    [
      'was cut',
      buildSafetensors({ a: f32([1], 0, 4), b: f32([3], 4, 16) }, 12),
      /truncated: tensor "b" ends at byte 1\d\d but the file has 1\d\d bytes; download it again/,
    ],
  ])('gives a format error where the file %s', async (_, bytes, message) => {
    const error = await errorOf(bytes);
    expect(error.message).toMatch(message);
    expect(error.code).toBe('format');
  });

  it.each(['F64', 'F8_E4M3', 'U8', 'I32'])('does not support %s', async (dtype) => {
    const error = await errorOf(buildSafetensors({ a: { dtype, shape: [1], data_offsets: [0, 4] } }, 4));
    expect(error).toMatchObject({ code: 'unsupported' });
    expect(error.message).toContain(`tensor "a" is stored as ${dtype}`);
  });

  it('gives a file error where there is no file', async () => {
    await expect(openSafetensorsFile(`${folder.path}/none.safetensors`)).rejects.toMatchObject({
      code: 'file',
      message: expect.stringContaining('none.safetensors: it does not exist') as string,
    });
  });

  it('notices that the file became shorter after it was opened', async () => {
    const path = folder.write(readFileSync(weightFixture('float32.safetensors')));
    const weights = await openSafetensorsFile(path);
    folder.write(new Uint8Array(200), path.slice(folder.path.length + 1));
    await expect(weights.read('scalar')).rejects.toMatchObject({ code: 'format' });
    await weights.close();
  });

  it('gives a format error wherever the file was cut', async () => {
    const whole = readFileSync(weightFixture('mixed.safetensors'));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }), async (length) => {
        expect(await errorOf(whole.subarray(0, length))).toMatchObject({ code: 'format' });
      }),
      { numRuns: 60 },
    );
  });

  it('opens or gives a RuntimeError, whatever byte was changed', async () => {
    const whole = new Uint8Array(readFileSync(weightFixture('mixed.safetensors')));
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (at, byte) => {
        const damaged = whole.slice();
        damaged[at] = byte;
        const path = folder.write(damaged, 'damaged.safetensors');
        const opened: unknown = await openSafetensorsFile(path).then(
          (weights) => weights.close(),
          (error: unknown) => error,
        );
        expect(opened === undefined || RuntimeError.is(opened), String(opened)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
