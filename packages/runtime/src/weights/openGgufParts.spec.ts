import { copyFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../test/failure.js';
import { weightFixture } from '../../test/fixtures/weights/expected.js';
import { loadCausalLM } from '../index.js';
import { openGguf } from './openGguf.js';

/** As the gguf package split it. */
const parts = [1, 2, 3].map((part) => `tiny-qwen3-0000${part}-of-00003.gguf`);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'msafeedit-parts-'));
  for (const part of parts) copyFileSync(weightFixture(part), join(folder, part));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('a GGUF model in parts', () => {
  it.each(parts)('is the whole one, whichever part is named: %s', async (part) => {
    const whole = await openGguf(weightFixture('tiny-qwen3.gguf'));
    const split = await openGguf(join(folder, part));
    expect(split.config).toEqual(whole.config);
    expect([...split.weights.tensors].sort()).toEqual([...whole.weights.tensors].sort());
    for (const name of whole.weights.tensors.keys())
      expect(await split.weights.read(name)).toEqual(await whole.weights.read(name));
    await split.weights.close();
    await whole.weights.close();
  });

  it('is loaded, and is the same model by its fingerprint', async () => {
    using whole = await loadCausalLM(weightFixture('tiny-qwen3.gguf'), { engine: 'cpu' });
    using split = await loadCausalLM(join(folder, parts[0]!), { engine: 'cpu' });
    expect(split.fingerprint).toBe(whole.fingerprint);
  });

  it('names a part that is missing', async () => {
    rmSync(join(folder, parts[1]!));
    expect(await failure(() => openGguf(join(folder, parts[2]!)))).toMatchObject({
      code: 'file',
      message: expect.stringContaining(parts[1]!) as string,
    });
  });

  it('names a part that is another one, or has another name', async () => {
    cpSync(join(folder, parts[2]!), join(folder, parts[1]!));
    expect(await failure(() => openGguf(join(folder, parts[0]!)))).toMatchObject({
      code: 'format',
      message: `${join(folder, parts[1]!)} says that it is part 3 of 3; download the parts again.`,
    });
    cpSync(join(folder, parts[0]!), join(folder, 'renamed.gguf'));
    expect(await failure(() => openGguf(join(folder, 'renamed.gguf')))).toMatchObject({
      code: 'format',
      message: expect.stringContaining('call them as they were, such as model-00001-of-00003.gguf') as string,
    });
  });
});
