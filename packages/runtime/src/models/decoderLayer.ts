import type { Dim, Node, Shape, Variable } from '../program/index.js';
import {
  add,
  concat,
  matMul,
  mul,
  multiplyDims,
  read,
  reshape,
  rmsNormalize,
  silu,
  softmax,
  split,
  transpose,
  updateRows,
} from '../program/index.js';
import { linear } from './linear.js';
import type { ModelConfig } from './ModelConfig.js';
import { rotate, rotateOnce } from './rotaryEmbedding.js';

/** One layer's weights, fused as `decoderWeights` does it; matrices are `[out, in]`. */
export interface LayerWeights {
  /** Query, key and value in one: `[(heads + 2 kvHeads) headDim, hidden]`; the norm's weight and 1/sqrt(headDim) are folded in. */
  readonly queryKeyValue: Variable;
  readonly queryKeyValueBias: Variable | undefined;
  /** `[headDim]`, with 1/sqrt(headDim) folded into the query's. */
  readonly queryNorm: Variable | undefined;
  readonly keyNorm: Variable | undefined;
  /** `[hidden, heads headDim]` */
  readonly attentionOutput: Variable;
  readonly attentionOutputBias: Variable | undefined;
  /** Gate and up in one: `[2 intermediate, hidden]`, the norm's weight folded in. */
  readonly gateUp: Variable;
  readonly gateUpBias: Variable | undefined;
  /** `[hidden, intermediate]`, as in the file: the matrix that DINM edits. */
  readonly downProj: Variable;
  readonly downProjBias: Variable | undefined;
}

/** The values inside one layer that somebody may ask for. */
export interface LayerTrace {
  /** The residual stream after attention, `[rows, hidden]`. */
  readonly residual: Node;
  /** What goes into `downProj`, `[rows, intermediate]`. */
  readonly mlpInner: Node;
  /** What comes out of it, `[rows, hidden]`. */
  readonly mlpOutput: Node;
  /** The residual stream after the layer, `[rows, hidden]`. */
  readonly output: Node;
  /** Rotated keys and values `[batch, kvHeads, length, headDim]`, where the layer ran over whole sequences. */
  readonly keys: Node;
  readonly values: Node;
}

/** What every layer of a pass over whole sequences shares. */
export interface SequenceInputs {
  readonly batch: Dim;
  readonly length: Dim;
  /** `[1, length, 1, headDim]` and `[1, length, 1, 2, headDim / 2]` */
  readonly cos: Node;
  readonly sin: Node;
  /** Added to scores, 0 or -1e9: `[batch or 1, 1, 1, length, length]` */
  readonly mask: Node;
  /** 1, and 0 for padding, whose attention output is 0 as in PyTorch's SDPA: `[batch length, 1]` */
  readonly queryKeep: Node;
}

/** One layer over whole sequences: x `[batch length, hidden]`. */
export function decoderLayer(
  config: ModelConfig,
  weights: LayerWeights,
  x: Node,
  inputs: SequenceInputs,
): LayerTrace {
  const { heads, keyValueHeads, headDim, normEpsilon } = config;
  const { batch, length } = inputs;
  const rows = multiplyDims(batch, length);
  const group = heads / keyValueHeads;

  const { queryKey, value } = projectHeads(config, weights, rmsNormalize(x, normEpsilon), [batch, length]);
  const rotated = transpose(rotate(queryKey, inputs.cos, inputs.sin), [0, 2, 1, 3]); // [batch, heads + kvHeads, length, headDim]
  const [queries, keys] = split(rotated, 1, [heads, keyValueHeads]) as [Node, Node];
  const values = transpose(reshape(value, [batch, length, keyValueHeads, headDim]), [0, 2, 1, 3]);

  const grouped = multiplyDims(group, length); // the queries that share a key/value head stand below each other
  const scores = matMul(reshape(queries, [batch, keyValueHeads, grouped, headDim]), keys, {
    transposeB: true,
  });
  const masked = add(reshape(scores, [batch, keyValueHeads, group, length, length]), inputs.mask);
  const attention = reshape(softmax(masked), [batch, keyValueHeads, grouped, length]);
  const mixed = reshape(matMul(attention, values), [batch, heads, length, headDim]);
  const attended = mul(reshape(transpose(mixed, [0, 2, 1, 3]), [rows, heads * headDim]), inputs.queryKeep);

  return { ...finishLayer(config, weights, x, attended), keys, values };
}

