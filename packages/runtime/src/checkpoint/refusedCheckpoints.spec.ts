import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  bfloat16,
  changesFor,
  freshPath,
  llama,
  move,
  root,
  tensor,
  unchanged,
} from '../../test/checkpoints.js';
import type { RuntimeError } from '../index.js';
import type { CheckpointChanges, CheckpointOptions } from './CheckpointJob.js';
import { writeCheckpoint } from './writeCheckpoint.js';

async function failure(
  source: string,
  folder: string,
  changes: CheckpointChanges,
  options: CheckpointOptions = {},
): Promise<RuntimeError> {
  const error: unknown = await writeCheckpoint(source, folder, changes, options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: 'RuntimeError' });
  return error as RuntimeError;
}

describe('the folder to be filled', () => {
  it('must be new or empty, unless its files may be replaced', async () => {
    const out = freshPath();
    mkdirSync(out);
    await writeCheckpoint(bfloat16, out, unchanged);
    writeFileSync(join(out, 'mine.txt'), 'mine');
    const error = await failure(llama, out, unchanged);
    expect(error).toMatchObject({ code: 'file' });
    expect(error.message).toBe(
      `Can't write ${out}: it is not empty; give another folder, or say that its files may be replaced.`,
    );
    await writeCheckpoint(llama, out, unchanged, { overwrite: true });
    // of the first model, which had one weight file, nothing is left
    expect(existsSync(join(out, 'model.safetensors'))).toBe(false);
    expect(readdirSync(out).sort()).toEqual(
      [...readdirSync(llama).filter((name) => name !== 'golden'), 'mine.txt'].sort(),
    );
  });

  it("can't be the source, a file, or in a folder that isn't there", async () => {
    const source = freshPath();
    cpSync(bfloat16, source, { recursive: true });
    const link = freshPath();
    symlinkSync(source, link);
    for (const out of [source, link])
      expect(await failure(source, out, unchanged, { overwrite: true })).toMatchObject({ code: 'input' });
    expect((await failure(llama, root.write('x'), unchanged)).message).toContain('it is a file');
    expect((await failure(llama, join(freshPath(), 'deep'), unchanged)).message).toContain('does not exist');
  });

  it.each([false, true])(
    'is left as it was where the writing fails, dtype asked for: %s',
    async (converts) => {
      const parent = freshPath();
      const [fresh, old] = [join(parent, 'fresh'), join(parent, 'old')];
      mkdirSync(parent);
      await writeCheckpoint(bfloat16, old, unchanged);
      const before = readdirSync(old);
      const boom = new Error('boom');
      const changes = await changesFor(llama, () => {
        throw boom;
      });
      const dtype = converts ? { dtype: 'F16' as const } : {};
      for (const out of [fresh, old]) {
        const options = { ...dtype, overwrite: true };
        await expect(writeCheckpoint(llama, out, changes, options)).rejects.toBe(boom);
        const abort = new AbortController();
        const onProgress = (): void => {
          abort.abort();
        };
        expect(
          await failure(llama, out, await changesFor(llama), {
            ...options,
            signal: abort.signal,
            onProgress,
          }),
        ).toMatchObject({ code: 'aborted' });
      }
      expect(readdirSync(parent)).toEqual(['old']);
      expect(readdirSync(old)).toEqual(before);
    },
  );
});

describe('what is asked for', () => {
  it('must be there, in its shape', async () => {
    const out = freshPath();
    const shape = [64, 160];
    const missing = { tensors: new Map([['model.layers.9.x', { shape, apply: move }]]) };
    const wrong = { tensors: new Map([[tensor, { shape: [160, 64], apply: move }]]) };
    for (const options of [{}, { dtype: 'F16' as const }]) {
      const error = await failure(llama, out, missing, options);
      expect(error.code).toBe('weights');
      expect(error.message).toContain('has no tensor "model.layers.9.x"');
      expect((await failure(llama, out, wrong, options)).message).toContain(
        'is [64, 160], the change is for [160, 64]',
      );
    }
    expect(existsSync(out)).toBe(false);
  });

  it('must fit the dtype', async () => {
    const changes = await changesFor(llama, (values) => {
      values[3] = -70_000;
    });
    const error = await failure(llama, freshPath(), changes, { dtype: 'F16' });
    expect(error.code).toBe('input');
    expect(error.message).toBe(
      `The tensor "${tensor}" holds -70000, which is more than F16 can hold; write BF16 or F32.`,
    );
  });

  it('must be an option', async () => {
    const options = { overwrit: true } as CheckpointOptions;
    expect((await failure(llama, freshPath(), unchanged, options)).message).toContain(
      'did you mean "overwrite"?',
    );
    expect(await failure(join(root.path, 'none'), freshPath(), unchanged)).toMatchObject({ code: 'file' });
  });
});
