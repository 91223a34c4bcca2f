import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/**
 * The sum that an etag of the hub is: SHA-256 of a file kept by LFS, git's SHA-1 of any other. Etags of other forms
 * can't be checked.
 */
export class BlobDigest {
  private readonly hash: Hash | undefined;

  constructor(
    private readonly etag: string,
    size: number,
  ) {
    if (/^[0-9a-f]{64}$/.test(etag)) this.hash = createHash('sha256');
    else if (/^[0-9a-f]{40}$/.test(etag)) this.hash = createHash('sha1').update(`blob ${size}\0`);
  }

  add(bytes: Uint8Array): void {
    this.hash?.update(bytes);
  }

  async addFile(file: string, signal: AbortSignal | undefined): Promise<void> {
    const { hash } = this;
    if (!hash) return;
    const read = async function (chunks: AsyncIterable<Uint8Array>): Promise<void> {
      for await (const chunk of chunks) hash.update(chunk);
    };
    await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), read, { ...(signal && { signal }) });
  }

  /** Whether what was added is what the etag names. To be called once. */
  fits(): boolean {
    return this.hash === undefined || this.hash.digest('hex') === this.etag;
  }
}
