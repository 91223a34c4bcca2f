/** An n-dimensional array of float64 with loops and nothing else: what engines are held to. */
export interface PlainArray {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

const size = (shape: readonly number[]): number => shape.reduce((product, dim) => product * dim, 1);

/** An array whose value at each index `f` gives, last axis fastest. */
export function generate(shape: readonly number[], f: (index: readonly number[]) => number): PlainArray {
  const data = Array.from({ length: size(shape) }, (_, position) => {
    let rest = position;
    const index = shape.map(() => 0);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = rest % shape[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    return f(index);
  });
  return { shape, data };
}

/** The value at an index; axes of size 1 stretch, and more leading axes than the array has are ignored. */
export function at({ shape, data }: PlainArray, index: readonly number[]): number {
  const own = index.slice(index.length - shape.length);
  return data[shape.reduce((position, dim, axis) => position * dim + (dim === 1 ? 0 : own[axis]!), 0)]!;
}

/** Repeatable values between -1 and 1 that show no pattern; each `seed` gives others. */
export const noise = (shape: readonly number[], seed: number): PlainArray =>
  generate(shape, (index) => {
    const mixed = Math.sin(
      index.reduce((sum, i, axis) => sum + (i + 1) * (axis + 2.7), seed * 17.3) * 12.9898,
    );
    return (mixed * 43758.5453) % 1;
  });

export const mapped = (x: PlainArray, f: (value: number) => number): PlainArray => ({
  shape: x.shape,
  data: x.data.map(f),
});

/** Elementwise, NumPy's broadcasting. */
export function combined(a: PlainArray, b: PlainArray, f: (x: number, y: number) => number): PlainArray {
  const rank = Math.max(a.shape.length, b.shape.length);
  const dim = (x: PlainArray, axis: number): number => x.shape[axis - rank + x.shape.length] ?? 1;
  const shape = Array.from({ length: rank }, (_, axis) => Math.max(dim(a, axis), dim(b, axis)));
  return generate(shape, (index) => f(at(a, index), at(b, index)));
}

/** Sum over one axis, which stays as 1. */
export function summed(x: PlainArray, axis: number): PlainArray {
  return generate(
    x.shape.map((dim, i) => (i === axis ? 1 : dim)),
    (index) =>
      Array.from({ length: x.shape[axis]! }, (_, i) => at(x, index.with(axis, i))).reduce((a, b) => a + b, 0),
  );
}

export const reshaped = (x: PlainArray, shape: readonly number[]): PlainArray => ({ shape, data: x.data });

/** Product over the last two axes. */
export function product(a: PlainArray, b: PlainArray, transposeA: boolean, transposeB: boolean): PlainArray {
  const rank = a.shape.length;
  const inner = a.shape[transposeA ? rank - 2 : rank - 1]!;
  const rows = a.shape[transposeA ? rank - 1 : rank - 2]!;
  const columns = b.shape[transposeB ? rank - 2 : rank - 1]!;
  return generate([...a.shape.slice(0, rank - 2), rows, columns], (index) => {
    const [row, column] = index.slice(rank - 2) as [number, number];
    const batch = index.slice(0, rank - 2);
    let total = 0;
    for (let k = 0; k < inner; k++)
      total +=
        at(a, [...batch, ...(transposeA ? [k, row] : [row, k])]) *
        at(b, [...batch, ...(transposeB ? [column, k] : [k, column])]);
    return total;
  });
}
