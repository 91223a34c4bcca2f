import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { freeBytes, megabytes } from '../setup/diskSpace.js';
import { RuntimeError } from '../RuntimeError.js';
import type { SetupEvent } from '../setup/index.js';
import { askFile, type HubFile } from './askFile.js';
import { DownloadProgress } from './DownloadProgress.js';
import { fetchBlob } from './fetchBlob.js';
import type { HubCache } from './HubCache.js';
import type { HubClient } from './HubClient.js';

/** So many files come at once: one connection seldom fills a line, many make the hub slow all of them down. */
const atOnce = 3;

/**
 * Brings files of a commit into the cache; those that are there are left alone.
 * @throws RuntimeError as `askFile` and `fetchBlob`; 'setup' where the disk is full or can't be written to
 */
export async function fetchFiles(
  client: HubClient,
  cache: HubCache,
  commit: string,
  names: readonly string[],
  onProgress?: (event: SetupEvent) => void,
): Promise<void> {
  const wanted = names.filter((name) => !cache.has(commit, name));
  if (wanted.length === 0) return;
  const files = await pooled(wanted, (name) => askFile(client, name, commit));
  const lacking = files.filter(({ etag }) => !existsSync(cache.blob(etag)));
  try {
    await requireSpace(cache, client, lacking);
    const progress = new DownloadProgress(`Download ${client.source.repo}`, lacking, onProgress);
    await pooled(lacking, async (file) => {
      const job = { file, url: client.fileUrl(file.name, commit), destination: cache.blob(file.etag) };
      await fetchBlob(client, {
        ...job,
        onBytes: (bytes) => {
          progress.update(file, bytes);
        },
      });
      await cache.link(file.etag, commit, file.name, true);
    });
    // Two files may have one content; then the first has its blob, or where links can't be made is its blob.
    for (const { etag, name } of files)
      if (!cache.has(commit, name)) await cache.link(etag, commit, name, false);
  } catch (error) {
    throw RuntimeError.is(error) ? error : diskProblem(client, error);
  }
}

async function requireSpace(cache: HubCache, client: HubClient, files: readonly HubFile[]): Promise<void> {
  await mkdir(cache.folder, { recursive: true });
  const needed = files.reduce((sum, { size }) => sum + size, 0);
  const free = await freeBytes(cache.folder);
  if (free >= needed) return;
  throw new RuntimeError(
    'setup',
    `hf:${client.source.repo}: ${megabytes(needed)} MB are to be fetched, but ${client.settings.cache} has ` +
      `${megabytes(free)} MB free. ${advice}`,
  );
}

const advice = 'Free some, or set HF_HUB_CACHE to a folder on a larger disk.';

function diskProblem(client: HubClient, error: unknown): RuntimeError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const reason = error instanceof Error ? error.message : String(error);
  const said =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? `no space is left in ${client.settings.cache}. ${advice} What has come so far is kept.`
      : `can't write to the cache ${client.settings.cache} (${reason}). Make it writable, or set HF_HUB_CACHE to another.`;
  return new RuntimeError('setup', `hf:${client.source.repo}: ${said}`, { cause: error });
}

/** Runs a few at a time; after the first failure no more are begun, and it is thrown once the others have ended. */
async function pooled<In, Out>(items: readonly In[], use: (item: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = [];
  const failures: unknown[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (failures.length === 0 && next < items.length) {
      const index = next++;
      try {
        results[index] = await use(items[index]!);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (failures.length > 0) throw failures[0];
  return results;
}
