import type { Dim, Node, Shape, Variable } from '../program/index.js';
import {
  add,
  cast,
  concat,
  geluTanh,
  matMul,
  mul,
  multiplyDims,
  read,
  reshape,
  silu,
  softmax,
  split,
  transpose,
  updateRows,
} from '../program/index.js';
import { editableLinear, linear, product } from './linear.js';
import { heldLayout } from './heldLayout.js';
import type { ModelConfig } from './ModelConfig.js';
import { normalize, type NormWeights } from './norm.js';
import { rotate, rotateOnce } from './rotaryEmbedding.js';
import { scaleLeft } from './scaleLeft.js';
import { softCap } from './softCap.js';

/**
 * One layer's weights, fused as `decoderWeights` does it; matrices are `[out, in]`, or `[in, out]` where `heldLayout` says so. In
 * float32 the weights of RMSNorms and 1/sqrt(headDim) are folded into the matrices behind them; in half precision that would round twice, so they stand apart, the scale in the rotation.
 */
export interface LayerWeights {
  /** `[hidden]` */
  readonly attentionNorm: NormWeights;
  /** Query, key and value in one: `[(heads + 2 kvHeads) headDim, hidden]` */
  readonly queryKeyValue: Variable;
  readonly queryKeyValueBias: Variable | undefined;
  /** `[headDim]`, with 1/sqrt(headDim) folded into the query's, whatever the precision. */
  readonly queryNorm: NormWeights | undefined;
  readonly keyNorm: NormWeights | undefined;
  /** `[hidden, heads headDim]` */
  readonly attentionOutput: Variable;
  readonly attentionOutputBias: Variable | undefined;
  /** `[hidden]`, of what attention gives, where that is normalised. */
  readonly attentionPostNorm: NormWeights | undefined;
  /** `[hidden]` */
  readonly mlpNorm: NormWeights;
  /** Gate and up in one: `[2 intermediate, hidden]`; without a gate up alone. */
  readonly gateUp: Variable;
  readonly gateUpBias: Variable | undefined;
  /** As in the file, `[hidden, intermediate]` or the other way round: the matrix that DINM edits. */
  readonly downProj: Variable;
  /**
   * In half precision, what stands for `downProj` once the layer is edited, in float32: of its shape, and one row
   * where it isn't. In float32 undefined: there `downProj` itself changes.
   */
  readonly editedDownProj: Variable | undefined;
  readonly downProjBias: Variable | undefined;
  /** `[hidden]`, of what the MLP gives, where that is normalised. */
  readonly mlpPostNorm: NormWeights | undefined;
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
  /** `[1, length, 1, headDim]` and `[1, length, 1, 2, headDim / 2]`; missing where nothing is rotated */
  readonly rotation: { readonly cos: Node; readonly sin: Node } | undefined;
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
  const { heads, keyValueHeads, headDim, rotaryDim } = config;
  const { batch, length } = inputs;
  const rows = multiplyDims(batch, length);
  const group = heads / keyValueHeads;

  const { dtype } = weights.queryKeyValue;
  const normed = normalize(config, x, weights.attentionNorm);
  const { queryKey, value } = projectHeads(config, weights, normed, [batch, length]);
  const { rotation } = inputs;
  const placed = rotation
    ? rotate(queryKey, rotation.cos, rotation.sin, rotaryDim)
    : scaleHeads(config, weights, queryKey);
  const rotated = transpose(cast(placed, dtype), [0, 2, 1, 3]); // [batch, heads + kvHeads, length, headDim]
  const [queries, keys] = split(rotated, 1, [heads, keyValueHeads]) as [Node, Node];
  const values = transpose(reshape(value, [batch, length, keyValueHeads, headDim]), [0, 2, 1, 3]);

  const grouped = multiplyDims(group, length); // the queries that share a key/value head stand below each other
  const scores = matMul(reshape(queries, [batch, keyValueHeads, grouped, headDim]), keys, {
    transposeB: true,
  });
  const scoresOfHeads = reshape(scores, [batch, keyValueHeads, group, length, length]);
  const masked = add(softCap(cast(scoresOfHeads, 'float32'), config.caps.attention), inputs.mask);
  const attention = reshape(cast(softmax(masked), dtype), [batch, keyValueHeads, grouped, length]);
  const mixed = reshape(matMul(attention, values), [batch, heads, length, headDim]);
  const joined = reshape(transpose(mixed, [0, 2, 1, 3]), [rows, heads * headDim]);
  const attended = mul(joined, cast(inputs.queryKeep, dtype));

  return { ...finishLayer(config, weights, x, attended), keys, values };
}

/** What every layer of one decoding step shares. */
export interface StepInputs {
  readonly batch: Dim;
  /** Positions that the caches have room for. */
  readonly capacity: Dim;
  /** The position's rotation, `[headDim, headDim]`; missing where nothing is rotated */
  readonly rotation: Node | undefined;
  /** `[batch or 1, 1, 1, capacity]` */
  readonly mask: Node;
  /** The rows of the caches that the new keys and values go to, `[batch kvHeads]` */
  readonly cacheRows: Node;
}

