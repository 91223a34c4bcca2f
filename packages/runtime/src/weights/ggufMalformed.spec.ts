import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import {
  buildGguf,
  countingTensor,
  llamaMetadata,
  list,
  text,
  u32,
  type GgufToBuild,
} from '../../test/fixtures/weights/buildGguf.js';
import { weightFixture } from '../../test/fixtures/weights/expected.js';
import { TemporaryFolder } from '../../test/fixtures/weights/temporaryFolder.js';
import { RuntimeError } from '../RuntimeError.js';
import { openGguf } from './openGguf.js';

const folder = new TemporaryFolder();
afterAll(() => {
  folder.remove();
});

const embedding = countingTensor('token_embd.weight', [8, 4]);
const norm = countingTensor('output_norm.weight', [8]);

function file(changes: Partial<GgufToBuild> = {}): Uint8Array {
  return buildGguf({ metadata: llamaMetadata(), tensors: [embedding, norm], ...changes });
}

/** Opens the bytes as a file; the error must name it, in one line. */
async function errorOf(bytes: Uint8Array): Promise<RuntimeError> {
  const path = folder.write(bytes, 'damaged.gguf');
  const error: unknown = await openGguf(path).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!RuntimeError.is(error)) throw new Error(`No RuntimeError but ${String(error)}`);
  expect(error.message).toContain(path);
  expect(error.message).not.toContain('\n');
  return error;
}

