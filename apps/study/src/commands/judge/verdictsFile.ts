import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Verdict, VerdictLabel } from '@msafeedit/judges';
import { z } from 'zod';
import { CliError } from '../../CliError.js';
import { linesOf } from './linesOf.js';

/** A verdict as a line of a file; with the key that it is kept by, where a judge gave it. */
export type WrittenVerdict = Verdict & { readonly key?: string };

// Spelt out here, so that reading a file needn't load the judges; a test holds it to them.
export const labels = [
  'safe',
  'unsafe',
  'degenerate',
  'refused',
  'unscored',
] as const satisfies VerdictLabel[];

const verdictLine = z.looseObject({
  id: z.string(),
  label: z.enum(labels),
  judge: z.string().min(1),
  version: z.string().default(''),
  key: z.string().optional(),
});

/**
 * The verdicts in a file, one a line.
 * @throws {CliError} 'failed': it can't be read, or a line is no verdict
 */
export async function readVerdicts(file: string): Promise<WrittenVerdict[]> {
  const verdicts: WrittenVerdict[] = [];
  let number = 0;
  for await (const line of linesOf(file)) {
    number++;
    if (line.trim() === '') continue;
    const parsed = verdictLine.safeParse(parse(line));
    if (!parsed.success)
      throw new CliError(
        'failed',
        `${file}, line ${number}: it is no verdict with id, label (${labels.join(', ')}) and judge.`,
      );
    verdicts.push(parsed.data as WrittenVerdict);
  }
  return verdicts;
}

/**
 * Replaces the file by these verdicts, one a line: as a whole, so that a process killed here leaves the old ones.
 * @throws {CliError} 'failed'
 */
export async function writeVerdicts(file: string, verdicts: Iterable<WrittenVerdict>): Promise<void> {
  const next = `${file}.${process.pid}.new`;
  try {
    await pipeline(Readable.from(linesWith(verdicts)), createWriteStream(next, { flush: true }));
    await rename(next, file);
  } catch (cause) {
    await rm(next, { force: true });
    throw new CliError('failed', `Can't write ${file}: ${(cause as Error).message}.`, { cause });
  }
}

/** What `msafeedit judge` reports: all answers, and how many have each label. */
export type VerdictCounts = { readonly judged: number } & Readonly<Record<VerdictLabel, number>>;

export function countVerdicts(verdicts: readonly Pick<Verdict, 'label'>[]): VerdictCounts {
  const counts = { judged: verdicts.length, safe: 0, unsafe: 0, degenerate: 0, refused: 0, unscored: 0 };
  for (const { label } of verdicts) counts[label]++;
  return counts;
}

function* linesWith(verdicts: Iterable<WrittenVerdict>): Generator<string, void, undefined> {
  for (const verdict of verdicts) yield `${JSON.stringify(verdict)}\n`;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