export interface LayerCache {
  /** `[batch kvHeads capacity, headDim]` */
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
  const { heads, keyValueHeads, headDim } = config;
  const { batch, capacity } = inputs;

  const { dtype } = weights.queryKeyValue;
  const normed = normalize(config, x, weights.attentionNorm);
  const { queryKey, value } = projectHeads(config, weights, normed, [batch]);
  const flat = reshape(queryKey, [multiplyDims(batch, heads + keyValueHeads), headDim]);
  const placed = inputs.rotation ? rotateOnce(flat, inputs.rotation) : scaleHeads(config, weights, flat);
  const rotated = reshape(cast(placed, dtype), [batch, heads + keyValueHeads, headDim]);
  const [query, key] = split(rotated, 1, [heads, keyValueHeads]) as [Node, Node];

  const cacheShape: Shape = [batch, keyValueHeads, capacity, headDim];
  const cacheRow: Shape = [multiplyDims(batch, keyValueHeads), headDim];
  const keys = updateRows(cache.keys, cacheShape, inputs.cacheRows, reshape(key, cacheRow));
  const values = updateRows(cache.values, cacheShape, inputs.cacheRows, reshape(value, cacheRow));

  const queries = reshape(query, [batch, keyValueHeads, heads / keyValueHeads, headDim]);
  const scores = cast(matMul(queries, keys, { transposeB: true }), 'float32'); // [batch, kvHeads, group, capacity]
  const attention = cast(softmax(add(softCap(scores, config.caps.attention), inputs.mask)), dtype);
  const attended = reshape(matMul(attention, values), [batch, heads * headDim]);
  return finishLayer(config, weights, x, attended).output;
}

/**
 * Queries and keys `[..., heads + kvHeads, headDim]` in float32, normalised but not rotated, and values `[rows, kvHeads headDim]` in
 * the weights' dtype.
 */
function projectHeads(
  config: ModelConfig,
  weights: LayerWeights,
  normed: Node,
  leading: Shape,
): { queryKey: Node; value: Node } {
  const { heads, keyValueHeads, headDim } = config;
  const { queryKeyValue, queryKeyValueBias, queryNorm, keyNorm } = weights;
  const layout = heldLayout(config, queryKeyValue.dtype);
  const projected = queryKeyValueBias
    ? linear(normed, queryKeyValue, queryKeyValueBias, layout)
    : product(normed, read(queryKeyValue), layout);
  const [flat, value] = split(projected, 1, [(heads + keyValueHeads) * headDim, keyValueHeads * headDim]) as [
    Node,
    Node,
  ];
  const queryKey = reshape(cast(flat, 'float32'), [...leading, heads + keyValueHeads, headDim]);
  const values = cast(value, queryKeyValue.dtype);
  if (!queryNorm || !keyNorm) return { queryKey, value: values };
  const [queries, keys] = split(queryKey, leading.length, [heads, keyValueHeads]) as [Node, Node];
  const normalized = [normalize(config, queries, queryNorm), normalize(config, keys, keyNorm)];
  return { queryKey: concat(normalized, leading.length), value: values };
}

/** Queries and keys that aren't rotated, times what a rotation would be multiplied by: the scale that isn't folded in. */
function scaleHeads(config: ModelConfig, { queryKeyValue }: LayerWeights, x: Node): Node {
  const scale = scaleLeft(config, queryKeyValue.dtype);
  return scale === 1 ? x : mul(x, Math.sqrt(scale));
}

/** Attention's output projection and the MLP, each added to the residual stream. */
function finishLayer(
  config: ModelConfig,
  weights: LayerWeights,
  x: Node,
  attended: Node,
): Omit<LayerTrace, 'keys' | 'values'> {
  const layout = heldLayout(config, weights.gateUp.dtype);
  const attentionOutput = linear(attended, weights.attentionOutput, weights.attentionOutputBias, layout);
  const residual = add(x, normalizeOutput(config, attentionOutput, weights.attentionPostNorm));
  const normed = normalize(config, residual, weights.mlpNorm);
  const mlpInner = activate(config, linear(normed, weights.gateUp, weights.gateUpBias, layout));
  const { downProj, editedDownProj, downProjBias } = weights;
  const mlpOutput = editableLinear(mlpInner, downProj, editedDownProj, downProjBias, config.matrixLayout);
  const output = add(residual, normalizeOutput(config, mlpOutput, weights.mlpPostNorm));
  return { residual, mlpInner, mlpOutput, output };
}

/** What goes into `downProj`, of what comes from gate and up. */
function activate({ intermediateSize, activation, gatedMlp }: ModelConfig, projected: Node): Node {
  const nonlinear = activations[activation];
  if (!gatedMlp) return nonlinear(projected);
  const [gate, up] = split(projected, 1, [intermediateSize, intermediateSize]) as [Node, Node];
  return mul(nonlinear(gate), up);
}

const activations = { silu, geluTanh } as const;

/** What attention or the MLP adds to the residual stream: normalised where the family does that (Gemma 2 and 3). */
const normalizeOutput = (config: ModelConfig, x: Node, weights: NormWeights | undefined): Node =>
  weights ? normalize(config, x, weights) : x;
