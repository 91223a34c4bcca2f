import { existsSync } from 'node:fs';
import { CliError } from '../CliError.js';
import type { Context } from '../Context.js';
import { openResults } from './openResults.js';
import { serverUrl } from './serverUrl.js';
import type { SharedResults } from './store/SharedResults.js';
import type { SqliteStore } from './store/SqliteStore.js';
import { storeSchemes } from './StudyConfig.js';
import type { Study } from './Study.js';
import { unitTexts } from './unitTexts.js';

/**
 * The results on the server that a study names; undefined where it names none. The caller closes them.
 * @throws {CliError} 'usage': its address can't be used; 'failed': the server can't be reached, refuses, or is of another version
 */
export async function openShared(study: Study, context: Context): Promise<SharedResults | undefined> {
  const { store } = study.config;
  if (store === undefined) return undefined;
  const url = serverUrl(store, 'store', storeSchemes, context);
  const { openPostgresResults } = await import('./store/postgres/openPostgresResults.js');
  return await openPostgresResults(url, unitTexts(study), {
    signal: context.signal,
    onNote: (line) => {
      context.progress.note(line);
    },
  });
}

/** A study's own results, open for writing, and those on its server, where it names one. */
export interface BothResults extends AsyncDisposable {
  readonly store: SqliteStore;
  readonly shared: SharedResults | undefined;
}

/**
 * Opens a study's results for writing, or begins them, and those on its server; each gets what the other one has alone.
 * @throws {CliError} as `openShared` and `openResults`
 */
export async function openBoth(study: Study, context: Context): Promise<BothResults> {
  const shared = await openShared(study, context);
  let store: SqliteStore | undefined;
  const close = async (): Promise<void> => {
    store?.close();
    await shared?.close();
  };
  try {
    store = openResults(study);
    await shared?.copyTo(store, showing('Fetch results', context));
    await shared?.copyFrom(store, showing('Send results', context));
    context.progress.clear();
    return { store, shared, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Brings a study's own results up to date with those on its server, where it names one.
 * @throws {CliError} as `openBoth`
 */
export async function refreshResults(study: Study, context: Context): Promise<void> {
  try {
    await refresh(study, context);
  } catch (error) {
    if (!(error instanceof CliError) || error.code !== 'failed' || !existsSync(study.storeFile)) throw error;
    const instead = `Take \`store\` out of study.yaml to work with what is in ${study.storeFile} already.`;
    throw new CliError('failed', `${error.message} ${instead}`, { cause: error });
  }
}

async function refresh(study: Study, context: Context): Promise<void> {
  const shared = await openShared(study, context);
  if (!shared) return;
  try {
    const store = openResults(study);
    try {
      await shared.copyTo(store, showing('Fetch results', context));
    } finally {
      context.progress.clear();
      store.close();
    }
  } finally {
    await shared.close();
  }
}

function showing(
  step: string,
  { signal, progress }: Context,
): { readonly signal: AbortSignal; readonly onProgress: (copied: number, total: number) => void } {
  return {
    signal,
    onProgress: (copied, total) => {
      progress.update({ step, fraction: copied / total, detail: `${copied} of ${total}` });
    },
  };
}
