import type { DeviceTensor, Feeds, HostTensor, Session } from '../engines/Engine.js';
import { floatTensor, intTensor, zeros } from '../engines/Engine.js';
import { maskName } from './decoderProgram.js';
import type { WeightDType } from './decoderWeights.js';
import { DownProjections } from './DownProjections.js';
import type { ModelConfig } from './ModelConfig.js';
import { rotaryFrequencies, rotaryMatrix, rotaryTables } from './rotaryEmbedding.js';
import { momentNames } from './trainingProgram.js';

/** Added to the score of a position that must not be seen. */
const hidden = -1e9;

/** Sequences of token ids, padded on the left to one length. */
export interface PaddedBatch {
  readonly batch: number;
  readonly length: number;
  /** `[batch, length]` */
  readonly ids: Int32Array;
  /** Where each row's own tokens start. */
  readonly starts: readonly number[];
}

export function padLeft(rows: readonly (readonly number[])[], padId: number): PaddedBatch {
  const length = Math.max(...rows.map((row) => row.length));
  const ids = new Int32Array(rows.length * length).fill(padId);
  rows.forEach((row, index) => {
    ids.set(row, (index + 1) * length - row.length);
  });
  return { batch: rows.length, length, ids, starts: rows.map((row) => length - row.length) };
}

/** Sequences that stand one behind the other in one row, each blind to the others: no padding is computed. */
export interface PackedSequences {
  readonly ids: Int32Array;
  /** Where each sequence starts, and last where the row ends. */
  readonly bounds: readonly number[];
}

export function pack(sequences: readonly (readonly number[])[]): PackedSequences {
  const bounds = [0];
  for (const sequence of sequences) bounds.push(bounds.at(-1)! + sequence.length);
  return { ids: Int32Array.from(sequences.flat()), bounds };
}

/** Feeds a decoder's program: token ids become masks, rotary tables and row numbers. */
export class DecoderRunner {
  readonly downProjections: DownProjections;
  private readonly windows: readonly (number | undefined)[];
  /** Done when nobody uses the caches any more. */
  private cachesFree: Promise<void> = Promise.resolve();

  constructor(
    readonly config: ModelConfig,
    readonly session: Session,
    /** Of the weights and the caches. */
    readonly dtype: WeightDType,
  ) {
    this.windows = [...new Set(config.windows)];
    this.downProjections = new DownProjections(config, session, dtype);
    this.releaseCaches();
    this.releaseMoments();
  }

  /** What a pass over a padded batch is fed; `rows` of `[batch * length]` are those whose logits are wanted. */
  paddedFeeds(batch: PaddedBatch, rows: readonly number[]): Feeds {
    const positions = Int32Array.from({ length: batch.length }, (_, column) => column);
    const keep = new Float32Array(batch.batch * batch.length);
    batch.starts.forEach((start, row) => keep.fill(1, row * batch.length + start, (row + 1) * batch.length));
    return {
      ids: intTensor(batch.ids, [batch.batch, batch.length]),
      queryKeep: floatTensor(keep, [keep.length, 1]),
      rows: intTensor(rows),
      ...this.rotaryFeeds(positions),
      ...this.masks('mask', (window) => sequenceMask(batch, window)),
    };
  }

  /** What a pass over packed sequences is fed, but for the rows that are wanted. */
  packedFeeds(packed: PackedSequences): Feeds {
    const length = packed.ids.length;
    const starts = packed.bounds.slice(0, -1);
    const startOf = Int32Array.from(
      { length },
      (_, column) => starts.findLast((start) => start <= column) ?? 0,
    );
    return {
      ids: intTensor(packed.ids, [1, length]),
      queryKeep: floatTensor(new Float32Array(length).fill(1), [length, 1]),
      ...this.rotaryFeeds(startOf.map((start, column) => column - start)),
      ...this.masks('mask', (window) => packedMask(startOf, window)),
    };
  }

  /** Does something with the caches, after all that was begun before it, and lets their memory go: there is one set. */
  async withCaches<Result>(use: () => Promise<Result>): Promise<Result> {
    const before = this.cachesFree;
    const turn = before.then(async () => {
      try {
        return await use();
      } finally {
        this.releaseCaches();
      }
    });
    this.cachesFree = turn.then(
      () => undefined,
      () => undefined,
    );
    return turn;
  }

  /** Runs a padded batch into the caches, which get room for `capacity` positions. */
  prefill<Name extends string>(
    batch: PaddedBatch,
    capacity: number,
    outputs: readonly Name[],
  ): Record<Name, DeviceTensor> {
    const lastRows = batch.starts.map((_, row) => (row + 1) * batch.length - 1);
    return this.session.run('prefill', outputs, this.paddedFeeds(batch, lastRows), { sizes: { capacity } });
  }

