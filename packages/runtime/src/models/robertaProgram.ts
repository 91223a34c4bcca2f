import type { Dim, Node, Program, Variable } from '../program/index.js';
import {
  add,
  gather,
  gelu,
  layerNormalize,
  matMul,
  mul,
  multiplyDims,
  placeholder,
  read,
  reshape,
  Size,
  slice,
  softmax,
  split,
  tanh,
  transpose,
} from '../program/index.js';
import { linear } from './linear.js';
import type { RobertaConfig } from './robertaConfig.js';
import type { LinearWeights, NormWeights, RobertaLayerWeights, RobertaWeights } from './robertaWeights.js';

/**
 * RoBERTa with its classification head (Liu et al. 2019): embeddings of words, learned positions and token types,
 * layers that normalise after each residual, and the head on the first token. Its one entry, `classify`, takes `ids`
 * `[batch, length]` padded on the right, the rows `positions` `[length]` of the position embedding, and `mask`
 * `[batch or 1, 1, 1, length]`, added to attention scores; it gives `logits` `[batch, labels]`.
 */
export function robertaProgram(config: RobertaConfig, weights: RobertaWeights): Program {
  const [batch, length] = [Size.of('batch'), Size.of('length')];
  const shared: EncoderInputs = {
    batch,
    length,
    mask: placeholder('mask', [Size.of('maskBatch'), 1, 1, length]),
  };
  let x = embeddings(config, weights, shared); // [batch length, hidden]
  for (const layer of weights.layers.slice(0, -1)) x = encoderLayer(config, layer, x, x, length, shared);
  // The head sees the first token alone, so the last layer computes no other.
  const first = firstTokens(x, config, shared);
  x = encoderLayer(config, weights.layers.at(-1)!, first, x, 1, shared); // [batch, hidden]
  const logits = project(tanh(project(x, weights.dense)), weights.output);
  return {
    variables: weights.recipes.map((recipe) => recipe.variable),
    entries: { classify: { outputs: { logits } } },
  };
}

/** What every layer shares. */
interface EncoderInputs {
  readonly batch: Dim;
  readonly length: Dim;
  /** 0, or -1e9 for padding: `[batch or 1, 1, 1, length]` */
  readonly mask: Node;
}

function embeddings(
  { hiddenSize, normEpsilon }: RobertaConfig,
  weights: RobertaWeights,
  { batch, length }: EncoderInputs,
): Node {
  const rows = multiplyDims(batch, length);
  const ids = reshape(placeholder('ids', [batch, length], 'int32'), [rows]);
  const words = reshape(gather(read(weights.words), ids), [batch, length, hiddenSize]);
  const positions = gather(read(weights.positions), placeholder('positions', [length], 'int32')); // [length, hidden]
  // Every token is of type 0.
  const places = add(positions, slice(read(weights.tokenTypes), 0, 0, 1));
  return normalize(reshape(add(words, places), [rows, hiddenSize]), weights.embeddingNorm, normEpsilon);
}

/** The first row of each text: `[batch length, hidden] -> [batch, hidden]` */
function firstTokens(x: Node, { hiddenSize }: RobertaConfig, { batch, length }: EncoderInputs): Node {
  return reshape(slice(reshape(x, [batch, length, hiddenSize]), 1, 0, 1), [batch, hiddenSize]);
}

/**
 * One layer for some tokens of each text, which see all of them.
 * @param x `[batch queries, hidden]`, the tokens to compute; @param all `[batch length, hidden]`, `x` itself or more
 */
function encoderLayer(
  config: RobertaConfig,
  weights: RobertaLayerWeights,
  x: Node,
  all: Node,
  queries: Dim,
  inputs: EncoderInputs,
): Node {
  const { hiddenSize, normEpsilon } = config;
  const { query, key, value } = projectHeads(config, weights.queryKeyValue, x, all, queries, inputs);
  const attention = softmax(add(matMul(query, key, { transposeB: true }), inputs.mask)); // [batch, heads, queries, length]
  const mixed = transpose(matMul(attention, value), [0, 2, 1, 3]); // [batch, queries, heads, headDim]
  const attended = reshape(mixed, [multiplyDims(inputs.batch, queries), hiddenSize]);
  const residual = normalize(
    add(project(attended, weights.attentionOutput), x),
    weights.attentionNorm,
    normEpsilon,
  );
  const output = project(gelu(project(residual, weights.up)), weights.down);
  return normalize(add(output, residual), weights.outputNorm, normEpsilon);
}

/** Queries of `x` `[batch, heads, queries, headDim]`, keys and values of `all` `[batch, heads, length, headDim]`. */
function projectHeads(
  { hiddenSize, heads }: RobertaConfig,
  { weight, bias }: LinearWeights,
  x: Node,
  all: Node,
  queries: Dim,
  { batch, length }: EncoderInputs,
): { query: Node; key: Node; value: Node } {
  /** `count` of query, key and value, from the given one on. */
  const projected = (of: Node, positions: Dim, from: number, count: number): Node[] => {
    const rows = (parameter: Variable): Node =>
      slice(read(parameter), 0, from * hiddenSize, count * hiddenSize);
    const flat = add(matMul(of, rows(weight), { transposeB: true }), rows(bias));
    const perHead = reshape(flat, [batch, positions, count * heads, hiddenSize / heads]);
    return split(
      transpose(perHead, [0, 2, 1, 3]),
      1,
      Array.from({ length: count }, () => heads),
    );
  };
  const [query, key, value] =
    x === all
      ? projected(all, length, 0, 3)
      : [...projected(x, queries, 0, 1), ...projected(all, length, 1, 2)];
  return { query: query!, key: key!, value: value! };
}

const project = (x: Node, { weight, bias }: LinearWeights): Node => linear(x, weight, bias);

const normalize = (x: Node, { scale, shift }: NormWeights, epsilon: number): Node =>
  add(mul(layerNormalize(x, epsilon), read(scale)), read(shift));
