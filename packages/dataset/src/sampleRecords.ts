import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { DatasetError } from './DatasetError.js';
import type { Sample } from './Sample.js';

export interface SampleOptions {
  /** How many to draw. */
  readonly size: number;
  /** The same seed draws the same records, on every machine. */
  readonly seed: number | string;
  /** Draws from each category in proportion to its share; all alike without it. */
  readonly stratifyBy?: 'category';
}

/** A record as {@link sampleRecords} sees it: a sample, or a record of SafeEdit's. */
export interface DrawnFrom {
  readonly id: number | string;
  readonly category?: string;
  readonly 'unsafety category'?: string;
}

/**
 * Draws records at random, without replacement: those whose SHA-256 of `seed:id` (UTF-8, hexadecimal) come first. So neither
 * the order of the records counts nor the machine, the same ids are drawn in each language of a data set, and
 * `hashlib.sha256(f"{seed}:{id}".encode()).hexdigest()` tells the same in Python. A category's part of the draw is its share,
 * rounded by largest remainder (ties: the category that comes first by code units).
 * @returns the records as they are, sorted by id: numbers first, then strings by code units
 * @throws {DatasetError} `sample`: fewer records than asked for, a size that is no whole number above 0, an id that is there
 * twice, a record without category
 */
export function sampleRecords<Item extends DrawnFrom>(
  records: readonly Item[],
  { size, seed, stratifyBy }: SampleOptions,
): Item[] {
  assertDrawable(records, size);
  const strata = new Map<string, Item[]>();
  for (const record of records) {
    const stratum = stratifyBy === undefined ? '' : categoryOf(record);
    const members = strata.get(stratum);
    if (members) members.push(record);
    else strata.set(stratum, [record]);
  }
  const sorted = [...strata].sort(([a], [b]) => byCodeUnits(a, b));
  const sizes = allot(
    sorted.map(([, members]) => members.length),
    size,
  );
  return sorted
    .flatMap(([, members], index) => draw(members, sizes[index]!, seed))
    .sort((a, b) => byId(a.id, b.id));
}

/** Counts samples anew from 0; `sourceId` still tells where each comes from. */
export function renumber(samples: readonly Sample[]): Sample[] {
  return samples.map((sample, id) => ({ ...sample, id }));
}

function draw<Item extends DrawnFrom>(members: readonly Item[], size: number, seed: number | string): Item[] {
  return members
    .map((member) => ({ member, hash: sha256Hex(`${seed}:${member.id}`) }))
    .sort((a, b) => byCodeUnits(a.hash, b.hash))
    .slice(0, size)
    .map(({ member }) => member);
}

/** Shares `size` among strata in proportion to their numbers of records, by largest remainder. */
function allot(counts: readonly number[], size: number): number[] {
  const all = counts.reduce((sum, count) => sum + count, 0);
  const sizes = counts.map((count) => Math.floor((size * count) / all));
  const rest = size - sizes.reduce((sum, part) => sum + part, 0);
  const remainders = counts.map((count, index) => ({ index, remainder: (size * count) % all }));
  remainders.sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of remainders.slice(0, rest)) sizes[index]!++;
  return sizes;
}

function assertDrawable(records: readonly DrawnFrom[], size: number): void {
  if (!Number.isSafeInteger(size) || size < 1)
    throw new DatasetError('sample', `Can't draw ${size} samples: the size must be a whole number above 0.`);
  if (size > records.length)
    throw new DatasetError('sample', `Can't draw ${size} samples: there are only ${records.length}.`);
  const ids = new Set<string>();
  for (const { id } of records) {
    if (ids.has(String(id)))
      throw new DatasetError(
        'sample',
        `Can't draw samples: the id ${id} is there more than once; draw in one language, then take the same ids in others.`,
      );
    ids.add(String(id));
  }
}

function categoryOf({ id, category, 'unsafety category': unsafetyCategory }: DrawnFrom): string {
  const found = category ?? unsafetyCategory;
  if (found === undefined) throw new DatasetError('sample', `The sample ${id} has no category to draw by.`);
  return found;
}

function byId(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return byCodeUnits(a, b);
  return typeof a === 'number' ? -1 : 1;
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function sha256Hex(text: string): string {
  return bytesToHex(sha256(new TextEncoder().encode(text)));
}
