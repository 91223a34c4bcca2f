import { RuntimeError } from '../RuntimeError.js';
import type { Variable } from '../program/index.js';
import { variable } from '../program/index.js';
import type { WeightSource } from '../weights/index.js';
import type { LayerWeights } from './decoderLayer.js';
import type { ModelConfig } from './ModelConfig.js';

/** All weights of a decoder as variables of a program. */
export interface DecoderWeights {
  /** `[vocab, hidden]` */
  readonly embedding: Variable;
  readonly layers: readonly LayerWeights[];
  /** `[hidden]` */
  readonly finalNorm: Variable;
  /** `[vocab, hidden]`; the embedding itself where they are tied. */
  readonly head: Variable;
  readonly recipes: readonly WeightRecipe[];
}

/** How a variable is made of the tensors of a file: stacked along their rows, each scaled, columns scaled by a norm's weight. */
export interface WeightRecipe {
  readonly variable: Variable;
  readonly parts: readonly { readonly tensor: string; readonly rows: number; readonly scale?: number }[];
  /** 1 for vectors. */
  readonly columns: number;
  /** A `[columns]` tensor that the columns are multiplied by. */
  readonly columnScale?: string;
}

/** The Hugging Face name of the matrix that DINM edits in a layer (counted from 0). */
export const downProjName = (layer: number): string => `model.layers.${layer}.mlp.down_proj.weight`;

export function decoderWeights(config: ModelConfig): DecoderWeights {
  const recipes: WeightRecipe[] = [];
  const matrix = (
    name: string,
    columns: number,
    parts: WeightRecipe['parts'],
    columnScale?: string,
  ): Variable => {
    const rows = parts.reduce((total, part) => total + part.rows, 0);
    const made = variable(name, [rows, columns]);
    recipes.push({ variable: made, columns, parts, ...(columnScale !== undefined && { columnScale }) });
    return made;
  };
  const vector = (name: string, parts: WeightRecipe['parts']): Variable => {
    const made = variable(name, [parts.reduce((total, part) => total + part.rows, 0)]);
    recipes.push({ variable: made, columns: 1, parts });
    return made;
  };

  const { hiddenSize, intermediateSize, heads, keyValueHeads, headDim, vocabSize, biases, queryKeyNorm } =
    config;
  const attentionScale = 1 / Math.sqrt(headDim);
  const queryScale = queryKeyNorm ? 1 : attentionScale;
  const embedding = matrix('embedding', hiddenSize, [
    { tensor: 'model.embed_tokens.weight', rows: vocabSize },
  ]);
  const layers = Array.from({ length: config.layers }, (_, index): LayerWeights => {
    const prefix = `model.layers.${index}`;
    const queryKeyValue = (kind: 'weight' | 'bias'): WeightRecipe['parts'] => [
      { tensor: `${prefix}.self_attn.q_proj.${kind}`, rows: heads * headDim, scale: queryScale },
      { tensor: `${prefix}.self_attn.k_proj.${kind}`, rows: keyValueHeads * headDim },
      { tensor: `${prefix}.self_attn.v_proj.${kind}`, rows: keyValueHeads * headDim },
    ];
    const gateUp = (kind: 'weight' | 'bias'): WeightRecipe['parts'] => [
      { tensor: `${prefix}.mlp.gate_proj.${kind}`, rows: intermediateSize },
      { tensor: `${prefix}.mlp.up_proj.${kind}`, rows: intermediateSize },
    ];
    const one = (module: string, kind: 'weight' | 'bias', rows: number): WeightRecipe['parts'] => [
      { tensor: `${prefix}.${module}.${kind}`, rows },
    ];
    const headNorm = (which: 'q' | 'k', scale: number): Variable | undefined =>
      queryKeyNorm
        ? vector(`${index}.${which}Norm`, [
            { tensor: `${prefix}.self_attn.${which}_norm.weight`, rows: headDim, scale },
          ])
        : undefined;
    return {
      queryKeyValue: matrix(
        `${index}.queryKeyValue`,
        hiddenSize,
        queryKeyValue('weight'),
        `${prefix}.input_layernorm.weight`,
      ),
      queryKeyValueBias: biases.queryKeyValue
        ? vector(`${index}.queryKeyValueBias`, queryKeyValue('bias'))
        : undefined,
      queryNorm: headNorm('q', attentionScale),
      keyNorm: headNorm('k', 1),
      attentionOutput: matrix(
        `${index}.attentionOutput`,
        heads * headDim,
        one('self_attn.o_proj', 'weight', hiddenSize),
      ),
      attentionOutputBias: biases.attentionOutput
        ? vector(`${index}.attentionOutputBias`, one('self_attn.o_proj', 'bias', hiddenSize))
        : undefined,
      gateUp: matrix(
        `${index}.gateUp`,
        hiddenSize,
        gateUp('weight'),
        `${prefix}.post_attention_layernorm.weight`,
      ),
      gateUpBias: biases.mlp ? vector(`${index}.gateUpBias`, gateUp('bias')) : undefined,
      downProj: matrix(downProjName(index), intermediateSize, one('mlp.down_proj', 'weight', hiddenSize)),
      downProjBias: biases.mlp
        ? vector(`${index}.downProjBias`, one('mlp.down_proj', 'bias', hiddenSize))
        : undefined,
    };
  });
  const finalNorm = vector('finalNorm', [{ tensor: 'model.norm.weight', rows: hiddenSize }]);
  const head = config.tiedEmbeddings
    ? embedding
    : matrix('head', hiddenSize, [{ tensor: 'lm_head.weight', rows: vocabSize }]);
  return { embedding, layers, finalNorm, head, recipes };
}

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

/** Reads what a recipe names, one tensor at a time, and makes the variable's value of it, row-major. */
export async function fuseWeights(
  recipe: WeightRecipe,
  source: WeightSource,
  onTensor: (name: string, values: Float32Array) => void,
): Promise<Float32Array> {
  const { parts, columns, columnScale } = recipe;
  const fetch = async (name: string): Promise<Float32Array> => {
    const values = await source.read(name);
    onTensor(name, values);
    return values;
  };
  const norm = columnScale === undefined ? undefined : await fetch(columnScale);
  const [only] = parts;
  if (parts.length === 1 && only && !norm && (only.scale ?? 1) === 1) return fetch(only.tensor);
  const fused = new Float32Array(parts.reduce((total, part) => total + part.rows, 0) * columns);
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
