import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeTarball, makeWheel } from '../../test/setup/archives.js';
import { FakeRegistries, sha256 } from '../../test/setup/FakeRegistries.js';
import { failure } from '../../test/setup/failure.js';
import type { NpmArtifact } from './NpmArtifact.js';
import { fetchNpmTarball } from './fetchNpmTarball.js';
import type { FoundTool } from './findTools.js';
import type { DownloadFolders } from './keepDownload.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 }); // each test starts npm

const npm: FoundTool = { command: ['npm'], version: '10' };
let root: string;
let folders: DownloadFolders;
let registries: FakeRegistries;
let artifact: NpmArtifact;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'msafeedit-npm-'));
  const tarball = makeTarball(join(root, 'fake-addon-1.0.0.tgz'), {
    'package/package.json': JSON.stringify({ name: 'fake-addon', version: '1.0.0' }),
  });
  registries = await FakeRegistries.open(makeWheel(root, 'unused', '1.0', {}), tarball);
  const fileName = basename(tarball);
  artifact = { title: 'the sources', spec: 'fake-addon@1.0.0', fileName, sha256: sha256(tarball) };
});
afterAll(async () => {
  await registries.close();
  rmSync(root, { recursive: true, force: true });
});
beforeEach(() => {
  const work = mkdtempSync(join(root, 'work-'));
  folders = { downloads: join(work, 'downloads'), staging: join(work, 'staging') };
  const environment = registries.environment(join(root, 'npm'));
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('fetchNpmTarball', () => {
  it('fetches a tarball even inside a workspace run, and uses it again', async () => {
    vi.stubEnv('npm_config_workspace', 'some-workspace');
    vi.stubEnv('npm_config_dry_run', 'true');
    const file = await fetchNpmTarball(artifact, folders, npm, {});
    expect(file).toBe(join(folders.downloads, artifact.fileName));
    expect(sha256(file)).toBe(artifact.sha256);
    await fetchNpmTarball(artifact, folders, npm, {});
    expect(registries.fetched.tarball).toBe(1);
  });

  it('says in one line that the registry cannot be reached, or lacks the version', async () => {
    const lacking = await failure(
      fetchNpmTarball({ ...artifact, spec: 'fake-addon@2.0.0' }, folders, npm, {}),
    );
    expect(lacking.message).toMatch(
      /^Could not download the sources \(fake-addon@2\.0\.0\) with npm: .*No matching version/,
    );
    vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9');
    vi.stubEnv('npm_config_cache', join(root, 'empty'));
    const error = await failure(fetchNpmTarball(artifact, folders, npm, {}));
    expect(error.code).toBe('setup');
    expect(error.message).toMatch(/with npm: FetchError: .*ECONNREFUSED.*check the network/);
  });

  it('names both sums of another file', async () => {
    const expected = 'cd'.repeat(32);
    const error = await failure(fetchNpmTarball({ ...artifact, sha256: expected }, folders, npm, {}));
    expect(error.message).toContain(artifact.sha256);
    expect(error.message).toContain(expected);
  });
});
