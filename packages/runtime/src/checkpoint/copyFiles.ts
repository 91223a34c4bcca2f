import { join } from 'node:path';
import { copyPatched, type Patch } from '../weights/copyPatched.js';
import { RandomAccessFile } from '../weights/RandomAccessFile.js';

/** A file of the source folder that stands in the copy, under its own name. */
export interface CopiedFile {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** What stands in it instead. */
  readonly patches?: readonly Patch[];
}

/** Copies files of a folder into another one, where none of them is yet. @throws RuntimeError as `copyPatched` */
export async function copyFiles(
  from: string,
  to: string,
  files: readonly CopiedFile[],
  onBytes: (bytes: number) => void,
): Promise<void> {
  for (const { name, patches = [] } of files) {
    const original = await RandomAccessFile.open(join(from, name));
    try {
      await copyPatched(original, join(to, name), patches, onBytes);
    } finally {
      await original.close();
    }
  }
}