/** What every layer of one decoding step shares. */
export interface StepInputs {
  readonly batch: Dim;
  /** Positions that the caches have room for. */
  readonly capacity: Dim;
  /** The position's rotation, `[headDim, headDim]` */
  readonly rotation: Node;
  /** `[batch or 1, 1, 1, capacity]` */
  readonly mask: Node;
  /** The rows of the caches that the new keys and values go to, `[batch kvHeads]` */
  readonly cacheRows: Node;
}

export interface LayerCache {
  /** `[batch, kvHeads, capacity, headDim]` */
  readonly keys: Variable;
  readonly values: Variable;
}

/** One layer over one new token of each row, with the keys and values before it in caches: x `[batch, hidden]`. */
export function decoderLayerStep(
  config: ModelConfig,
  weights: LayerWeights,
  cache: LayerCache,
  x: Node,
  inputs: StepInputs,
): Node {
  const { heads, keyValueHeads, headDim, normEpsilon } = config;
  const { batch, capacity } = inputs;

  const { queryKey, value } = projectHeads(config, weights, rmsNormalize(x, normEpsilon), [batch]);
  const flat = reshape(queryKey, [multiplyDims(batch, heads + keyValueHeads), headDim]);
  const rotated = reshape(rotateOnce(flat, inputs.rotation), [batch, heads + keyValueHeads, headDim]);
  const [query, key] = split(rotated, 1, [heads, keyValueHeads]) as [Node, Node];

  const cacheShape: Shape = [batch, keyValueHeads, capacity, headDim];
  const cacheRow: Shape = [multiplyDims(batch, keyValueHeads), headDim];
  const keys = updateRows(cache.keys, cacheShape, inputs.cacheRows, reshape(key, cacheRow));
  const values = updateRows(cache.values, cacheShape, inputs.cacheRows, reshape(value, cacheRow));

  const queries = reshape(query, [batch, keyValueHeads, heads / keyValueHeads, headDim]);
  const attention = softmax(add(matMul(queries, keys, { transposeB: true }), inputs.mask)); // [batch, kvHeads, group, capacity]
  const attended = reshape(matMul(attention, values), [batch, heads * headDim]);
  return finishLayer(config, weights, x, attended).output;
}

/** Queries and keys `[..., heads + kvHeads, headDim]`, scaled and normalised but not rotated, and values `[rows, kvHeads headDim]`. */
function projectHeads(
  config: ModelConfig,
  weights: LayerWeights,
  normed: Node,
  leading: Shape,
): { queryKey: Node; value: Node } {
  const { heads, keyValueHeads, headDim } = config;
  const projected = linear(normed, weights.queryKeyValue, weights.queryKeyValueBias);
  const [flat, value] = split(projected, 1, [(heads + keyValueHeads) * headDim, keyValueHeads * headDim]) as [
    Node,
    Node,
  ];
  const queryKey = reshape(flat, [...leading, heads + keyValueHeads, headDim]);
  if (!weights.queryNorm || !weights.keyNorm) return { queryKey, value };
  const [queries, keys] = split(queryKey, leading.length, [heads, keyValueHeads]) as [Node, Node];
  const normalized = [
    mul(rmsNormalize(queries, config.normEpsilon), read(weights.queryNorm)),
    mul(rmsNormalize(keys, config.normEpsilon), read(weights.keyNorm)),
  ];
  return { queryKey: concat(normalized, leading.length), value };
}

/** Attention's output projection and the gated MLP, each added to the residual stream. */
function finishLayer(
  config: ModelConfig,
  weights: LayerWeights,
  x: Node,
  attended: Node,
): Omit<LayerTrace, 'keys' | 'values'> {
  const { intermediateSize, normEpsilon } = config;
  const residual = add(x, linear(attended, weights.attentionOutput, weights.attentionOutputBias));
  const projected = linear(rmsNormalize(residual, normEpsilon), weights.gateUp, weights.gateUpBias);
  const [gate, up] = split(projected, 1, [intermediateSize, intermediateSize]) as [Node, Node];
  const mlpInner = mul(silu(gate), up);
  const mlpOutput = linear(mlpInner, weights.downProj, weights.downProjBias);
  return { residual, mlpInner, mlpOutput, output: add(residual, mlpOutput) };
}
