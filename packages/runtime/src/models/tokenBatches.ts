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
