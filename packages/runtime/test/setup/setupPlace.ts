import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';
import type { DownloadFolders } from '../../src/setup/keepDownload.js';
import type { FakeRegistries } from './FakeRegistries.js';

/** What a test of set-up finds. */
export interface SetupPlace {
  /** A folder of the spec's own. */
  readonly root: string;
  /** Empty, and the cache folder. */
  readonly cache: string;
  /** Not there yet, in the cache folder. */
  readonly folders: DownloadFolders;
  readonly registries: FakeRegistries;
}

/**
 * A folder for a spec, and registries that are closed behind its last test; each test begins with an empty cache folder and an
 * environment that leads to both.
 * @param open makes what the registries offer, in the folder
 * @returns filled once the tests begin
 */
export function setupPlace<Opened extends Pick<SetupPlace, 'registries'>>(
  open: (root: string) => Promise<Opened>,
): SetupPlace & Opened {
  const place = {} as { root: string; cache: string; folders: DownloadFolders } & Opened;
  beforeAll(async () => {
    place.root = mkdtempSync(join(tmpdir(), 'msafeedit-setup-'));
    Object.assign(place, await open(place.root));
  });
  afterAll(async () => {
    await place.registries.close();
    rmSync(place.root, { recursive: true, force: true });
  });
  beforeEach(() => {
    const cache = freshCache(place.root, place.registries);
    place.cache = cache;
    place.folders = { downloads: join(cache, 'downloads'), staging: join(cache, 'staging') };
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });
  return place;
}

/** An empty cache folder below `root`, and an environment that leads to it and to registries that count from zero. */
export function freshCache(root: string, registries: FakeRegistries): string {
  const cache = mkdtempSync(join(root, 'cache-'));
  vi.stubEnv('MSAFEEDIT_CACHE', cache);
  for (const [name, value] of Object.entries(registries.environment(join(root, 'npm'))))
    vi.stubEnv(name, value);
  registries.answer = 'whole';
  registries.fetched.wheel = registries.fetched.tarball = 0;
  return cache;
}
