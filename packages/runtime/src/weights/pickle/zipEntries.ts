import { RuntimeError } from '../../RuntimeError.js';
import type { RandomAccessFile } from '../RandomAccessFile.js';

/** A stored (not compressed) entry of a zip file, its place checked against the file. */
export interface ZipEntry {
  readonly name: string;
  /** First byte of its content in the file. */
  readonly start: number;
  /** Bytes of its content. */
  readonly size: number;
  readonly crc32: number;
}

/** More than any checkpoint has, and little enough to read. */
const mostEntries = 100_000;
const longestDirectory = 2 ** 25;

const signatures = {
  local: 0x04034b50,
  entry: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator: 0x07064b50,
};
const sizes = { local: 30, entry: 46, end: 22, end64: 56, locator: 20 };
/** Stands in a 32-bit field whose value is in the zip64 extra field. */
const elsewhere = 0xffffffff;

/**
 * Reads the directory of a zip file (PKWARE's APPNOTE 6.3.10, zip64 included) as `torch.save` writes them. An entry that
 * is compressed or encrypted is refused, and so are entries that overlap, so that no content is larger than the file.
 * @throws RuntimeError('format' | 'unsupported')
 */
export async function readZipEntries(file: RandomAccessFile): Promise<ReadonlyMap<string, ZipEntry>> {
  const directory = await findDirectory(file);
  const view = new DataView((await file.read(directory.start, directory.size)).buffer);
  const entries = new Map<string, ZipEntry>();
  const ranges: { readonly name: string; readonly from: number; readonly to: number }[] = [];
  let at = 0;
  for (let index = 0; index < directory.count; index++) {
    const entry = readEntry(file, view, at);
    const { name, size, crc32 } = entry;
    at += entry.length;
    if (entries.has(name)) throw broken(file, `it has two entries named ${JSON.stringify(name)}`);
    const start = contentStart(file, entry);
    entries.set(name, { name, start, size, crc32 });
    ranges.push({ name, from: entry.offset, to: start + size });
  }
  checkRanges(file, ranges, directory.start);
  return entries;
}

interface Directory {
  readonly start: number;
  readonly size: number;
  readonly count: number;
}

async function findDirectory(file: RandomAccessFile): Promise<Directory> {
  const tailStart = Math.max(0, file.size - sizes.end - 0xffff - sizes.locator);
  const tail = new DataView((await file.read(tailStart, file.size - tailStart)).buffer);
  // The record ends the file, but for a comment whose length it tells.
  const isEnd = (at: number): boolean =>
    tail.getUint32(at, true) === signatures.end &&
    at + sizes.end + tail.getUint16(at + 20, true) === tail.byteLength;
  let end = tail.byteLength - sizes.end;
  while (end >= 0 && !isEnd(end)) end--;
  if (end < 0) throw broken(file, 'its directory is missing');
  const locator = end - sizes.locator;
  const directory =
    locator >= 0 && tail.getUint32(locator, true) === signatures.locator
      ? await readEnd64(file, safe(file, tail.getBigUint64(locator + 8, true)))
      : {
          count: tail.getUint16(end + 10, true),
          size: tail.getUint32(end + 12, true),
          start: tail.getUint32(end + 16, true),
        };
  const { count, size, start } = directory;
  if (count > mostEntries) throw broken(file, `it claims ${count} entries`);
  if (size > longestDirectory) throw broken(file, `its directory claims ${size} bytes`);
  if (start + size > tailStart + end) throw broken(file, 'its directory lies outside of it');
  return directory;
}

async function readEnd64(file: RandomAccessFile, position: number): Promise<Directory> {
  if (position + sizes.end64 > file.size) throw broken(file, 'its directory lies outside of it');
  const view = new DataView((await file.read(position, sizes.end64)).buffer);
  if (view.getUint32(0, true) !== signatures.end64) throw broken(file, 'its directory is missing');
  const field = (at: number): number => safe(file, view.getBigUint64(at, true));
  return { count: field(32), size: field(40), start: field(48) };
}

interface DirectoryEntry extends Omit<ZipEntry, 'start'> {
  readonly nameBytes: Uint8Array;
  /** Of its local header in the file. */
  readonly offset: number;
  /** Bytes that it takes in the directory. */
  readonly length: number;
}

