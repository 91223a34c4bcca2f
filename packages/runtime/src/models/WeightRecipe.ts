import type { HostTensor } from '../engines/Engine.js';
import { floatTensor, halfTensor } from '../engines/Engine.js';
import { RuntimeError } from '../RuntimeError.js';
import type { HalfDType, Variable } from '../program/index.js';
import { isHalf, variable } from '../program/index.js';
import type { StoredNumbers, WeightSource } from '../weights/index.js';
import { type LoadingMemory, toFloat32, toHalf } from '../weights/index.js';

/**
 * How a variable is made of the tensors of a file: stacked along their rows, each scaled, columns scaled by a norm's weight.
 * Of half precision nothing is scaled; a vector, which is float32 always, may have a number added to it first.
 */
export interface WeightRecipe {
  readonly variable: Variable;
  readonly parts: readonly {
    readonly tensor: string;
    readonly rows: number;
    readonly scale?: number;
    readonly offset?: number;
  }[];
  /** 1 for vectors. */
  readonly columns: number;
  /** A `[columns]` tensor that, with a number added to it, the columns are multiplied by. */
  readonly columnScale?: ColumnScale;
}

export interface ColumnScale {
  readonly tensor: string;
  readonly offset: number;
}

/** Collects a model's variables, each with its recipe. */
export class RecipeBook {
  readonly recipes: WeightRecipe[] = [];

  /** @param dtype of matrices; vectors are float32 */
  constructor(private readonly dtype: 'float32' | HalfDType = 'float32') {}

  /** `[rows, columns]` of the parts below each other. @param columnScale a tensor that the columns are multiplied by */
  readonly matrix = (
    name: string,
    columns: number,
    parts: WeightRecipe['parts'],
    columnScale?: ColumnScale,
  ): Variable => {
    const made = variable(name, [rowsOf(parts), columns], this.dtype);
    this.recipes.push({ variable: made, columns, parts, ...(columnScale !== undefined && { columnScale }) });
    return made;
  };

  /** `[rows]` of the parts behind each other. */
  readonly vector = (name: string, parts: WeightRecipe['parts']): Variable => {
    const made = variable(name, [rowsOf(parts)]);
    this.recipes.push({ variable: made, columns: 1, parts });
    return made;
  };
}

/** Bytes of a variable whose sizes are all known. */
export const bytesOf = ({ shape, dtype }: Variable): number =>
  (shape as readonly number[]).reduce((product, size) => product * size, isHalf(dtype) ? 2 : 4);

const rowsOf = (parts: WeightRecipe['parts']): number => parts.reduce((total, part) => total + part.rows, 0);

/** Checks that a file has every tensor that the recipes name, in the shape that they need. */
export function checkWeights(recipes: readonly WeightRecipe[], source: WeightSource): void {
  const expect = (tensor: string, shape: readonly number[]): void => {
    const info = source.tensors.get(tensor);
    if (!info)
      throw new RuntimeError(
        'weights',
        `${source.description}: the tensor "${tensor}" is missing; is the download complete?`,
      );
    if (info.shape.join(',') !== shape.join(','))
      throw new RuntimeError(
        'weights',
        `${source.description}: the tensor "${tensor}" is [${info.shape.join(', ')}], the configuration asks for [${shape.join(', ')}].`,
      );
  };
  for (const { variable: made, parts, columns, columnScale } of recipes) {
    for (const { tensor, rows } of parts) expect(tensor, made.shape.length === 1 ? [rows] : [rows, columns]);
    if (columnScale !== undefined) expect(columnScale.tensor, [columns]);
  }
}

/** The tensors that a recipe names, in the order in which `fuseWeights` reads them. */
const tensorsOf = ({ parts, columnScale }: WeightRecipe): string[] => [
  ...(columnScale === undefined ? [] : [columnScale.tensor]),
  ...parts.map(({ tensor }) => tensor),
];

/** What a model's recipes name, in that order. */
export const tensorsOfAll = (recipes: readonly WeightRecipe[]): string[] => recipes.flatMap(tensorsOf);

/** Memory that is used again from tensor to tensor: for what is read, and for the values that are made of it. */
export interface WeightMemory {
  readonly read: LoadingMemory;
  readonly values: LoadingMemory;
}

/**
 * Reads what a recipe names, one tensor at a time, and makes the variable's value of it, row-major.
 * @param memory where the value stands until `memory.values` is reset
 */
export async function fuseWeights(
  recipe: WeightRecipe,
  source: WeightSource,
  onTensor: (name: string, values: StoredNumbers) => void,
  memory: WeightMemory,
): Promise<HostTensor> {
  const { dtype } = recipe.variable;
  const shape = recipe.variable.shape as readonly number[];
  const fetch: Fetch = async (name, place) => {
    memory.read.reset();
    const values = await source.readStored(name, (byteLength) =>
      byteLength === place?.byteLength ? place : memory.read.take(byteLength),
    );
    onTensor(name, values);
    return values;
  };
  const bytes = memory.values.take(bytesOf(recipe.variable));
  return isHalf(dtype)
    ? halfTensor(dtype, await stackHalves(recipe, dtype, fetch, bytes), shape)
    : floatTensor(await scaleAndStack(recipe, fetch, bytes), shape);
}

/** Reads a tensor of a file, into `place` where its bytes there fill that. */
type Fetch = (name: string, place?: Uint8Array<ArrayBuffer>) => Promise<StoredNumbers>;

async function stackHalves(
  { parts, columns }: WeightRecipe,
  dtype: HalfDType,
  fetch: Fetch,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint16Array> {
  let offset = 0;
  for (const { tensor, rows } of parts) {
    const place = bytes.subarray(offset, offset + 2 * rows * columns);
    const halves = toHalf(dtype, await fetch(tensor, place));
    if (halves.buffer !== place.buffer) words(place).set(halves);
    offset += place.byteLength;
  }
  return words(bytes);
}

async function scaleAndStack(
  { parts, columns, columnScale }: WeightRecipe,
  fetch: Fetch,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Float32Array> {
  const norm =
    columnScale && toFloat32(await fetch(columnScale.tensor)).map((weight) => weight + columnScale.offset);
  let offset = 0;
  for (const { tensor, rows, scale = 1, offset: added = 0 } of parts) {
    const place = bytes.subarray(offset, offset + 4 * rows * columns);
    const values = floats(place);
    const stored = toFloat32(await fetch(tensor, place), values);
    if (stored.buffer !== place.buffer) values.set(stored);
    if (norm) scaleColumns(values, norm, scale);
    else if (scale !== 1 || added !== 0)
      for (let at = 0; at < values.length; at++) values[at] = (values[at]! + added) * scale;
    offset += place.byteLength;
  }
  return floats(bytes);
}

function scaleColumns(values: Float32Array, norm: Float32Array, scale: number): void {
  const factors = Float64Array.from(norm, (each) => each * scale);
  const columns = factors.length;
  for (let row = 0; row < values.length; row += columns)
    for (let column = 0; column < columns; column++)
      values[row + column] = values[row + column]! * factors[column]!;
}

const words = ({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): Uint16Array =>
  new Uint16Array(buffer, byteOffset, byteLength / 2);
const floats = ({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): Float32Array<ArrayBuffer> =>
  new Float32Array(buffer, byteOffset, byteLength / 4);
