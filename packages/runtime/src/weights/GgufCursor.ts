import { RuntimeError } from '../RuntimeError.js';
import type { RandomAccessFile } from './RandomAccessFile.js';

/** Bytes fetched at once: a header of a few megabytes takes a few reads. */
const WINDOW = 2 ** 20;

/**
 * Reads a GGUF header's little-endian numbers and strings one after the other. Nothing is read or
 * allocated before its size is checked against what is left of the file.
 */
export class GgufCursor {
  /** The next byte's place in the file. */
  position = 0;
  private window = Buffer.alloc(0);
  private windowStart = 0;

  constructor(private readonly file: RandomAccessFile) {}

  uint8(what: string): number {
    const at = this.take(1, what);
    return this.window.readUInt8(at);
  }

  int8(what: string): number {
    const at = this.take(1, what);
    return this.window.readInt8(at);
  }

  uint16(what: string): number {
    const at = this.take(2, what);
    return this.window.readUInt16LE(at);
  }

  int16(what: string): number {
    const at = this.take(2, what);
    return this.window.readInt16LE(at);
  }

  uint32(what: string): number {
    const at = this.take(4, what);
    return this.window.readUInt32LE(at);
  }

  int32(what: string): number {
    const at = this.take(4, what);
    return this.window.readInt32LE(at);
  }

  float32(what: string): number {
    const at = this.take(4, what);
    return this.window.readFloatLE(at);
  }

  float64(what: string): number {
    const at = this.take(8, what);
    return this.window.readDoubleLE(at);
  }

  uint64(what: string): bigint {
    const at = this.take(8, what);
    return this.window.readBigUInt64LE(at);
  }

  int64(what: string): bigint {
    const at = this.take(8, what);
    return this.window.readBigInt64LE(at);
  }

  /**
   * A 64-bit count of things that follow, each of at least `bytesEach` bytes.
   *
   * @param most A limit beyond which no real file goes.
   */
  count(what: string, bytesEach: number, most: number): number {
    const count = this.uint64(what);
    if (count > most) throw this.broken(`${what} is ${count.toString()}, more than the ${most} allowed`);
    const number = Number(count);
    if (number * bytesEach > this.file.size - this.position) throw this.truncated(number * bytesEach, what);
    return number;
  }

  /** A string: its length in 64 bits, then UTF-8. Bytes that aren't UTF-8 become U+FFFD. */
  string(what: string, longest: number): string {
    const length = this.count(`the length of ${what}`, 1, longest);
    const start = this.take(length, what);
    return this.window.toString('utf8', start, start + length);
  }

  /** An error about this file; `what` is a clause such as "its version is 7". */
  broken(what: string): RuntimeError {
    return new RuntimeError('format', `${this.file.path} is no sound GGUF file: ${what}; download it again.`);
  }

  /** Moves on by `length` bytes and returns where they start in the window. */
  private take(length: number, what: string): number {
    if (length > this.file.size - this.position) throw this.truncated(length, what);
    if (this.position + length > this.windowStart + this.window.length) {
      const bytes = Math.min(Math.max(WINDOW, length), this.file.size - this.position);
      this.window = Buffer.from(this.file.readSync(this.position, bytes).buffer);
      this.windowStart = this.position;
    }
    const start = this.position - this.windowStart;
    this.position += length;
    return start;
  }

  private truncated(length: number, what: string): RuntimeError {
    return new RuntimeError(
      'format',
      `${this.file.path} is truncated: ${what} ends at byte ${this.position + length} but the file has ${this.file.size} bytes; download it again.`,
    );
  }
}
