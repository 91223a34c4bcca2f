import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { TemporaryFolder } from './fixtures/weights/temporaryFolder.js';

let copies = 0;

/** Copies a model's folder, with some of its files replaced; `null` leaves one out. Gives the copy's path. */
export function copyModel(
  into: TemporaryFolder,
  folder: string,
  changes: Readonly<Record<string, string | Uint8Array | null>>,
): string {
  const copy = join(into.path, `${basename(folder)}-${++copies}`);
  cpSync(folder, copy, { recursive: true, filter: (path) => basename(path) !== 'golden' });
  for (const [name, content] of Object.entries(changes)) {
    if (content === null) rmSync(join(copy, name));
    else writeFileSync(join(copy, name), content);
  }
  return copy;
}

/** The text of a JSON file with some of its top fields replaced; `undefined` leaves one out. */
export function changedJson(file: string, changes: Readonly<Record<string, unknown>>): string {
  const fields = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  return JSON.stringify({ ...fields, ...changes });
}
