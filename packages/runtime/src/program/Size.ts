/**
 * A size that is known only when a program runs: a sum of products of symbols, e.g. `batch*length + 1`.
 * Sizes are canonical, so two equal sizes have the same `key`.
 */
export class Size {
  private constructor(
    /** Coefficient of each product of symbols; the key of a product is its sorted symbols joined by '*'. */
    readonly terms: ReadonlyMap<string, number>,
    readonly key: string,
  ) {}

  static of(symbol: string): Size {
    return new Size(new Map([[symbol, 1]]), symbol);
  }

  /** A plain number where nothing symbolic is left. */
  static from(terms: ReadonlyMap<string, number>): Dim {
    const kept = [...terms].filter(([, factor]) => factor !== 0).sort(([a], [b]) => (a < b ? -1 : 1));
    if (kept.length === 0) return 0;
    if (kept.length === 1 && kept[0]![0] === '') return kept[0]![1];
    const key = kept.map(([product, factor]) => termKey(product, factor)).join('+');
    return new Size(new Map(kept), key);
  }

  /** The symbol itself where this size is one bare symbol. */
  get symbol(): string | undefined {
    return this.terms.size === 1 && this.terms.get(this.key) === 1 && !this.key.includes('*')
      ? this.key
      : undefined;
  }

  toString(): string {
    return this.key;
  }
}

const termKey = (product: string, factor: number): string =>
  product === '' ? String(factor) : factor === 1 ? product : `${factor}*${product}`;

/** One dimension of a shape. */
export type Dim = number | Size;
export type Shape = readonly Dim[];
/** What each symbol stands for in one run. */
export type Sizes = ReadonlyMap<string, number>;

export const dimKey = (dim: Dim): string => String(dim);
export const shapeKey = (shape: Shape): string => `[${shape.map(dimKey).join(',')}]`;
export const sameDim = (a: Dim, b: Dim): boolean => dimKey(a) === dimKey(b);
export const sameShape = (a: Shape, b: Shape): boolean => shapeKey(a) === shapeKey(b);

const termsOf = (dim: Dim): ReadonlyMap<string, number> =>
  typeof dim === 'number' ? new Map([['', dim]]) : dim.terms;

export function addDims(a: Dim, b: Dim, factor = 1): Dim {
  const sum = new Map(termsOf(a));
  for (const [product, value] of termsOf(b)) sum.set(product, (sum.get(product) ?? 0) + factor * value);
  return Size.from(sum);
}

export function multiplyDims(...dims: Dim[]): Dim {
  let result: ReadonlyMap<string, number> = new Map([['', 1]]);
  for (const dim of dims) {
    const next = new Map<string, number>();
    for (const [left, x] of result)
      for (const [right, y] of termsOf(dim)) {
        const product = [...left.split('*'), ...right.split('*')].filter(Boolean).sort().join('*');
        next.set(product, (next.get(product) ?? 0) + x * y);
      }
    result = next;
  }
  return Size.from(result);
}

/** The number a dimension stands for; throws where a symbol has no value. */
export function evaluateDim(dim: Dim, sizes: Sizes): number {
  if (typeof dim === 'number') return dim;
  let total = 0;
  for (const [product, factor] of dim.terms) {
    let value = factor;
    for (const symbol of product.split('*').filter(Boolean)) {
      const size = sizes.get(symbol);
      if (size === undefined) throw new RangeError(`The size "${symbol}" has no value in this run.`);
      value *= size;
    }
    total += value;
  }
  return total;
}

/**
 * Learns the symbols of `shape` from the actual one; throws where the two don't fit each other or what is known.
 * A size that isn't one bare symbol is checked where its symbols are known, so learn from all shapes, then check all.
 */
export function bindSizes(shape: Shape, actual: readonly number[], sizes: Map<string, number>): void {
  const misfit = (): RangeError =>
    new RangeError(`expected shape ${shapeKey(shape)}${knownSizes(shape, sizes)}, got [${actual.join(',')}]`);
  if (shape.length !== actual.length) throw misfit();
  shape.forEach((dim, axis) => {
    const symbol = typeof dim === 'number' ? undefined : dim.symbol;
    if (symbol !== undefined && !sizes.has(symbol)) sizes.set(symbol, actual[axis]!);
    const isKnown = symbolsOf(dim).every((each) => sizes.has(each));
    if (isKnown && evaluateDim(dim, sizes) !== actual[axis]) throw misfit();
  });
}

const symbolsOf = (dim: Dim): string[] =>
  [...termsOf(dim).keys()].flatMap((product) => product.split('*').filter(Boolean));

/** For messages: ` with batch 2, length 7`. */
function knownSizes(shape: Shape, sizes: Sizes): string {
  const known = [...new Set(shape.flatMap(symbolsOf))].filter((symbol) => sizes.has(symbol));
  return known.length === 0
    ? ''
    : ` with ${known.map((symbol) => `${symbol} ${sizes.get(symbol)!}`).join(', ')}`;
}
