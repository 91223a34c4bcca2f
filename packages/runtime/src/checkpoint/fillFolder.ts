import { randomUUID } from 'node:crypto';
import { mkdir, readdir, realpath, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { RuntimeError } from '../RuntimeError.js';
import { fileError, isSystemError } from '../weights/fileError.js';

/** Without it no loader takes a folder for a model: it goes first and comes last. */
const KEY_FILE = 'config.json';

/** Weights in Hugging Face's layout, which a loader would take for the new ones' if they stayed. */
const WEIGHTS = /^model(-\d+-of-\d+)?\.safetensors(\.index\.json)?$/;

/**
 * Fills a folder all or nothing: `fill` writes into a temporary one, which takes the final name once all is there. Where the
 * folder exists already, the files are moved into it one by one, `config.json` last and the old one away first, so that
 * whatever ends the process in between, no mixture of two models can be loaded.
 *
 * @param source must not be this folder
 * @param overwrite whether files that stand in the folder may be replaced; others stay, but for a model's old weights
 * @param fill gets the temporary folder's path, gives the names of the files that it wrote, one of them `config.json`
 * @returns the names, sorted
 * @throws RuntimeError: 'input' where the folder is the source, 'file' where it isn't empty, is none, or can't be written;
 *   and what `fill` throws; then nothing new stands anywhere
 */
export async function fillFolder(
  { folder, source, overwrite }: { folder: string; source: string; overwrite: boolean },
  fill: (temporary: string) => Promise<readonly string[]>,
): Promise<string[]> {
  const exists = await checkTarget(folder, source, overwrite);
  const name = `.${basename(resolve(folder)).slice(0, 100)}.${randomUUID()}.tmp`;
  // inside it where it is there: it may be a disk of its own, which no rename reaches from outside
  const temporary = join(exists ? folder : dirname(resolve(folder)), name);
  try {
    await mkdir(temporary);
    const files = [...(await fill(temporary))].sort();
    if (exists) await moveInto(folder, temporary, files);
    else await rename(temporary, folder);
    return files;
  } catch (cause) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throw isSystemError(cause) ? fileError('write', folder, cause) : cause;
  }
}

/** @returns whether the folder exists */
async function checkTarget(folder: string, source: string, overwrite: boolean): Promise<boolean> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) return false;
  if (!found.isDirectory())
    throw new RuntimeError('file', `Can't write ${folder}: it is a file; give a folder.`);
  const same = (await realpath(folder)) === (await realpath(source).catch(() => undefined));
  if (same)
    throw new RuntimeError(
      'input',
      `Can't write ${folder}: the model to be copied is there; give another folder.`,
    );
  const entries = await readdir(folder).catch((cause: unknown) => {
    throw fileError('read', folder, cause);
  });
  if (entries.length > 0 && !overwrite)
    throw new RuntimeError(
      'file',
      `Can't write ${folder}: it is not empty; give another folder, or say that its files may be replaced.`,
    );
  return true;
}

async function moveInto(folder: string, temporary: string, files: readonly string[]): Promise<void> {
  await rm(join(folder, KEY_FILE), { force: true });
  for (const entry of await readdir(folder)) if (WEIGHTS.test(entry)) await rm(join(folder, entry));
  const last = (file: string): number => (file === KEY_FILE ? 1 : 0);
  for (const file of files.toSorted((a, b) => last(a) - last(b)))
    await rename(join(temporary, file), join(folder, file));
  await rmdir(temporary);
}