  /** Runs one token of each row at `position`; positions before `starts` are padding. */
  step<Name extends string>(
    tokens: readonly number[],
    { position, capacity, starts }: { position: number; capacity: number; starts: readonly number[] },
    outputs: readonly Name[],
  ): Record<Name, DeviceTensor> {
    const { keyValueHeads, headDim, rotary } = this.config;
    const frequencies = rotaryFrequencies(rotary, headDim, position + 1);
    const cacheRows = Int32Array.from(
      { length: tokens.length * keyValueHeads },
      (_, row) => row * capacity + position,
    );
    return this.session.run('step', outputs, {
      tokens: intTensor(tokens),
      rotation: floatTensor(rotaryMatrix(frequencies, position), [headDim, headDim]),
      cacheRows: intTensor(cacheRows),
      ...this.masks('stepMask', (window) => stepMask(starts, position, capacity, window)),
    });
  }

  /** Keeps the given rows of the caches and makes room for `newCapacity` positions. */
  regroup(keep: readonly number[], capacity: number, newCapacity: number): void {
    const sizes = { capacity, newCapacity };
    for (let layer = 0; layer < this.config.layers; layer++)
      this.session.run(`regroup.${layer}`, [], { keep: intTensor(keep) }, { sizes });
  }

  /** Lets the caches' memory go. */
  releaseCaches(): void {
    const { keyValueHeads, headDim, layers } = this.config;
    const empty = zeros(this.dtype, [1, keyValueHeads, 1, headDim]);
    const names = Array.from({ length: layers }, (_, layer) => [
      `cache.keys.${layer}`,
      `cache.values.${layer}`,
    ]).flat();
    this.session.assign(Object.fromEntries(names.map((name) => [name, empty])));
  }

  /** Lets the optimizer's memory go. */
  releaseMoments(): void {
    const { intermediateSize } = this.config;
    const empty = (): HostTensor => zeros('float32', [1, intermediateSize]);
    this.session.assign({ [momentNames.first]: empty(), [momentNames.second]: empty() });
  }

  private rotaryFeeds(positions: Int32Array): Feeds {
    const { headDim, rotary } = this.config;
    const length = positions.length;
    const longest = positions.reduce((max, position) => Math.max(max, position + 1), 0);
    const { cos, sin } = rotaryTables(rotaryFrequencies(rotary, headDim, longest), positions);
    return {
      cos: floatTensor(cos, [1, length, 1, headDim]),
      sin: floatTensor(sin, [1, length, 1, 2, headDim / 2]),
    };
  }

  private masks(name: 'mask' | 'stepMask', make: (window: number | undefined) => HostTensor): Feeds {
    return Object.fromEntries(this.windows.map((window) => [maskName(name, window), make(window)]));
  }
}

/** How far back a query looks: `window` positions with its own, or to the start. */
const firstSeen = (query: number, start: number, window: number | undefined): number =>
  Math.max(start, window === undefined ? 0 : query - window + 1);

/** Causal, blind to padding: `[batch or 1, 1, 1, length, length]`. */
function sequenceMask({ batch, length, starts }: PaddedBatch, window: number | undefined): HostTensor {
  const rows = starts.every((start) => start === 0) ? 1 : batch;
  const mask = new Float32Array(rows * length * length).fill(hidden);
  for (let row = 0; row < rows; row++)
    for (let query = 0; query < length; query++) {
      const at = (row * length + query) * length;
      mask.fill(0, at + Math.min(firstSeen(query, starts[row]!, window), query + 1), at + query + 1);
    }
  return floatTensor(mask, [rows, 1, 1, length, length]);
}

/** Causal within each packed sequence: `[1, 1, 1, length, length]`. */
function packedMask(startOf: Int32Array, window: number | undefined): HostTensor {
  const length = startOf.length;
  const mask = new Float32Array(length * length).fill(hidden);
  for (let query = 0; query < length; query++)
    mask.fill(0, query * length + firstSeen(query, startOf[query]!, window), query * length + query + 1);
  return floatTensor(mask, [1, 1, 1, length, length]);
}

/** What one new position sees of the cache: `[batch or 1, 1, 1, capacity]`. */
function stepMask(
  starts: readonly number[],
  position: number,
  capacity: number,
  window: number | undefined,
): HostTensor {
  const rows = starts.every((start) => start === 0) ? 1 : starts.length;
  const mask = new Float32Array(rows * capacity).fill(hidden);
  for (let row = 0; row < rows; row++)
    mask.fill(0, row * capacity + firstSeen(position, starts[row]!, window), row * capacity + position + 1);
  return floatTensor(mask, [rows, 1, 1, capacity]);
}
