import { existsSync } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RuntimeError, throwIfAborted } from '../RuntimeError.js';
import type { HubFile } from './askFile.js';
import { BlobDigest } from './BlobDigest.js';
import type { HubAnswer, HubClient } from './HubClient.js';
import { withLock } from './withLock.js';

/** A file to be fetched, from where, to where. */
export interface BlobJob {
  readonly file: HubFile;
  readonly url: string;
  /** Where it is to be. Until it is whole and checked it is beside that, as `<etag>.incomplete`. */
  readonly destination: string;
  /** Told how many of the file's bytes are there. */
  readonly onBytes: (bytes: number) => void;
}

/**
 * Fetches a file's content. What an earlier try left is gone on with; a content with another sum is thrown away and
 * fetched once more.
 * @throws RuntimeError as `HubClient.retry`; 'setup' for a content that doesn't fit its sum
 */
export async function fetchBlob(client: HubClient, job: BlobJob): Promise<void> {
  const { destination, file } = job;
  const partial = `${destination}.incomplete`;
  await mkdir(dirname(destination), { recursive: true });
  await withLock(partial, client.signal, async () => {
    if (existsSync(destination)) return; // by another process, meanwhile
    if (!((await complete(client, job, partial)) || (await complete(client, job, partial))))
      throw new RuntimeError(
        'setup',
        `hf:${client.source.repo}: ${file.name} came twice with other bytes than its sum (${file.etag}) says, and was ` +
          'deleted. Something on the way to the hub changes files: check HF_ENDPOINT and the proxy, then try again.',
      );
    await rename(partial, destination);
  });
  job.onBytes(file.size);
}

/** Fetches what the partial file lacks. @returns whether it is what it should be; if not, it is deleted */
async function complete(client: HubClient, job: BlobJob, partial: string): Promise<boolean> {
  let before = -1;
  let now = await sizeOf(partial);
  await client.retry(
    async () => {
      before = now;
      try {
        await append(client, job, partial);
      } finally {
        now = await sizeOf(partial);
      }
    },
    () => now > before,
  );
  const digest = new BlobDigest(job.file.etag, job.file.size);
  await digest.addFile(partial, client.signal).catch((error: unknown) => {
    throwIfAborted(client.signal);
    throw error;
  });
  const fits = now === job.file.size && digest.fits();
  if (!fits) await rm(partial, { force: true });
  return fits;
}

/** One request for the bytes from the partial file's end on. */
async function append(client: HubClient, { file, url, onBytes }: BlobJob, partial: string): Promise<void> {
  let start = await sizeOf(partial);
  if (start > file.size) start = 0;
  onBytes(start);
  if (start === file.size) {
    if (start === 0) await writeFile(partial, '');
    return;
  }
  // No If-Range: the etag of the host that stores a file is another than the hub's. A file's etag at a commit doesn't
  // change, the partial file bears it as its name, and the whole is held to it.
  const headers: Record<string, string> = start > 0 ? { range: `bytes=${start}-` } : {};
  const answer = await client.ask(url, { headers, file: file.name });
  if (!continues(answer, start, file.size)) start = 0;
  const handle = await open(partial, start > 0 ? 'r+' : 'w');
  try {
    await write(client, answer, handle, start, file.size, onBytes);
  } finally {
    await handle.close();
  }
}

/** Whether the answer is the part that was asked for; else it is the whole file. */
function continues({ status, header }: HubAnswer, start: number, size: number): boolean {
  if (status !== 206) return false;
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(header('content-range') ?? '');
  const fits =
    range !== null && Number(range[1]) === start && (range[2] === '*' || Number(range[2]) === size);
  if (fits) return true;
  throw new RuntimeError('setup', `The server sent another part of a file than was asked for; try again.`);
}

async function write(
  client: HubClient,
  { body }: HubAnswer,
  handle: FileHandle,
  start: number,
  size: number,
  onBytes: (bytes: number) => void,
): Promise<void> {
  let position = start;
  const chunks = body[Symbol.asyncIterator]();
  while (position < size) {
    const next = await Promise.resolve(chunks.next()).catch((cause: unknown) => {
      throw client.broken(cause);
    });
    if (next.done) throw client.broken(new Error(`${position} of ${size} bytes came`));
    // Bytes beyond the file's size aren't its own.
    const chunk = (next.value as Uint8Array).subarray(0, size - position);
    await handle.write(chunk, 0, chunk.length, position);
    position += chunk.length;
    onBytes(position);
  }
  body.destroy();
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}
