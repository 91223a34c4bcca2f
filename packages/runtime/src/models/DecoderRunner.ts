import type { DeviceTensor, Feeds, HostTensor, Session } from '../engines/Engine.js';
import { floatTensor, intTensor, zeros } from '../engines/Engine.js';
import { packedMask, sequenceMask, stepMask } from './attentionMasks.js';
import { maskName } from './decoderProgram.js';
import { downProjShape, type WeightDType } from './decoderWeights.js';
import { DownProjections } from './DownProjections.js';
import type { ModelConfig } from './ModelConfig.js';
import { packedPositions, paddedPositions, stepPositions } from './learnedPositions.js';
import { type LayerRotary, rotariesOf, rotaryName } from './layerRotary.js';
import { type Rotation, rotaryFrequencies, rotaryMatrix, rotaryTables } from './rotaryEmbedding.js';
import { scaleLeft } from './scaleLeft.js';
import type { PackedSequences, PaddedBatch } from './tokenBatches.js';
import { momentNames } from './trainingProgram.js';

/** Where in the caches something is put. */
export interface CachePlace {
  /** Rows of the caches, and the positions that each has room for. */
  readonly slots: number;
  readonly capacity: number;
  /** The column that the next token of every row goes to. */
  readonly column: number;
  /** What a column's position in the sequence, by which it is rotated, has beyond its number. */
  readonly shift: number;
}

/** Feeds a decoder's program: token ids become masks, rotary tables and row numbers. */
export class DecoderRunner {
  readonly downProjections: DownProjections;
  private readonly windows: readonly (number | undefined)[];
  private readonly rotaries: readonly LayerRotary[];
  /** That queries and keys are multiplied by as they are rotated, so that their products are scaled. */
  private readonly rotaryScale: number;
  /** Done when nobody uses the caches any more. */
  private cachesFree: Promise<void> = Promise.resolve();

  constructor(
    readonly config: ModelConfig,
    readonly session: Session,
    /** Of the weights and the caches. */
    readonly dtype: WeightDType,
  ) {
    this.windows = [...new Set(config.windows)];
    this.rotaries = rotariesOf(config);
    this.rotaryScale = Math.sqrt(scaleLeft(config, dtype));
    this.downProjections = new DownProjections(config, session, dtype);
    this.releaseCaches();
    this.releaseMoments();
  }

