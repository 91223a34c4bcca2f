import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError } from '../weights/fileError.js';

/** Writes JSON values into a folder where none of these files is yet. @returns their names */
export async function writeJsonFiles(
  folder: string,
  files: Readonly<Record<string, object>> = {},
): Promise<string[]> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    try {
      await writeFile(path, `${JSON.stringify(content, null, 2)}\n`, { flag: 'wx', flush: true });
    } catch (cause) {
      throw fileError('write', path, cause);
    }
  }
  return Object.keys(files);
}
