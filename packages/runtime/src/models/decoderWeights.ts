import type { HalfDType, Variable } from '../program/index.js';
import { Size, variable } from '../program/index.js';
import type { LayerWeights } from './decoderLayer.js';
import { heldLayout } from './heldLayout.js';
import type { ModelConfig } from './ModelConfig.js';
import type { NormWeights } from './norm.js';
import { scaleLeft } from './scaleLeft.js';
import { type ColumnScale, RecipeBook, type WeightRecipe } from './WeightRecipe.js';

/** In what weights are held and multiplied. */
export type WeightDType = 'float32' | HalfDType;

/** All weights of a decoder as variables of a program. */
export interface DecoderWeights {
  /** `[vocab, hidden]` */
  readonly embedding: Variable;
  readonly layers: readonly LayerWeights[];
  /** `[maxPositions, hidden]`, where positions are learned. */
  readonly positions: Variable | undefined;
  /** `[hidden]` */
  readonly finalNorm: NormWeights;
  /** `[vocab, hidden]`; the embedding itself where they are tied. */
  readonly head: Variable;
  readonly recipes: readonly WeightRecipe[];
}

/** The Hugging Face name of the matrix that DINM edits in a layer (counted from 0). */
export const downProjName = ({ names }: ModelConfig, layer: number): string =>
  `${names.layers}.${layer}.${names.downProj}.weight`;

/** That matrix's shape in the file, and so wherever it is read, written or changed: `[hidden, intermediate]`, or `[intermediate, hidden]`. */
export const downProjShape = (config: ModelConfig): [rows: number, columns: number] =>
  config.matrixLayout === 'outIn'
    ? [config.hiddenSize, config.intermediateSize]
    : [config.intermediateSize, config.hiddenSize];

/** The variable that holds a layer's `downProj` once it is edited, where weights are of half precision. */
export const editedDownProjName = (layer: number): string => `edited.${layer}`;

/** @param dtype of matrices; vectors (norms, biases) are float32 always */
export function decoderWeights(config: ModelConfig, dtype: WeightDType = 'float32'): DecoderWeights {
  const book = new RecipeBook(dtype);
  const { recipes, matrix } = book;
  const { hiddenSize, vocabSize, names } = config;
  const rowsOfAll = (name: string, module: string, rows: number): Variable =>
    matrix(name, hiddenSize, [{ tensor: `${module}.weight`, rows }]);
  const embedding = rowsOfAll('embedding', names.embedding, vocabSize);
  const positions = config.learnedPositions
    ? rowsOfAll('positions', names.positions, config.maxPositions)
    : undefined;
  const layers = Array.from({ length: config.layers }, (_, index) =>
    layerWeights(config, dtype, book, index),
  );
  const finalNorm = normVectors(config, book, 'finalNorm', names.finalNorm);
  const head = config.tiedEmbeddings ? embedding : rowsOfAll('head', 'lm_head', vocabSize);
  return { embedding, positions, layers, finalNorm, head, recipes };
}

type Parts = WeightRecipe['parts'];

