import type { HalfDType, Variable } from '../program/index.js';
import { Size, variable } from '../program/index.js';
import type { LayerWeights } from './decoderLayer.js';
import type { ModelConfig } from './ModelConfig.js';
import { type ColumnScale, RecipeBook, type WeightRecipe } from './WeightRecipe.js';

/** In what weights are held and multiplied. */
export type WeightDType = 'float32' | HalfDType;

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

/** The Hugging Face name of the matrix that DINM edits in a layer (counted from 0). */
export const downProjName = (layer: number): string => `model.layers.${layer}.mlp.down_proj.weight`;

/** The variable that holds a layer's `downProj` once it is edited, where weights are of half precision. */
export const editedDownProjName = (layer: number): string => `edited.${layer}`;

/**
 * What of `attentionScale` is not folded into the weights of queries: 1 where all of it is. Folded in half precision it would be
 * rounded; in fused projections, and where queries are normalised, there is nothing or something better to fold it into.
 */
export const scaleLeft = (config: ModelConfig, dtype: WeightDType): number =>
  config.queryKeyNorm || (dtype === 'float32' && !config.fusedProjections) ? 1 : config.attentionScale;

/** @param dtype of matrices; vectors (norms, biases) are float32 always */
export function decoderWeights(config: ModelConfig, dtype: WeightDType = 'float32'): DecoderWeights {
  const { recipes, matrix, vector } = new RecipeBook(dtype);
  const folds = dtype === 'float32';
  const { hiddenSize, intermediateSize, heads, keyValueHeads, headDim, vocabSize, biases, queryKeyNorm } =
    config;
  const { attentionScale, fusedProjections, postNorms, normOffset: offset } = config;
  const foldedScale = queryKeyNorm ? 1 : attentionScale / scaleLeft(config, dtype);
  const embedding = matrix('embedding', hiddenSize, [
    { tensor: 'model.embed_tokens.weight', rows: vocabSize },
  ]);
  const layers = Array.from({ length: config.layers }, (_, index): LayerWeights => {
    const prefix = `model.layers.${index}`;
    const one = (module: string, kind: 'weight' | 'bias', rows: number): WeightRecipe['parts'] => [
      { tensor: `${prefix}.${module}.${kind}`, rows },
    ];
    const queryKeyValue = (kind: 'weight' | 'bias'): WeightRecipe['parts'] =>
      fusedProjections
        ? one('self_attn.qkv_proj', kind, (heads + 2 * keyValueHeads) * headDim)
        : [
            {
              tensor: `${prefix}.self_attn.q_proj.${kind}`,
              rows: heads * headDim,
              scale: foldedScale,
            },
            { tensor: `${prefix}.self_attn.k_proj.${kind}`, rows: keyValueHeads * headDim },
            { tensor: `${prefix}.self_attn.v_proj.${kind}`, rows: keyValueHeads * headDim },
          ];
    const gateUp = (kind: 'weight' | 'bias'): WeightRecipe['parts'] =>
      fusedProjections
        ? one('mlp.gate_up_proj', kind, 2 * intermediateSize)
        : [
            { tensor: `${prefix}.mlp.gate_proj.${kind}`, rows: intermediateSize },
            { tensor: `${prefix}.mlp.up_proj.${kind}`, rows: intermediateSize },
          ];
    const headNorm = (which: 'q' | 'k', scale: number): Variable | undefined =>
      queryKeyNorm
        ? vector(`${index}.${which}Norm`, [
            { tensor: `${prefix}.self_attn.${which}_norm.weight`, rows: headDim, scale, offset },
          ])
        : undefined;
    /** A norm's weight: folded into the matrix behind it, or a variable. */
    const norm = (name: string, tensor: string): { folded?: ColumnScale; apart?: Variable } =>
      folds
        ? { folded: { tensor, offset } }
        : { apart: vector(`${index}.${name}`, [{ tensor, rows: hiddenSize, offset }]) };
    const postNorm = (name: string, module: string): Variable | undefined =>
      postNorms
        ? vector(`${index}.${name}`, [{ tensor: `${prefix}.${module}.weight`, rows: hiddenSize, offset }])
        : undefined;
    // A fingerprint counts on the order: each norm's weight right before the matrix that it belongs to.
    const attentionNorm = norm('attentionNorm', `${prefix}.input_layernorm.weight`);
    const attention = {
      attentionNorm: attentionNorm.apart,
      queryKeyValue: matrix(
        `${index}.queryKeyValue`,
        hiddenSize,
        queryKeyValue('weight'),
        attentionNorm.folded,
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
      attentionPostNorm: postNorm('attentionPostNorm', 'post_attention_layernorm'),
    };
    // LLaMA calls the norm before the MLP so; where there is one behind attention as well, that one has the name.
    const beforeMlp = postNorms ? 'pre_feedforward_layernorm' : 'post_attention_layernorm';
    const mlpNorm = norm('mlpNorm', `${prefix}.${beforeMlp}.weight`);
    return {
      ...attention,
      mlpNorm: mlpNorm.apart,
      gateUp: matrix(`${index}.gateUp`, hiddenSize, gateUp('weight'), mlpNorm.folded),
      gateUpBias: biases.mlp ? vector(`${index}.gateUpBias`, gateUp('bias')) : undefined,
      downProj: matrix(downProjName(index), intermediateSize, one('mlp.down_proj', 'weight', hiddenSize)),
      editedDownProj: folds
        ? undefined
        : variable(editedDownProjName(index), [Size.of('editedRows'), intermediateSize]),
      downProjBias: biases.mlp
        ? vector(`${index}.downProjBias`, one('mlp.down_proj', 'bias', hiddenSize))
        : undefined,
      mlpPostNorm: postNorm('mlpPostNorm', 'post_feedforward_layernorm'),
    };
  });
  const finalNorm = vector('finalNorm', [{ tensor: 'model.norm.weight', rows: hiddenSize, offset }]);
  const head = config.tiedEmbeddings
    ? embedding
    : matrix('head', hiddenSize, [{ tensor: 'lm_head.weight', rows: vocabSize }]);
  return { embedding, layers, finalNorm, head, recipes };
}
