import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeTarball, makeZip } from '../../test/setup/archives.js';
import { failure } from '../../test/setup/failure.js';
import type { FoundTool } from './findTools.js';
import { unpackArchive } from './unpackArchive.js';

vi.setConfig({ testTimeout: 30_000 });

const python: FoundTool = { command: ['python3'], version: '3' };
const members = { 'a/one.txt': 'one', 'a/b/two.txt': 'two', 'c/three.txt': 'three', 'a-four.txt': 'four' };
let root: string;
let count = 0;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'msafeedit-unpack-'));
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = join(root, 'deep', `${++count}`);
  mkdirSync(folder, { recursive: true });
  return folder;
}

describe('unpackArchive', () => {
  for (const [kind, make] of [['zip', makeZip] as const, ['tar.gz', makeTarball] as const]) {
    it(`unpacks from a ${kind} file what is asked for and no more`, async () => {
      const archive = make(join(root, `good.${kind}`), members);
      const folder = newFolder();
      await unpackArchive({ python, archive, folder, wanted: ['a/'] });
      expect(readdirSync(folder, { recursive: true }).sort()).toEqual([
        'a',
        'a/b',
        'a/b/two.txt',
        'a/one.txt',
      ]);
      expect(readFileSync(join(folder, 'a/b/two.txt'), 'utf8')).toBe('two');
    });

    it(`writes nothing of a ${kind} file with a path that leads out of the folder`, async () => {
      for (const unsafe of [
        '../../out.txt',
        'a/../../../out.txt',
        '/tmp/msafeedit-out.txt',
        'a//out.txt',
        'a\\..\\out.txt',
      ]) {
        const archive = make(join(root, `unsafe.${kind}`), { 'a/good.txt': 'good', [unsafe]: 'bad' });
        const folder = newFolder();
        const wanted = ['a/', unsafe.slice(0, 3)];
        const error = await failure(unpackArchive({ python, archive, folder, wanted }));
        expect(error.code).toBe('setup');
        expect(error.message).toMatch(/unsafe path/);
        expect(readdirSync(folder)).toEqual([]);
      }
      expect(existsSync('/tmp/msafeedit-out.txt')).toBe(false);
    });
  }

  it('says what is missing, and that an archive is cut off', async () => {
    const archive = makeZip(join(root, 'cut.zip'), members);
    const missing = await failure(
      unpackArchive({ python, archive, folder: newFolder(), wanted: ['a/', 'z/'] }),
    );
    expect(missing.message).toMatch(/it holds no z\//);
    writeFileSync(archive, readFileSync(archive).subarray(0, 100));
    const cut = await failure(unpackArchive({ python, archive, folder: newFolder(), wanted: ['a/'] }));
    expect(cut.message).toMatch(
      /^Could not unpack .*cut\.zip: zipfile\.BadZipFile: File is not a zip file\./,
    );
  });

  it('tells how far it is', async () => {
    const archive = makeZip(join(root, 'large.zip'), { 'large.bin': Buffer.alloc(40 << 20) });
    const fractions: number[] = [];
    const onFraction = (fraction: number): void => void fractions.push(fraction);
    await unpackArchive({ python, archive, folder: newFolder(), wanted: ['large.bin'], onFraction });
    expect(fractions.length).toBeGreaterThan(0);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBeLessThanOrEqual(1);
  });
});