function layerWeights(
  config: ModelConfig,
  dtype: WeightDType,
  { matrix, transposedMatrix, vector }: RecipeBook,
  index: number,
): LayerWeights {
  const { hiddenSize, intermediateSize, heads, keyValueHeads, headDim, biases, queryKeyNorm } = config;
  const { attentionScale, fusedProjections, gatedMlp, postNorms, normOffset: offset, names } = config;
  const prefix = `${names.layers}.${index}`;
  const folds = dtype === 'float32';
  const foldedScale = queryKeyNorm ? 1 : attentionScale / scaleLeft(config, dtype);
  const one = (module: string, kind: 'weight' | 'bias', rows: number): Parts => [
    { tensor: `${prefix}.${module}.${kind}`, rows },
  ];
  const queryKeyValue = (kind: 'weight' | 'bias'): Parts =>
    fusedProjections
      ? one(names.queryKeyValue, kind, (heads + 2 * keyValueHeads) * headDim)
      : [
          { tensor: `${prefix}.self_attn.q_proj.${kind}`, rows: heads * headDim, scale: foldedScale },
          ...one('self_attn.k_proj', kind, keyValueHeads * headDim),
          ...one('self_attn.v_proj', kind, keyValueHeads * headDim),
        ];
  const gateUp = (kind: 'weight' | 'bias'): Parts =>
    fusedProjections
      ? one(names.gateUp, kind, (gatedMlp ? 2 : 1) * intermediateSize)
      : [...one('mlp.gate_proj', kind, intermediateSize), ...one('mlp.up_proj', kind, intermediateSize)];
  /** `parts` are what comes out; a matrix that stands the other way round in the file has one. */
  const projection = (
    name: string,
    inputs: number,
    parts: Parts,
    folded?: ColumnScale,
    held = heldLayout(config, dtype),
  ): Variable => {
    if (config.matrixLayout === 'inOut')
      return matrix(name, parts[0]!.rows, [{ ...parts[0]!, rows: inputs }]);
    return (held === 'inOut' ? transposedMatrix : matrix)(name, inputs, parts, folded);
  };
  const bias = (exists: boolean, name: string, parts: Parts): Variable | undefined =>
    exists ? vector(`${index}.${name}`, parts) : undefined;
  const norms = (name: string, module: string): NormWeights =>
    normVectors(config, { vector }, `${index}.${name}`, `${prefix}.${module}`);
  const headNorm = (which: 'q' | 'k', scale: number): NormWeights | undefined =>
    queryKeyNorm
      ? {
          scale: vector(`${index}.${which}Norm`, [
            { tensor: `${prefix}.self_attn.${which}_norm.weight`, rows: headDim, scale, offset },
          ]),
        }
      : undefined;
  /** A norm before a matrix: RMSNorm's weight folded into it, or variables. */
  const norm = (name: string, module: string): { folded?: ColumnScale; apart: NormWeights } =>
    folds && config.norm === 'rms'
      ? { folded: { tensor: `${prefix}.${module}.weight`, offset }, apart: {} }
      : { apart: norms(name, module) };
  // A fingerprint counts on the order: each norm's weight right before the matrix that it belongs to.
  const attentionNorm = norm('attentionNorm', names.attentionNorm);
  const attention = {
    attentionNorm: attentionNorm.apart,
    queryKeyValue: projection(
      `${index}.queryKeyValue`,
      hiddenSize,
      queryKeyValue('weight'),
      attentionNorm.folded,
    ),
    queryKeyValueBias: bias(biases.queryKeyValue, 'queryKeyValueBias', queryKeyValue('bias')),
    queryNorm: headNorm('q', attentionScale),
    keyNorm: headNorm('k', 1),
    attentionOutput: projection(
      `${index}.attentionOutput`,
      heads * headDim,
      one(names.attentionOutput, 'weight', hiddenSize),
    ),
    attentionOutputBias: bias(
      biases.attentionOutput,
      'attentionOutputBias',
      one(names.attentionOutput, 'bias', hiddenSize),
    ),
    attentionPostNorm: postNorms ? norms('attentionPostNorm', 'post_attention_layernorm') : undefined,
  };
  const mlpNorm = norm('mlpNorm', names.mlpNorm);
  return {
    ...attention,
    mlpNorm: mlpNorm.apart,
    gateUp: projection(`${index}.gateUp`, hiddenSize, gateUp('weight'), mlpNorm.folded),
    gateUpBias: bias(biases.mlp, 'gateUpBias', gateUp('bias')),
    downProj: projection(
      downProjName(config, index),
      intermediateSize,
      one(names.downProj, 'weight', hiddenSize),
      undefined,
      config.matrixLayout, // what an edit reads and writes
    ),
    editedDownProj: folds
      ? undefined
      : variable(editedDownProjName(index), [Size.of('editedRows'), downProjShape(config)[1]]),
    downProjBias: bias(biases.mlp, 'downProjBias', one(names.downProj, 'bias', hiddenSize)),
    mlpPostNorm: postNorms ? norms('mlpPostNorm', 'post_feedforward_layernorm') : undefined,
  };
}

/** A norm of hidden states, with what it has in the file. */
function normVectors(
  { hiddenSize, norm, normOffset: offset }: ModelConfig,
  { vector }: Pick<RecipeBook, 'vector'>,
  name: string,
  module: string,
): NormWeights {
  const scale = vector(name, [{ tensor: `${module}.weight`, rows: hiddenSize, offset }]);
  if (norm === 'rms') return { scale };
  return { scale, shift: vector(`${name}Shift`, [{ tensor: `${module}.bias`, rows: hiddenSize }]) };
}
