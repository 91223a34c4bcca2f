import { basename, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { makeTarball, makeWheel } from '../../test/setup/archives.js';
import { FakeRegistries, sha256 } from '../../test/setup/FakeRegistries.js';
import { failure } from '../../test/setup/failure.js';
import { setupPlace } from '../../test/setup/setupPlace.js';
import type { NpmArtifact } from './NpmArtifact.js';
import { fetchNpmTarball } from './fetchNpmTarball.js';
import type { FoundTool } from './findTools.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 }); // each test starts npm

const npm: FoundTool = { command: ['npm'], version: '10' };
const given = setupPlace(async (root) => {
  const tarball = makeTarball(join(root, 'fake-addon-1.0.0.tgz'), {
    'package/package.json': JSON.stringify({ name: 'fake-addon', version: '1.0.0' }),
  });
  const artifact: NpmArtifact = {
    title: 'the sources',
    spec: 'fake-addon@1.0.0',
    fileName: basename(tarball),
    sha256: sha256(tarball),
  };
  return { registries: await FakeRegistries.open(makeWheel(root, 'unused', '1.0', {}), tarball), artifact };
});

describe('fetchNpmTarball', () => {
  it('fetches a tarball even inside a workspace run, and uses it again', async () => {
    vi.stubEnv('npm_config_workspace', 'some-workspace');
    vi.stubEnv('npm_config_dry_run', 'true');
    const file = await fetchNpmTarball(given.artifact, given.folders, npm, {});
    expect(file).toBe(join(given.folders.downloads, given.artifact.fileName));
    expect(sha256(file)).toBe(given.artifact.sha256);
    await fetchNpmTarball(given.artifact, given.folders, npm, {});
    expect(given.registries.fetched.tarball).toBe(1);
  });

  it('says in one line that the registry cannot be reached, or lacks the version', async () => {
    const lacking = await failure(
      fetchNpmTarball({ ...given.artifact, spec: 'fake-addon@2.0.0' }, given.folders, npm, {}),
    );
    expect(lacking.message).toMatch(
      /^Could not download the sources \(fake-addon@2\.0\.0\) with npm: .*No matching version/,
    );
    vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9');
    vi.stubEnv('npm_config_cache', join(given.root, 'empty'));
    const error = await failure(fetchNpmTarball(given.artifact, given.folders, npm, {}));
    expect(error.code).toBe('setup');
    expect(error.message).toMatch(/with npm: FetchError: .*ECONNREFUSED.*check the network/);
  });

  it('names both sums of another file', async () => {
    const expected = 'cd'.repeat(32);
    const error = await failure(
      fetchNpmTarball({ ...given.artifact, sha256: expected }, given.folders, npm, {}),
    );
    expect(error.message).toContain(given.artifact.sha256);
    expect(error.message).toContain(expected);
  });
});