  /**
   * What a pass over a padded batch is fed; `rows` of `[batch * length]` are those whose logits are wanted.
   * @param position by which the first column is rotated
   * @param countPadding whether learned positions count a row's padding as well as its own tokens
   * @throws RuntimeError('input') for a row longer than there are learned positions
   */
  paddedFeeds(
    batch: PaddedBatch,
    rows: readonly number[],
    { position = 0, countPadding = false } = {},
  ): Feeds {
    const keep = new Float32Array(batch.batch * batch.length).fill(this.config.paddingAttends ? 1 : 0);
    batch.starts.forEach((start, row) => keep.fill(1, row * batch.length + start, (row + 1) * batch.length));
    return {
      ids: intTensor(batch.ids, [batch.batch, batch.length]),
      queryKeep: floatTensor(keep, [keep.length, 1]),
      rows: intTensor(rows),
      ...paddedPositions(this.config, batch, countPadding),
      ...this.rotaryFeeds([{ position, length: batch.length }]),
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
      ...packedPositions(this.config, startOf),
      ...this.rotaryFeeds(
        starts.map((start, index) => ({ position: 0, length: packed.bounds[index + 1]! - start })),
      ),
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

  /** Runs a padded batch into the caches' rows `slots`, so that it ends before the column `place.column`. */
  prefill<Name extends string>(
    batch: PaddedBatch,
    slots: readonly number[],
    place: CachePlace,
    outputs: readonly Name[],
    /** Points that are fed instead of being computed. */
    known: Feeds = {},
  ): Record<Name, DeviceTensor> {
    const lastRows = batch.starts.map((_, row) => (row + 1) * batch.length - 1);
    const first = place.column - batch.length;
    const feeds = { ...this.paddedFeeds(batch, lastRows, { position: first + place.shift }), ...known };
    return this.session.run(
      'prefill',
      outputs,
      { ...feeds, cacheRows: intTensor(this.cacheRows(slots, first, batch.length, place.capacity)) },
      { sizes: { batch: batch.batch, length: batch.length, slots: place.slots, capacity: place.capacity } },
    );
  }

  /** Runs one token of each row at `place.column`; columns before `starts` are padding. */
  step<Name extends string>(
    tokens: readonly number[],
    starts: readonly number[],
    { column, shift, capacity }: CachePlace,
    outputs: readonly Name[],
  ): Record<Name, DeviceTensor> {
    const { headDim } = this.config;
    const length = column + 1 - Math.min(...starts);
    return this.session.run('step', outputs, {
      tokens: intTensor(tokens),
      ...Object.fromEntries(
        this.rotaries.map((which) => {
          const matrix = rotaryMatrix(this.rotation(which, length), column + shift);
          return [rotaryName('rotation', which), floatTensor(matrix, [headDim, headDim])];
        }),
      ),
      ...stepPositions(this.config, starts, column),
      cacheRows: intTensor(this.cacheRows([...tokens.keys()], column, 1, capacity)),
      ...this.masks('stepMask', (window) => stepMask(starts, column, capacity, window)),
    });
  }

  /** Gives the caches so many rows with room for so many positions, all zeros; what they held goes. */
  allocate(slots: number, capacity: number): void {
    this.releaseCaches();
    const from = intTensor(new Int32Array(slots * this.config.keyValueHeads * capacity));
    const sizes = { batch: 1, capacity: 1, slots, newCapacity: capacity };
    this.session.run('allocate', [], { from }, { sizes });
  }

  /**
   * Gives the caches other rows and columns.
   * @param from for each new slot the slot that it was before, or undefined where it is new
   * @param dropped how many of the first columns go
   */
  arrange(
    from: readonly (number | undefined)[],
    dropped: number,
    before: Pick<CachePlace, 'slots' | 'column' | 'capacity'>,
    newCapacity: number,
  ): void {
    const { keyValueHeads, layers } = this.config;
    // What no row has yet is filled with whatever is there: it is not seen before something is written to it.
    const rows = new Int32Array(from.length * keyValueHeads * newCapacity);
    const columns = Math.min(before.column - dropped, newCapacity);
    from.forEach((old, slot) => {
      if (old === undefined) return;
      for (let head = 0; head < keyValueHeads; head++) {
        const to = (slot * keyValueHeads + head) * newCapacity;
        const start = (old * keyValueHeads + head) * before.capacity + dropped;
        for (let column = 0; column < columns; column++) rows[to + column] = start + column;
      }
    });
    const sizes = { batch: before.slots, capacity: before.capacity, slots: from.length, newCapacity };
    for (let layer = 0; layer < layers; layer++)
      this.session.run(`arrange.${layer}`, [], { from: intTensor(rows) }, { sizes });
  }

  /** Lets the caches' memory go. */
  releaseCaches(): void {
    const { headDim, layers } = this.config;
    const empty = zeros(this.dtype, [1, headDim]);
    const names = Array.from({ length: layers }, (_, layer) => [
      `cache.keys.${layer}`,
      `cache.values.${layer}`,
    ]).flat();
    this.session.assign(Object.fromEntries(names.map((name) => [name, empty])));
  }

  /** Lets the optimizer's memory go. */
  releaseMoments(): void {
    const empty = (): HostTensor => zeros('float32', [1, downProjShape(this.config)[1]]);
    this.session.assign({ [momentNames.first]: empty(), [momentNames.second]: empty() });
  }

  /** The caches' rows of so many columns of some slots: of each slot, of each head. */
  private cacheRows(slots: readonly number[], column: number, columns: number, capacity: number): Int32Array {
    const { keyValueHeads } = this.config;
    const rows = new Int32Array(slots.length * keyValueHeads * columns);
    let at = 0;
    for (const slot of slots)
      for (let head = 0; head < keyValueHeads; head++)
        for (let each = 0; each < columns; each++)
          rows[at++] = (slot * keyValueHeads + head) * capacity + column + each;
    return rows;
  }

  /** Tables for sequences that stand one behind the other, each rotated as its own length asks for. */
  private rotaryFeeds(sequences: readonly { readonly position: number; readonly length: number }[]): Feeds {
    const { headDim } = this.config;
    const length = sequences.reduce((sum, sequence) => sum + sequence.length, 0);
    return Object.fromEntries(
      this.rotaries.flatMap((which) => {
        const cos = new Float32Array(length * headDim);
        const sin = new Float32Array(length * headDim);
        let at = 0;
        for (const sequence of sequences) {
          const positions = Array.from({ length: sequence.length }, (_, index) => sequence.position + index);
          const tables = rotaryTables(this.rotation(which, sequence.length), positions);
          cos.set(tables.cos, at);
          sin.set(tables.sin, at);
          at += tables.cos.length;
        }
        return [
          [rotaryName('cos', which), floatTensor(cos, [1, length, 1, headDim])],
          [rotaryName('sin', which), floatTensor(sin, [1, length, 1, 2, headDim / 2])],
        ];
      }),
    );
  }

  /** @param length tokens of the longest row */
  private rotation(which: LayerRotary, length: number): Rotation {
    const { headDim, rotaryDim } = this.config;
    const rotary = this.config[which] ?? this.config.rotary;
    return {
      frequencies: rotaryFrequencies(rotary, rotaryDim, length),
      headDim,
      scale: this.rotaryScale,
      rotatedScale: rotary.type === 'longrope' ? rotary.attentionFactor : 1,
    };
  }

  private masks(name: 'mask' | 'stepMask', make: (window: number | undefined) => HostTensor): Feeds {
    return Object.fromEntries(this.windows.map((window) => [maskName(name, window), make(window)]));
  }
}
