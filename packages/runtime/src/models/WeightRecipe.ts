import type { HostTensor } from '../engines/Engine.js';
import { floatTensor, halfTensor } from '../engines/Engine.js';
import { RuntimeError } from '../RuntimeError.js';
import type { HalfDType, Variable } from '../program/index.js';
import { isHalf, variable } from '../program/index.js';
import type { StoredNumbers, WeightSource } from '../weights/index.js';
import { toFloat32, toHalf } from '../weights/index.js';

/**
 * How a variable is made of the tensors of a file: stacked along their rows, each scaled, columns scaled by a norm's weight.
 * Of half precision nothing is scaled.
 */
export interface WeightRecipe {
  readonly variable: Variable;
  readonly parts: readonly { readonly tensor: string; readonly rows: number; readonly scale?: number }[];
  /** 1 for vectors. */
  readonly columns: number;
  /** A `[columns]` tensor that the columns are multiplied by. */
  readonly columnScale?: string;
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
    columnScale?: string,
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
    if (columnScale !== undefined) expect(columnScale, [columns]);
  }
}

/** The tensors that a recipe names, in the order in which `fuseWeights` reads them. */
export const tensorsOf = ({ parts, columnScale }: WeightRecipe): string[] => [
  ...(columnScale === undefined ? [] : [columnScale]),
  ...parts.map(({ tensor }) => tensor),
];

/** Reads what a recipe names, one tensor at a time, and makes the variable's value of it, row-major. */
export async function fuseWeights(
  recipe: WeightRecipe,
  source: WeightSource,
  onTensor: (name: string, values: StoredNumbers) => void,
): Promise<HostTensor> {
  const { dtype } = recipe.variable;
  const shape = recipe.variable.shape as readonly number[];
  const fetch = async (name: string): Promise<StoredNumbers> => {
    const values = await source.readStored(name);
    onTensor(name, values);
    return values;
  };
  return isHalf(dtype)
    ? halfTensor(dtype, await stackHalves(recipe, dtype, fetch), shape)
    : floatTensor(await scaleAndStack(recipe, async (name) => toFloat32(await fetch(name))), shape);
}

async function stackHalves(
  { parts, columns }: WeightRecipe,
  dtype: HalfDType,
  fetch: (name: string) => Promise<StoredNumbers>,
): Promise<Uint16Array> {
  if (parts.length === 1) return toHalf(dtype, await fetch(parts[0]!.tensor));
  const stacked = new Uint16Array(rowsOf(parts) * columns);
  let offset = 0;
  for (const { tensor, rows } of parts) {
    stacked.set(toHalf(dtype, await fetch(tensor)), offset);
    offset += rows * columns;
  }
  return stacked;
}

async function scaleAndStack(
  { parts, columns, columnScale }: WeightRecipe,
  fetch: (name: string) => Promise<Float32Array>,
): Promise<Float32Array> {
  const norm = columnScale === undefined ? undefined : await fetch(columnScale);
  const [only] = parts;
  if (parts.length === 1 && only && !norm && (only.scale ?? 1) === 1) return fetch(only.tensor);
  const fused = new Float32Array(rowsOf(parts) * columns);
  let offset = 0;
  for (const { tensor, rows, scale = 1 } of parts) {
    const values = await fetch(tensor);
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        fused[offset + row * columns + column] =
          values[row * columns + column]! * scale * (norm ? norm[column]! : 1);
    offset += rows * columns;
  }
  return fused;
}
