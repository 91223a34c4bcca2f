import { basename, dirname, join } from 'node:path';
import { RuntimeError } from '../RuntimeError.js';
import { type GgufHeader, readGgufHeader } from './ggufHeader.js';
import { GgufMetadata } from './GgufMetadata.js';
import { ggufTensorRanges, type GgufTensorRange } from './ggufTensorRanges.js';
import { RandomAccessFile } from './RandomAccessFile.js';

/** A GGUF file with its header: a whole model, or one of the parts that a large one is split into. */
export interface GgufPart {
  readonly file: RandomAccessFile;
  readonly header: GgufHeader;
  readonly ranges: readonly GgufTensorRange[];
}

/** As `llama-gguf-split` and the `gguf` package name parts: `model-00002-of-00004.gguf`. */
const partName = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/;

/**
 * Opens a GGUF file and, where it is one of several parts, all of them; whichever part is named.
 *
 * @returns the parts in their order; the first has the model's metadata. Close their files.
 * @throws RuntimeError `file` where one can't be read or is missing, `format` where one doesn't fit the others, and as
 *   `readGgufHeader` and `ggufTensorRanges`
 */
export async function openGgufParts(path: string): Promise<readonly GgufPart[]> {
  const named = await openPart(path);
  const open: GgufPart[] = [named];
  try {
    const { count } = splitOf(named);
    if (count <= 1) return [named];
    const [, prefix, number, of] = partName.exec(basename(path)) ?? [];
    if (prefix === undefined || Number(of) !== count)
      throw new RuntimeError(
        'format',
        `${path} is one of ${count} parts: call them as they were, such as model-00001-of-${padded(count)}.gguf.`,
      );
    const parts: GgufPart[] = [];
    for (let part = 1; part <= count; part += 1) {
      const file = join(dirname(path), `${prefix}-${padded(part)}-of-${padded(count)}.gguf`);
      const own = part === Number(number) ? named : await openPart(file);
      if (own !== named) open.push(own);
      const split = splitOf(own);
      if (split.no !== part - 1 || split.count !== count)
        throw new RuntimeError(
          'format',
          `${file} says that it is part ${split.no + 1} of ${split.count}; download the parts again.`,
        );
      parts.push(own);
    }
    return parts;
  } catch (error) {
    await Promise.all(open.map(({ file }) => file.close()));
    throw error;
  }
}

const padded = (part: number): string => String(part).padStart(5, '0');

function splitOf({ file, header }: GgufPart): { readonly no: number; readonly count: number } {
  const metadata = new GgufMetadata(file.path, header.metadata);
  return { no: metadata.optionalCount('split.no') ?? 0, count: metadata.optionalCount('split.count') ?? 1 };
}

async function openPart(path: string): Promise<GgufPart> {
  const file = await RandomAccessFile.open(path);
  try {
    const header = readGgufHeader(file);
    return { file, header, ranges: ggufTensorRanges(file, header) };
  } catch (error) {
    await file.close();
    throw error;
  }
}
