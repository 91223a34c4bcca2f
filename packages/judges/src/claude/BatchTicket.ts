import type * as files from 'node:fs/promises';
import { nodeModule } from '@msafeedit/services';
import { z } from 'zod';
import { JudgeError } from '../JudgeError.js';

const part = z.strictObject({
  /**
   * `waiting`: not sent yet. `submitting`: the request is on its way, or its answer was lost. `submitted`: handed in.
   * `collected`: its verdicts are in the store. `missing`: it was never handed in, as far as can be known.
   */
  state: z.enum(['waiting', 'submitting', 'submitted', 'collected', 'missing']),
  /** When the state was reached; ISO 8601 in UTC. */
  at: z.iso.datetime(),
  /** The batch's, as the service names it. */
  batch: z.string().optional(),
  /** The verdicts' keys, which are the requests' `custom_id`s. */
  keys: z.array(z.string()),
  /** Why there is no verdict, by key. */
  failures: z.record(z.string(), z.string()).optional(),
});

const ticket = z.strictObject({
  format: z.literal('msafeedit batch'),
  version: z.literal(1),
  judge: z.string(),
  judgeVersion: z.string(),
  model: z.string(),
  /** What to do with the verdicts, as whoever submitted noted it. */
  notes: z.record(z.string(), z.string()),
  /** All items, in their order: id and key. */
  items: z.array(z.tuple([z.string(), z.string()])),
  parts: z.array(part),
});

export type BatchPart = z.infer<typeof part>;

/** What was handed in to be judged later, in a file: written before and after each request, so that none is paid twice. */
export type BatchTicket = z.infer<typeof ticket>;

/** @throws {JudgeError} `ticket`: it isn't there, or is none */
export async function readTicket(file: string): Promise<BatchTicket> {
  const found = await findTicket(file);
  if (found) return found;
  throw new JudgeError('ticket', `There is no ticket ${file}.`);
}

/**
 * The ticket, or `undefined` where there is no such file.
 * @throws {JudgeError} `ticket`: it is none, or can't be read
 */
export async function findTicket(file: string): Promise<BatchTicket | undefined> {
  const { readFile } = nodeModule<typeof files>('node:fs/promises');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new JudgeError('ticket', `Can't read the ticket ${file}: ${(cause as Error).message}.`, { cause });
  }
  try {
    return ticket.parse(JSON.parse(text));
  } catch (cause) {
    throw new JudgeError('ticket', `${file} is no ticket of a batch.`, { cause });
  }
}

/** Replaces the file as a whole, so that a process killed here leaves the old ticket or the new one. */
export async function saveTicket(file: string, content: BatchTicket): Promise<void> {
  const { rename, writeFile } = nodeModule<typeof files>('node:fs/promises');
  const next = `${file}.${process.pid}.new`;
  try {
    await writeFile(next, `${JSON.stringify(content)}\n`, { flush: true });
    await rename(next, file);
  } catch (cause) {
    throw new JudgeError('ticket', `Can't write the ticket ${file}: ${(cause as Error).message}.`, { cause });
  }
}
