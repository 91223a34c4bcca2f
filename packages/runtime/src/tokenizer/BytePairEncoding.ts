import { RuntimeError } from '../RuntimeError.js';
import { toByteAlphabet } from './byteAlphabet.js';

export interface BytePairEncodingOptions {
  /** The words are raw text and are written in the byte alphabet first. */
  readonly byteLevel: boolean;
  /** A word that is in the vocabulary is that token, whatever the merges say. */
  readonly ignoreMerges: boolean;
  /** Characters outside the vocabulary become `<0xNN>` tokens. */
  readonly byteFallback: boolean;
  readonly unknownToken: string | undefined;
  /** Neighbouring unknown characters become one unknown token. */
  readonly fuseUnknown: boolean;
  /** The file, for errors. */
  readonly source: string;
}

/** Words of the byte alphabet repeat; past this number the cache starts anew. */
const CACHED_WORDS = 32_768;
const LONGEST_CACHED_WORD = 64;

/**
 * Byte-pair encoding of words: of all neighbouring pairs the one whose merge comes first in the list is joined, the
 * leftmost of equals, until none is left. Source: `Word::merge_all` of Hugging Face's tokenizers.
 *
 * A word of n characters takes O(n log n), so that SentencePiece models, whose "word" is the whole text, stay fast.
 */
export class BytePairEncoding {
  readonly #vocabulary: ReadonlyMap<string, number>;
  readonly #options: BytePairEncodingOptions;
  readonly #unknown: number | undefined;
  readonly #byteTokens: readonly (number | undefined)[];
  /** `left * #size + right` -> rank. */
  readonly #ranks: ReadonlyMap<number, number>;
  /** The token that the merge of a rank makes. */
  readonly #merged: Int32Array;
  readonly #size: number;
  readonly #cache = new Map<string, readonly number[]>();

  // The word in work: its symbols as a doubly linked list over positions, and the queue of candidate merges.
  #ids = new Int32Array(64);
  #next = new Int32Array(64);
  #previous = new Int32Array(64);
  readonly #queue = new CandidateQueue();

