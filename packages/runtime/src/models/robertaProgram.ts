import type { Dim, Node, Program } from '../program/index.js';
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
 * @param x `[batch queries, hidden]`, the tokens to compute; @param all `[batch length, hidden]`
 */
function encoderLayer(
  config: RobertaConfig,
  weights: RobertaLayerWeights,
  x: Node,
  all: Node,
  queries: Dim,
  { batch, length, mask }: EncoderInputs,
): Node {
  const { hiddenSize, heads, normEpsilon } = config;
  const headDim = hiddenSize / heads;
  const perHead = (value: Node, positions: Dim, count: number): Node =>
    transpose(reshape(value, [batch, positions, count * heads, headDim]), [0, 2, 1, 3]); // [batch, count heads, positions, headDim]

  let query: Node, key: Node, value: Node;
  if (x === all) {
    const projected = perHead(project(all, weights.queryKeyValue), length, 3);
    [query, key, value] = split(projected, 1, [heads, heads, heads]) as [Node, Node, Node];
  } else {
    const part = (from: number, count: number): [Node, Node] => [
      slice(read(weights.queryKeyValue.weight), 0, from * hiddenSize, count * hiddenSize),
      slice(read(weights.queryKeyValue.bias), 0, from * hiddenSize, count * hiddenSize),
    ];
    const [queryWeight, queryBias] = part(0, 1);
    const [keyValueWeight, keyValueBias] = part(1, 2);
    query = perHead(add(matMul(x, queryWeight, { transposeB: true }), queryBias), queries, 1);
    const keyValue = perHead(add(matMul(all, keyValueWeight, { transposeB: true }), keyValueBias), length, 2);
    [key, value] = split(keyValue, 1, [heads, heads]) as [Node, Node];
  }
  const attention = softmax(add(matMul(query, key, { transposeB: true }), mask)); // [batch, heads, queries, length]
  const mixed = transpose(matMul(attention, value), [0, 2, 1, 3]);
  const attended = project(
    reshape(mixed, [multiplyDims(batch, queries), hiddenSize]),
    weights.attentionOutput,
  );
  const residual = normalize(add(attended, x), weights.attentionNorm, normEpsilon);
  const output = project(gelu(project(residual, weights.up)), weights.down);
  return normalize(add(output, residual), weights.outputNorm, normEpsilon);
}

const project = (x: Node, { weight, bias }: LinearWeights): Node => linear(x, weight, bias);

const normalize = (x: Node, { scale, shift }: NormWeights, epsilon: number): Node =>
  add(mul(layerNormalize(x, epsilon), read(scale)), read(shift));
