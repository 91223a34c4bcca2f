import type { HostTensor } from '../engines/Engine.js';
import { floatTensor, halfTensor } from '../engines/Engine.js';
import type { HalfDType } from '../program/index.js';
import { isHalf } from '../program/index.js';
import type { StoredNumbers, WeightSource } from '../weights/index.js';
import { type LoadingMemory, toFloat32, toHalf } from '../weights/index.js';
import { bytesOf, rowsOf, type WeightRecipe } from './WeightRecipe.js';

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
    : floatTensor(await scaleAndStack(recipe, fetch, bytes, memory.read), shape);
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
  recipe: WeightRecipe,
  fetch: Fetch,
  bytes: Uint8Array<ArrayBuffer>,
  scratch: LoadingMemory,
): Promise<Float32Array> {
  const { parts, columns, columnScale, transposed } = recipe;
  const norm =
    columnScale && toFloat32(await fetch(columnScale.tensor)).map((weight) => weight + columnScale.offset);
  const place = { whole: floats(bytes), columns, rowsOfAll: rowsOf(parts) };
  let firstRow = 0;
  for (const part of parts) {
    if (transposed) await putTransposed(part, fetch, norm, { ...place, firstRow }, scratch);
    else await put(part, fetch, norm, bytes.subarray(4 * firstRow * columns), columns);
    firstRow += part.rows;
  }
  return place.whole;
}

type Part = WeightRecipe['parts'][number];

/** Reads a part to the beginning of `bytes`. */
async function put(
  { tensor, rows, scale = 1, offset = 0 }: Part,
  fetch: Fetch,
  norm: Float32Array | undefined,
  bytes: Uint8Array<ArrayBuffer>,
  columns: number,
): Promise<void> {
  const place = bytes.subarray(0, 4 * rows * columns);
  const values = floats(place);
  const stored = toFloat32(await fetch(tensor, place), values);
  if (stored.buffer !== place.buffer) values.set(stored);
  if (norm) scaleColumns(values, norm, scale);
  else if (scale !== 1 || offset !== 0)
    for (let at = 0; at < values.length; at++) values[at] = (values[at]! + offset) * scale;
}

/** Where the rows of a part become columns of `whole`, which is `[columns, rowsOfAll]`. */
interface ColumnPlace {
  readonly whole: Float32Array;
  readonly columns: number;
  readonly rowsOfAll: number;
  readonly firstRow: number;
}

async function putTransposed(
  { tensor, rows, scale = 1 }: Part,
  fetch: Fetch,
  norm: Float32Array | undefined,
  { whole, columns, rowsOfAll, firstRow }: ColumnPlace,
  scratch: LoadingMemory,
): Promise<void> {
  const stored = toFloat32(await fetch(tensor), floats(scratch.take(4 * rows * columns)));
  for (let top = 0; top < rows; top += tile)
    for (let left = 0; left < columns; left += tile)
      for (let column = left; column < Math.min(columns, left + tile); column++) {
        const factor = (norm?.[column] ?? 1) * scale;
        const to = column * rowsOfAll + firstRow;
        for (let row = top; row < Math.min(rows, top + tile); row++)
          whole[to + row] = stored[row * columns + column]! * factor;
      }
}

/** So many rows and columns are transposed at a time, so that both sides stay in the processor's nearest cache. */
const tile = 32;

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
