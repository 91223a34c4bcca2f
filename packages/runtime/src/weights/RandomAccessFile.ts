import { readSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { RuntimeError } from '../RuntimeError.js';
import { fileError } from './fileError.js';

/** One read call takes less than 2 GiB (a signed 32-bit length); longer ones are cut into these. */
const LONGEST_READ = 2 ** 30;

/** Gives memory of so many bytes. */
export type TakeMemory = (byteLength: number) => Uint8Array<ArrayBuffer>;

const freshMemory: TakeMemory = (byteLength) => new Uint8Array(byteLength);

/** A file open for reading at any place. Its size is taken once, and every range is checked against it. */
export class RandomAccessFile {
  private closed = false;

  private constructor(
    readonly path: string,
    /** In bytes. */
    readonly size: number,
    private readonly handle: FileHandle,
  ) {}

  /** @throws RuntimeError `file` where there is no such file, it is none, or it may not be read. */
  static async open(path: string): Promise<RandomAccessFile> {
    let handle: FileHandle;
    try {
      handle = await open(path, 'r');
    } catch (cause) {
      throw fileError('read', path, cause);
    }
    try {
      const stat = await handle.stat();
      if (!stat.isFile()) {
        throw new RuntimeError(
          'file',
          `${path} is ${stat.isDirectory() ? 'a folder' : 'not a plain file'}; give a file.`,
        );
      }
      return new RandomAccessFile(path, stat.size, handle);
    } catch (error) {
      await handle.close();
      throw RuntimeError.is(error) ? error : fileError('read', path, error);
    }
  }

  /**
   * Reads a range.
   *
   * @param take gives the memory to read into; default fresh memory that starts at an ArrayBuffer's first byte, so that it can
   *   be viewed as numbers of any width
   * @throws RuntimeError `format` where the range isn't in the file, `file` where reading fails.
   */
  async read(
    position: number,
    length: number,
    take: TakeMemory = freshMemory,
  ): Promise<Uint8Array<ArrayBuffer>> {
    this.checkRange(position, length);
    const bytes = this.allocate(length, take);
    let done = 0;
    while (done < length) {
      const step = Math.min(LONGEST_READ, length - done);
      const { bytesRead } = await this.handle
        .read(bytes, done, step, position + done)
        .catch((cause: unknown) => {
          throw fileError('read', this.path, cause);
        });
      if (bytesRead === 0) throw this.cutShort(position + done);
      done += bytesRead;
    }
    return bytes;
  }

  /** The same in one synchronous call, for parsers that need small pieces one after the other. */
  readSync(position: number, length: number): Uint8Array<ArrayBuffer> {
    this.checkRange(position, length);
    const bytes = this.allocate(length);
    let done = 0;
    while (done < length) {
      let step: number;
      try {
        step = readSync(this.handle.fd, bytes, done, Math.min(LONGEST_READ, length - done), position + done);
      } catch (cause) {
        throw fileError('read', this.path, cause);
      }
      if (step === 0) throw this.cutShort(position + done);
      done += step;
    }
    return bytes;
  }

  /** Closes the file; calling it again does nothing. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.handle.close();
  }

  private checkRange(position: number, length: number): void {
    if (this.closed)
      throw new RuntimeError('file', `${this.path} was closed; open it again to read from it.`);
    if (position < 0 || length < 0 || position + length > this.size) {
      throw new RuntimeError(
        'format',
        `${this.path} is truncated: byte ${position + length} is needed but the file has ${this.size} bytes; download it again.`,
      );
    }
  }

  private allocate(length: number, take: TakeMemory = freshMemory): Uint8Array<ArrayBuffer> {
    try {
      return take(length);
    } catch (cause) {
      throw new RuntimeError(
        'unsupported',
        `${this.path} holds a tensor of ${length} bytes, more than one array of this Node can hold; use a smaller model.`,
        { cause },
      );
    }
  }

  private cutShort(position: number): RuntimeError {
    return new RuntimeError(
      'format',
      `${this.path} became shorter while it was read: it ends at byte ${position}, not ${this.size}; download it again.`,
    );
  }
}
