import type * as fs from 'node:fs';
import type * as path from 'node:path';
import { nodeModule } from './nodeModule.js';
import { ServiceError } from './ServiceError.js';
import { sha256 } from './sha256.js';

/**
 * What was paid for, kept in a file: one line of JSON a result, `{"key", "value"}`, only ever appended. A process that
 * is killed in the middle of a line loses that line alone, and several processes may write to the same file: each `put`
 * is one write at the file's end. A result that another process wrote is seen once the file is opened again.
 */
export class KeptResults<Value> {
  private readonly values = new Map<string, Value>();
  private handle: fs.promises.FileHandle | undefined;
  private writing: Promise<void> = Promise.resolve();

  private constructor(
    readonly file: string,
    private readonly isValue: (value: unknown) => value is Value,
  ) {}

  /**
   * Opens the file, or begins it. Lines that can't be read (torn ones, another version's) are passed over.
   * @throws {ServiceError} `store`: it can't be read or made; `no-node`: there are no files here
   */
  static async open<Value>(
    file: string,
    isValue: (value: unknown) => value is Value,
  ): Promise<KeptResults<Value>> {
    const kept = new KeptResults(file, isValue);
    const { mkdirSync, promises } = nodeModule<typeof fs>('node:fs');
    const paths = nodeModule<typeof path>('node:path');
    try {
      mkdirSync(paths.dirname(file), { recursive: true });
      const torn = kept.read();
      kept.handle = await promises.open(file, 'a');
      // So that the next line doesn't grow onto a torn one.
      if (torn) await kept.handle.appendFile('\n');
    } catch (cause) {
      throw new ServiceError('store', 'kept results', `can't open ${file} (${String(cause)}).`, { cause });
    }
    return kept;
  }

  /** The key of what a result depends on: the same parts always give the same key. */
  static keyOf(parts: readonly string[]): string {
    return base64url(sha256(JSON.stringify(parts)));
  }

  get size(): number {
    return this.values.size;
  }

  get(key: string): Value | undefined {
    return this.values.get(key);
  }

  has(key: string): boolean {
    return this.values.has(key);
  }

  /**
   * Keeps the results; once this resolves, the operating system has them, so that killing the process loses none.
   * @throws {ServiceError} `store`: the disk is full, or the like
   */
  async put(results: Iterable<readonly [string, Value]>): Promise<void> {
    const entries = [...results];
    const lines = entries.map(([key, value]) => `${JSON.stringify({ key, value })}\n`).join('');
    const write = this.writing.then(async () => {
      if (!this.handle) throw new Error('it is closed');
      await appendWhole(this.handle, new TextEncoder().encode(lines));
    });
    // A failed write is told to its caller and doesn't stop later ones.
    this.writing = write.catch(() => undefined);
    try {
      await write;
    } catch (cause) {
      throw new ServiceError(
        'store',
        'kept results',
        `can't write to ${this.file} (${String(cause)}). Make room or give another place, and run again.`,
        { cause },
      );
    }
    for (const [key, value] of entries) this.values.set(key, value);
  }

  async close(): Promise<void> {
    await this.writing;
    await this.handle?.close();
    this.handle = undefined;
  }

  /** Reads what is there; true where the last line has no end. */
  private read(): boolean {
    const { readFileSync, statSync } = nodeModule<typeof fs>('node:fs');
    // What isn't there yet holds nothing; what is no file (a pipe, a device) can't be read to its end.
    if (statSync(this.file, { throwIfNoEntry: false })?.isFile() !== true) return false;
    const text = readFileSync(this.file, 'utf8');
    for (const line of text.split('\n')) this.take(line);
    return text !== '' && !text.endsWith('\n');
  }

  private take(line: string): void {
    // A whole line may have grown onto a torn one, so each place where a result may begin is tried.
    for (let start = line.indexOf(begin); start !== -1; start = line.indexOf(begin, start + 1))
      if (this.takeResult(line.slice(start))) return;
  }

  private takeResult(json: string): boolean {
    try {
      const { key, value } = JSON.parse(json) as { key: unknown; value: unknown };
      if (typeof key === 'string' && this.isValue(value)) this.values.set(key, value);
      return true;
    } catch {
      // Torn: that result is asked for again.
      return false;
    }
  }
}

/** How each line begins; inside a string its quotation marks would be escaped. */
const begin = '{"key":';

/** In one write where the system lets it, so that two processes' lines don't mix. */
async function appendWhole(handle: fs.promises.FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done);
    done += bytesWritten;
  }
}

function base64url(bytes: Uint8Array): string {
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