function readEntry(file: RandomAccessFile, view: DataView<ArrayBuffer>, at: number): DirectoryEntry {
  const fits = at + sizes.entry <= view.byteLength && view.getUint32(at, true) === signatures.entry;
  if (!fits) throw broken(file, 'its directory is cut short');
  const nameLength = view.getUint16(at + 28, true);
  const extraLength = view.getUint16(at + 30, true);
  const length = sizes.entry + nameLength + extraLength + view.getUint16(at + 32, true);
  if (at + length > view.byteLength) throw broken(file, 'its directory is cut short');
  const nameBytes = new Uint8Array(view.buffer, at + sizes.entry, nameLength);
  const name = Buffer.from(nameBytes).toString('utf8');
  const extra = new DataView(view.buffer, at + sizes.entry + nameLength, extraLength);
  const [size, compressed, offset] = wideFields(file, extra, [
    view.getUint32(at + 24, true),
    view.getUint32(at + 20, true),
    view.getUint32(at + 42, true),
  ]);
  const isEncrypted = (view.getUint16(at + 8, true) & 1) !== 0;
  if (isEncrypted || view.getUint16(at + 10, true) !== 0 || compressed !== size)
    throw new RuntimeError(
      'unsupported',
      `${file.path}: its entry ${JSON.stringify(name)} is ${isEncrypted ? 'encrypted' : 'compressed'}, which torch.save ` +
        `never does; save the weights anew with torch.save, or as safetensors.`,
    );
  return { name, nameBytes, size, crc32: view.getUint32(at + 16, true), offset, length };
}

/** The fields of an entry, each replaced by its 64 bits where those stand in the extra field 1. */
function wideFields<Fields extends readonly number[]>(
  file: RandomAccessFile,
  extra: DataView,
  fields: Fields,
): Fields {
  let at = 0;
  while (at + 4 <= extra.byteLength && extra.getUint16(at, true) !== 1)
    at += 4 + extra.getUint16(at + 2, true);
  at += 4;
  return fields.map((field) => {
    if (field !== elsewhere) return field;
    if (at + 8 > extra.byteLength) throw broken(file, 'an entry lacks its zip64 sizes');
    at += 8;
    return safe(file, extra.getBigUint64(at - 8, true));
  }) as unknown as Fields;
}

/** Where an entry's content begins, behind its local header, which must have the same name. */
function contentStart(file: RandomAccessFile, { name, nameBytes, offset }: DirectoryEntry): number {
  if (offset + sizes.local > file.size)
    throw broken(file, `its entry ${JSON.stringify(name)} lies outside of it`);
  const header = new DataView(file.readSync(offset, sizes.local).buffer);
  const nameLength = header.getUint16(26, true);
  const start = offset + sizes.local + nameLength + header.getUint16(28, true);
  const isHere =
    header.getUint32(0, true) === signatures.local &&
    nameLength === nameBytes.length &&
    start <= file.size &&
    Buffer.compare(file.readSync(offset + sizes.local, nameLength), nameBytes) === 0;
  if (!isHere) throw broken(file, `its entry ${JSON.stringify(name)} is not where the directory says`);
  return start;
}

/** Entries must stand one behind the other, in front of the directory. */
function checkRanges(
  file: RandomAccessFile,
  ranges: readonly { readonly name: string; readonly from: number; readonly to: number }[],
  end: number,
): void {
  const sorted = ranges.toSorted((a, b) => a.from - b.from);
  sorted.forEach(({ name, to }, index) => {
    const next = sorted[index + 1];
    if (to <= (next?.from ?? end)) return;
    const other = next ? JSON.stringify(next.name) : 'the directory';
    throw broken(file, `its entry ${JSON.stringify(name)} overlaps ${other}`);
  });
}

function safe(file: RandomAccessFile, value: bigint): number {
  if (value > Number.MAX_SAFE_INTEGER) throw broken(file, `it claims a size of ${value.toString()}`);
  return Number(value);
}

const broken = (file: RandomAccessFile, what: string): RuntimeError =>
  new RuntimeError('format', `${file.path} is no sound zip file: ${what}; download it again.`);
