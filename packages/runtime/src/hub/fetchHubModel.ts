import { RuntimeError, throwIfAborted } from '../RuntimeError.js';
import type { SetupEvent } from '../setup/index.js';
import { fetchFiles } from './fetchFiles.js';
import { HubCache } from './HubCache.js';
import { HubClient } from './HubClient.js';
import { HubRefusal, HubUnreachable } from './hubError.js';
import { type HubSettings, hubSettings } from './HubSettings.js';
import { type HubSource, parseHubSource } from './HubSource.js';
import { type HubListing, listFiles } from './listFiles.js';
import { describingFiles, type HubPart, missingFiles, weightFiles } from './neededFiles.js';

export interface HubOptions {
  /** A branch, tag or commit; default `main`, or what the source names. */
  readonly revision?: string;
  /** Default: the environment's `HF_TOKEN`, or the token that Python's `hf auth login` has saved. */
  readonly token?: string;
  /** Default `model`; for `tokenizer` no weights are fetched. */
  readonly part?: HubPart;
  /** Where the settings are read from; default `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Stops; what has come so far is kept for the next time. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (event: SetupEvent) => void;
  /** Told, in one line, what the user should know. */
  readonly onWarning?: (message: string) => void;
  /** Milliseconds to wait before a second try, and twice as long before each further one; default 500. */
  readonly retryMs?: number;
}

/**
 * Brings a model of the hub into the cache that is shared with Python's huggingface_hub, as far as it isn't there.
 * @param source `hf:owner/name` or `hf:owner/name@revision`
 * @returns the folder that holds it, in Hugging Face's layout
 * @throws RuntimeError: 'input' (no such source), 'setup' (refused, unreachable, wrong bytes, full disk), 'file' (offline
 *   and not in the cache), 'unsupported' (no weights in a format that is read here), 'format' (broken index), 'aborted'
 */
export async function fetchHubModel(source: string, options: HubOptions = {}): Promise<string> {
  const { env = process.env, token, revision, part = 'model', retryMs, signal } = options;
  const model = parseHubSource(source, revision);
  const settings = { ...hubSettings(env, token), ...(retryMs !== undefined && { retryMs }) };
  const cache = new HubCache(model, settings);
  const cached = await findCached(cache, part);
  if (settings.offline) return cached.folder ?? absent(model, settings, cached);

  throwIfAborted(signal);
  const client = new HubClient(model, settings, signal, options.onProgress);
  try {
    const listing = await listOrUseCache(client, cached, options);
    return listing === undefined ? cached.folder! : await fetchListed(client, cache, listing, part, options);
  } finally {
    await client.close();
  }
}

interface Cached {
  /** Where all that loading takes is in the cache. */
  readonly folder?: string;
  /** The names of what isn't there. */
  readonly missing: readonly string[];
}

async function findCached(cache: HubCache, part: HubPart): Promise<Cached> {
  const commit = await cache.commit();
  if (commit === undefined) return { missing: [] };
  const folder = cache.snapshot(commit);
  const missing = await missingFiles(await cache.files(commit), folder, part);
  return missing.length === 0 ? { folder, missing } : { missing };
}

/** The hub's listing; undefined where it can't be had and the cache has the model whole, which is said. */
async function listOrUseCache(
  client: HubClient,
  { folder }: Cached,
  { onProgress, onWarning }: HubOptions,
): Promise<HubListing | undefined> {
  onProgress?.({ step: `Look up ${client.source.repo}`, fraction: 0 });
  try {
    return await listFiles(client, folder === undefined ? undefined : 1);
  } catch (error) {
    if (folder === undefined || !isPassing(error)) throw error;
    onWarning?.(`The copy in the cache is used, since the hub could not be asked. ${error.message}`);
    return undefined;
  }
}

/** A model that the hub says isn't there is an error even where the cache has it; all else may pass. */
const isPassing = (error: unknown): error is RuntimeError =>
  error instanceof HubUnreachable || (error instanceof HubRefusal && error.refusal.status !== 404);

async function fetchListed(
  client: HubClient,
  cache: HubCache,
  { commit, files }: HubListing,
  part: HubPart,
  { onProgress }: HubOptions,
): Promise<string> {
  const folder = cache.snapshot(commit);
  await fetchFiles(client, cache, commit, describingFiles(files, part), onProgress);
  if (part === 'model') {
    const weights = await weightFiles(files, folder, `hf:${client.source.repo}`);
    await fetchFiles(client, cache, commit, weights, onProgress);
  }
  // Last, so that until all is there the revision is what it was, and whole; a cache that can only be read stays as it is.
  await cache.keepCommit(commit).catch(() => undefined);
  return folder;
}

function absent({ repo, revision }: HubSource, { cache }: HubSettings, { missing }: Cached): never {
  const what =
    missing.length === 0 ? `has nothing of the revision ${revision}` : `lacks ${missing.join(', ')}`;
  throw new RuntimeError(
    'file',
    `hf:${repo} is not whole in the cache: ${cache} ${what}. HF_HUB_OFFLINE (or TRANSFORMERS_OFFLINE) forbids to fetch ` +
      'it; unset it, or fetch the model on a machine with a network and copy that folder.',
  );
}