  /** Throws `RuntimeError('format')` where a merge or the unknown token is not in the vocabulary. */
  constructor(
    vocabulary: ReadonlyMap<string, number>,
    merges: readonly (readonly [string, string])[],
    options: BytePairEncodingOptions,
  ) {
    this.#vocabulary = vocabulary;
    this.#options = options;
    let size = 0;
    for (const id of vocabulary.values()) size = Math.max(size, id + 1);
    this.#size = size;
    const ranks = new Map<number, number>();
    this.#merged = new Int32Array(merges.length);
    merges.forEach(([left, right], rank) => {
      const [a, b, joined] = [vocabulary.get(left), vocabulary.get(right), vocabulary.get(left + right)];
      if (a === undefined || b === undefined || joined === undefined) {
        const missing = a === undefined ? left : b === undefined ? right : left + right;
        throw new RuntimeError(
          'format',
          `${options.source}: merge ${rank} ("${left} ${right}") needs the token "${missing}", which the vocabulary ` +
            `lacks. The file is damaged or incomplete: fetch or convert it again.`,
        );
      }
      ranks.set(a * size + b, rank);
      this.#merged[rank] = joined;
    });
    this.#ranks = ranks;
    this.#unknown = this.#find(options.unknownToken);
    this.#byteTokens = options.byteFallback
      ? Array.from({ length: 256 }, (_, byte) =>
          vocabulary.get(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`),
        )
      : [];
  }

  /** Appends the word's ids to `into`. */
  encode(word: string, into: number[]): void {
    if (!this.#options.byteLevel) {
      // Not cached: most often this is a whole text, and a short slice would keep its text alive.
      this.#append(word, into);
      return;
    }
    const written = toByteAlphabet(word);
    let ids = this.#cache.get(written);
    if (ids === undefined) {
      const made: number[] = [];
      this.#append(written, made);
      ids = made;
      if (written.length <= LONGEST_CACHED_WORD) {
        if (this.#cache.size >= CACHED_WORDS) this.#cache.clear();
        this.#cache.set(written, ids);
      }
    }
    for (const id of ids) into.push(id);
  }

  #find(token: string | undefined): number | undefined {
    if (token === undefined) return undefined;
    const id = this.#vocabulary.get(token);
    if (id !== undefined) return id;
    throw new RuntimeError(
      'format',
      `${this.#options.source}: the unknown token "${token}" is not in the vocabulary. Fetch or convert the file again.`,
    );
  }

  #append(word: string, into: number[]): void {
    if (this.#options.ignoreMerges) {
      const whole = this.#vocabulary.get(word);
      if (whole !== undefined) {
        into.push(whole);
        return;
      }
    }
    const length = this.#readSymbols(word);
    this.#merge(length);
    for (let i = length > 0 ? 0 : -1; i >= 0; i = this.#next[i]!) into.push(this.#ids[i]!);
  }

  /** Fills `#ids` with the word's characters; returns their number. */
  #readSymbols(word: string): number {
    let length = 0;
    let afterUnknown = false;
    this.#reserve(word.length * (this.#options.byteFallback ? 3 : 1));
    for (const character of word) {
      const id = this.#vocabulary.get(character);
      const bytes = id === undefined ? this.#fallback(character) : undefined;
      if (id !== undefined) this.#ids[length++] = id;
      else if (bytes !== undefined) for (const byte of bytes) this.#ids[length++] = byte;
      else if (this.#unknown !== undefined && !(afterUnknown && this.#options.fuseUnknown))
        this.#ids[length++] = this.#unknown;
      afterUnknown = id === undefined && bytes === undefined;
    }
    return length;
  }

  #fallback(character: string): number[] | undefined {
    if (!this.#options.byteFallback) return undefined;
    const ids: number[] = [];
    for (const byte of Buffer.from(character, 'utf8')) {
      const id = this.#byteTokens[byte];
      if (id === undefined) return undefined;
      ids.push(id);
    }
    return ids;
  }

  #reserve(length: number): void {
    if (this.#ids.length >= length) return;
    this.#ids = new Int32Array(2 * length);
    this.#next = new Int32Array(2 * length);
    this.#previous = new Int32Array(2 * length);
  }

  #merge(length: number): void {
    const [ids, next, previous, queue] = [this.#ids, this.#next, this.#previous, this.#queue];
    for (let i = 0; i < length; i++) {
      next[i] = i + 1 < length ? i + 1 : -1;
      previous[i] = i - 1;
      // One number orders by rank, then by position.
      if (i > 0) this.#enqueue(i - 1, length);
    }
    for (let candidate = queue.pop(); candidate !== undefined; candidate = queue.pop()) {
      const rank = Math.floor(candidate / length);
      const left = candidate - rank * length;
      const right = next[left]!;
      // A candidate is stale where one of its two symbols has been merged since.
      if (ids[left]! < 0 || right < 0 || this.#ranks.get(ids[left]! * this.#size + ids[right]!) !== rank)
        continue;
      ids[left] = this.#merged[rank]!;
      ids[right] = -1;
      next[left] = next[right]!;
      if (next[left] >= 0) previous[next[left]] = left;
      if (previous[left]! >= 0) this.#enqueue(previous[left]!, length);
      if (next[left] >= 0) this.#enqueue(left, length);
    }
  }

  #enqueue(left: number, length: number): void {
    const rank = this.#ranks.get(this.#ids[left]! * this.#size + this.#ids[this.#next[left]!]!);
    if (rank !== undefined) this.#queue.push(rank * length + left);
  }
}

/** A binary min-heap of numbers. */
class CandidateQueue {
  readonly #heap: number[] = [];

  push(value: number): void {
    const heap = this.#heap;
    let i = heap.length;
    heap.push(value);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (heap[parent]! <= value) break;
      heap[i] = heap[parent]!;
      i = parent;
    }
    heap[i] = value;
  }

  pop(): number | undefined {
    const heap = this.#heap;
    const least = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return least;
    let i = 0;
    for (let child = 1; child < heap.length; child = 2 * i + 1) {
      if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child++;
      if (heap[child]! >= last) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = last;
    return least;
  }
}
