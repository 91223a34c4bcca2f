import { RuntimeError } from '../RuntimeError.js';
import type { HalfDType, Variable } from '../program/index.js';
import { isHalf, variable } from '../program/index.js';
import type { WeightSource } from '../weights/index.js';

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
  /** The variable is the other way round, `[columns, rows]`: in float32 only. */
  readonly transposed?: true;
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

  /** As `matrix`, the other way round: `[columns, rows]`. */
  readonly transposedMatrix = (
    name: string,
    columns: number,
    parts: WeightRecipe['parts'],
    columnScale?: ColumnScale,
  ): Variable => {
    const made = variable(name, [columns, rowsOf(parts)], 'float32');
    this.recipes.push({
      variable: made,
      columns,
      parts,
      ...(columnScale !== undefined && { columnScale }),
      transposed: true,
    });
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

/** Of all parts together. */
export const rowsOf = (parts: WeightRecipe['parts']): number =>
  parts.reduce((total, part) => total + part.rows, 0);

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
