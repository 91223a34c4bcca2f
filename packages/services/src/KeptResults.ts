import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ServiceError } from './ServiceError.js';

/**
 * What was paid for, kept in a file: one line of JSON a result, `{"key", "value"}`, only ever appended. A process that
 * is killed in the middle of a line loses that line alone, and several processes may write to the same file.
 */
export class KeptResults<Value> {
  private readonly values = new Map<string, Value>();
  private handle: FileHandle | undefined;
  private writing: Promise<void> = Promise.resolve();

  private constructor(
    readonly file: string,
    private readonly isValue: (value: unknown) => value is Value,
  ) {}

  /**
   * Opens the file, or begins it. Lines that can't be read (torn ones, another version's) are passed over.
   * @throws {ServiceError} `store`: it can't be read or made
   */
  static async open<Value>(
    file: string,
    isValue: (value: unknown) => value is Value,
  ): Promise<KeptResults<Value>> {
    const kept = new KeptResults(file, isValue);
    try {
      mkdirSync(dirname(file), { recursive: true });
      const torn = kept.read();
      kept.handle = await open(file, 'a');
      // So that the next line doesn't grow onto a torn one.
      if (torn) await kept.handle.appendFile('\n');
    } catch (cause) {
      throw new ServiceError('store', 'kept results', `can't open ${file} (${String(cause)}).`, { cause });
    }
    return kept;
  }

  /** The key of what a result depends on: the same parts always give the same key. */
  static keyOf(parts: readonly string[]): string {
    return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
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
      await this.handle.appendFile(lines);
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
    let text: string;
    try {
      text = readFileSync(this.file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
    for (const line of text.split('\n')) this.take(line);
    return text !== '' && !text.endsWith('\n');
  }

  private take(line: string): void {
    if (line === '') return;
    try {
      const { key, value } = JSON.parse(line) as { key: unknown; value: unknown };
      if (typeof key === 'string' && this.isValue(value)) this.values.set(key, value);
    } catch {
      // A torn line: that result is asked for again.
    }
  }
}