describe('a damaged GGUF file', () => {
  it('opens when nothing is wrong', async () => {
    const { weights } = await openGguf(folder.write(file()));
    expect([...(await weights.read('model.norm.weight'))]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    await weights.close();
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['empty', new Uint8Array(0), /truncated/],
    ['without the magic number', file({ magic: 0x12345678 }), /doesn't start with "GGUF"/],
    ['with more tensors than fit', file({ tensorCount: 2n ** 19n }), /truncated: its number of tensors/],
    [
      'with an absurd number of tensors',
      file({ tensorCount: 2n ** 63n }),
      /its number of tensors is 9223372036854775808/,
    ],
    ['with an absurd number of keys', file({ keyCount: 2n ** 64n - 1n }), /its number of metadata keys/],
    [
      'with a key twice',
      file({ metadata: [...llamaMetadata(), ['llama.block_count', u32(1)]] }),
      /"llama.block_count" twice/,
    ],
    [
      'with an unknown value type',
      file({ metadata: [['x', { type: 13, value: 1 }]] }),
      /"x" has the unknown type 13/,
    ],
    [
      'with an unknown element type',
      file({ metadata: [['x', list({ type: 13, value: 1 })]] }),
      /"x" has the unknown element type 13/,
    ],
    [
      'with arrays nested too deep',
      file({ metadata: [['x', list(list(list(list(list(u32(1))))))]] }),
      /"x" nests arrays more than 4 deep/,
    ],
    [
      'with an alignment of 24',
      file({ metadata: llamaMetadata({ 'general.alignment': u32(24) }) }),
      /power of two/,
    ],
    [
      'with an alignment of 0',
      file({ metadata: llamaMetadata({ 'general.alignment': u32(0) }) }),
      /power of two/,
    ],
    [
      'with an alignment in words',
      file({ metadata: llamaMetadata({ 'general.alignment': text('32') }) }),
      /power of two/,
    ],
    ['with a tensor twice', file({ tensors: [embedding, embedding] }), /"token_embd.weight" twice/],
    ['with overlapping tensors', file({ tensors: [embedding, { ...norm, offset: 32 }] }), /overlap/],
    [
      'with an unaligned tensor',
      file({ tensors: [embedding, { ...norm, offset: 132 }] }),
      /"output_norm.weight".*multiple of 32/,
    ],
    [
      'with a tensor beyond its end',
      file({ tensors: [embedding, { ...norm, offset: 2 ** 40 }] }),
      /truncated: tensor "output_norm.weight" ends at byte \d+ but the file has \d+ bytes; download it again/,
    ],
    [
      'with an absurd offset',
      file({ tensors: [embedding, { ...norm, offset: 2 ** 63 }] }),
      /truncated: tensor "output_norm.weight"/,
    ],
    [
      'with five dimensions',
      file({ tensors: [countingTensor('token_embd.weight', [2, 2, 2, 2, 2])] }),
      /5 dimensions/,
    ],
    [
      'with a shape whose product overflows',
      file({ tensors: [{ ...embedding, dimensions: [2 ** 32, 2 ** 32, 2 ** 32] }] }),
      /impossible shape/,
    ],
    [
      'with an impossible dimension',
      file({ tensors: [{ ...embedding, dimensions: [2 ** 63, 1] }] }),
      /impossible dimension/,
    ],
    [
      'with rows that blocks do not divide',
      file({ tensors: [{ ...embedding, type: 3, dimensions: [40, 4] }] }),
      /"token_embd.weight" has rows of 40 weights, which Q4_1 blocks of 32 don't divide/,
    ],
    [
      'with heads that do not divide the rows of q',
      file({ tensors: [embedding, countingTensor('blk.0.attn_q.weight', [8, 6])] }),
      /"blk.0.attn_q.weight" has 6 rows/,
    ],
    [
      'with a layer too many',
      file({ tensors: [embedding, countingTensor('blk.1.ffn_norm.weight', [8])] }),
      /1 layers/,
    ],
  ])('%s is a format error', async (_, bytes, message) => {
    const error = await errorOf(bytes);
    expect(error.message).toMatch(message);
    expect(error.code).toBe('format');
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['version 1', file({ version: 1 }), /version 1/],
    ['version 4', file({ version: 4 }), /version 4/],
    ['big-endian', file({ version: 3 * 2 ** 24 }), /big-endian/],
    ['Q2_K', file({ tensors: [{ ...embedding, type: 10 }] }), /"token_embd.weight" is stored as Q2_K/],
    ['a type of the future', file({ tensors: [{ ...embedding, type: 77 }] }), /stored as type 77/],
    [
      'a tensor no model has',
      file({ tensors: [embedding, countingTensor('blk.0.ffn_gate_inp.weight', [8])] }),
      /ffn_gate_inp/,
    ],
  ])('%s is unsupported', async (_, bytes, message) => {
    const error = await errorOf(bytes);
    expect(error.message).toMatch(message);
    expect(error.code).toBe('unsupported');
  });

  it('without an embedding lacks weights', async () => {
    expect(await errorOf(file({ tensors: [norm] }))).toMatchObject({ code: 'weights' });
  });

  it('that is missing, or a folder, is a file error', async () => {
    await expect(openGguf(`${folder.path}/none.gguf`)).rejects.toMatchObject({
      code: 'file',
      message: expect.stringContaining('none.gguf') as string,
    });
    await expect(openGguf(folder.path)).rejects.toMatchObject({ code: 'file' });
  });

  it('is a format error wherever it was cut', async () => {
    const whole = readFileSync(weightFixture('tiny-qwen3.gguf'));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }), async (length) => {
        expect(await errorOf(whole.subarray(0, length))).toMatchObject({ code: 'format' });
      }),
      { numRuns: 40 },
    );
  });

  it('opens or gives a RuntimeError, whatever byte was changed', async () => {
    const whole = file();
    const change = fc.tuple(fc.integer({ min: 0, max: whole.length - 1 }), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const damaged = whole.slice();
        for (const [at, byte] of changes) damaged[at] = byte;
        const opened = await openGguf(folder.write(damaged, 'damaged.gguf')).catch((error: unknown) => error);
        if (opened instanceof Error) expect(RuntimeError.is(opened), String(opened)).toBe(true);
        else await (opened as Awaited<ReturnType<typeof openGguf>>).weights.close();
      }),
      { numRuns: 150 },
    );
  });
});
