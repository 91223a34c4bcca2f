import type { Effect, Entry, Node, Program, Variable } from '../program/index.js';
import {
  add,
  argMax,
  crossEntropy,
  gather,
  gradients,
  logSoftmax,
  matMul,
  maximum,
  minimum,
  mul,
  multiplyDims,
  pad,
  placeholder,
  read,
  greaterEqual,
  reshape,
  rmsNormalize,
  select,
  exp,
  Size,
  sub,
  sum,
  variable,
} from '../program/index.js';
import type { LayerCache, LayerTrace } from './decoderLayer.js';
import { decoderLayer, decoderLayerStep } from './decoderLayer.js';
import type { DecoderWeights } from './decoderWeights.js';
import type { ModelConfig } from './ModelConfig.js';

/** Optimizer state of the one matrix that is being trained; any layer's, since only one is at a time. */
export const momentNames = { first: 'adam.first', second: 'adam.second' } as const;

/**
 * Everything that is ever asked of a decoder, as one program, so that all entries share one set of weights:
 * `forward` (states, logits), `prefill` (the same, filling the caches), `step` (one token more), `regroup`
 * (rows leave, caches grow), `losses`, and for each layer `train.N` (one optimizer step on its `downProj`) and
 * `clamp.N`. A run may feed the points `mlpInner.N` and `residual.N`, so that nothing below layer N is computed again.
 */
export function decoderProgram(config: ModelConfig, weights: DecoderWeights): Program {
  const caches = Array.from({ length: config.layers }, (_, layer) => cacheVariables(config, layer));
  const first = momentVariable(momentNames.first, config);
  const second = momentVariable(momentNames.second, config);
  const sequence = sequencePass(config, weights);
  const training = trainingLosses(config, weights, sequence);

  return {
    variables: [
      ...weights.recipes.map((recipe) => recipe.variable),
      ...caches.flatMap((cache) => [cache.keys, cache.values]),
      first,
      second,
    ],
    entries: {
      forward: { outputs: sequence.outputs },
      prefill: { outputs: sequence.outputs, effects: fillCaches(caches, sequence.layers) },
      step: stepEntry(config, weights, caches),
      regroup: regroupEntry(caches),
      losses: { outputs: training.outputs },
      ...trainEntries(weights, training, { first, second }),
      ...clampEntries(weights),
    },
    points: Object.fromEntries(
      sequence.layers.flatMap(({ mlpInner, residual }, layer) => [
        [`mlpInner.${layer}`, mlpInner],
        [`residual.${layer}`, residual],
      ]),
    ),
  };
}

/** `[hidden, intermediate]` while an edit runs, one row else. */
const momentVariable = (name: string, { intermediateSize }: ModelConfig): Variable =>
  variable(name, [Size.of('momentRows'), intermediateSize]);

interface SequencePass {
  readonly layers: readonly LayerTrace[];
  /** The last layer's output `[batch length, hidden]` */
  readonly last: Node;
  readonly outputs: Record<string, Node>;
}

/** The model over whole sequences; `rows` picks the rows of `[batch length]` whose logits are wanted. */
function sequencePass(config: ModelConfig, weights: DecoderWeights): SequencePass {
  const batch = Size.of('batch');
  const length = Size.of('length');
  const { headDim } = config;
  const ids = placeholder('ids', [batch, length], 'int32');
  const shared = {
    batch,
    length,
    cos: placeholder('cos', [1, length, 1, headDim]),
    sin: placeholder('sin', [1, length, 1, 2, headDim / 2]),
    queryKeep: placeholder('queryKeep', [multiplyDims(batch, length), 1]),
  };
  const mask = maskOfWindow('mask', (name) =>
    placeholder(name, [Size.of('maskBatch'), 1, 1, length, length]),
  );

  let x = gather(read(weights.embedding), reshape(ids, [multiplyDims(batch, length)])); // [batch length, hidden]
  const states = [x];
  const layers = weights.layers.map((layer, index) => {
    const trace = decoderLayer(config, layer, x, { ...shared, mask: mask(config.windows[index]) });
    x = trace.output;
    states.push(x);
    return trace;
  });

  const chosen = gather(x, placeholder('rows', [Size.of('rows')], 'int32')); // [rows, hidden]
  const logits = head(config, weights, chosen); // [rows, vocab]
  return {
    layers,
    last: x,
    outputs: {
      ...Object.fromEntries(states.map((state, index) => [`hidden.${index}`, state])),
      // as in transformers, the last state is taken after the final norm
      [`hidden.${config.layers}`]: finalNorm(config, weights, x),
      ...Object.fromEntries(
        layers.flatMap(({ residual, mlpInner, mlpOutput }, index) => [
          [`residual.${index}`, residual],
          [`mlpInner.${index}`, mlpInner],
          [`mlpOutput.${index}`, mlpOutput],
        ]),
      ),
      logits,
      logProbs: logSoftmax(logits),
      nextIds: argMax(logits),
    },
  };
}

const finalNorm = (config: ModelConfig, weights: DecoderWeights, x: Node): Node =>
  mul(rmsNormalize(x, config.normEpsilon), read(weights.finalNorm));

const head = (config: ModelConfig, weights: DecoderWeights, x: Node): Node =>
  matMul(finalNorm(config, weights, x), read(weights.head), { transposeB: true });

/** One mask for all layers that see everything, one for each window. */
function maskOfWindow(name: string, make: (name: string) => Node): (window: number | undefined) => Node {
  const masks = new Map<number | undefined, Node>();
  return (window) => {
    const mask = masks.get(window) ?? make(maskName(name, window));
    masks.set(window, mask);
    return mask;
  };
}

/** The placeholder of a mask: `mask`, or `mask.4096` for layers with that window. */
export const maskName = (name: 'mask' | 'stepMask' | (string & {}), window: number | undefined): string =>
  window === undefined ? name : `${name}.${window}`;

const cacheVariables = ({ keyValueHeads, headDim }: ModelConfig, layer: number): LayerCache => {
  const shape = [Size.of('batch'), keyValueHeads, Size.of('capacity'), headDim];
  return { keys: variable(`cache.keys.${layer}`, shape), values: variable(`cache.values.${layer}`, shape) };
};

const both = (cache: LayerCache): [Variable, Variable] => [cache.keys, cache.values];

/** Keys and values of the prompt, with room behind them up to `capacity`. */
function fillCaches(caches: readonly LayerCache[], layers: readonly LayerTrace[]): Effect[] {
  return caches.flatMap((cache, index) => {
    const { keys, values } = layers[index]!;
    const assign = (target: Variable, value: Node): Effect => ({
      kind: 'assign',
      variable: target,
      value: pad(value, 2, 0, Size.of('capacity')),
    });
    return [assign(cache.keys, keys), assign(cache.values, values)];
  });
}

function stepEntry(config: ModelConfig, weights: DecoderWeights, caches: readonly LayerCache[]): Entry {
  const batch = Size.of('batch');
  const capacity = Size.of('capacity');
  const mask = maskOfWindow('stepMask', (name) => placeholder(name, [Size.of('maskBatch'), 1, 1, capacity]));
  const shared = {
    batch,
    capacity,
    rotation: placeholder('rotation', [config.headDim, config.headDim]),
    cacheRows: placeholder('cacheRows', [multiplyDims(batch, config.keyValueHeads)], 'int32'),
  };
  let x = gather(read(weights.embedding), placeholder('tokens', [batch], 'int32')); // [batch, hidden]
  weights.layers.forEach((layer, index) => {
    x = decoderLayerStep(config, layer, caches[index]!, x, { ...shared, mask: mask(config.windows[index]) });
  });
  const logits = head(config, weights, x); // [batch, vocab]
  return { outputs: { logits, nextIds: argMax(logits) } };
}

/** Keeps the rows `keep` of the batch and makes room for more positions. */
function regroupEntry(caches: readonly LayerCache[]): Entry {
  const keep = placeholder('keep', [Size.of('kept')], 'int32');
  const effects = caches.flatMap(both).map((cache): Effect => ({
    kind: 'assign',
    variable: cache,
    value: pad(gather(read(cache), keep), 2, 0, Size.of('newCapacity')),
  }));
  return { outputs: {}, effects };
}

interface TrainingLosses {
  readonly outputs: { readonly nll: Node; readonly kl: Node; readonly total: Node };
}

/**
 * DINM's two losses over a pass: the negative log-likelihood of `labels` at `targetRows`, and
 * KL(before || now) at `constraintRows`, where `baseLogProbs` holds what the model said before.
 * Either set of rows may be empty. total = nllFactor nll + klFactor kl + otherLoss, with nll and kl as means
 * (`targetScale`, `constraintScale` are one over the numbers of rows).
 */
function trainingLosses(
  config: ModelConfig,
  weights: DecoderWeights,
  { last }: SequencePass,
): TrainingLosses {
  const targets = Size.of('targets');
  const constraints = Size.of('constraints');
  const rowsOf = (name: string, count: Size): Node => gather(last, placeholder(name, [count], 'int32'));

  const targetLogits = head(config, weights, rowsOf('targetRows', targets));
  const nll = mul(
    sum(crossEntropy(targetLogits, placeholder('labels', [targets], 'int32')), [0]),
    placeholder('targetScale', []),
  );

  const base = placeholder('baseLogProbs', [constraints, config.vocabSize]);
  const now = logSoftmax(head(config, weights, rowsOf('constraintRows', constraints)));
  const kl = mul(sum(mul(exp(base), sub(base, now)), [0, 1]), placeholder('constraintScale', []));

  const total = add(add(mul(nll, placeholder('nllFactor', [])), kl), placeholder('otherLoss', []));
  return { outputs: { nll, kl, total } };
}

/** For each layer: the losses, and one Adam step on its `downProj` unless the total is below `stopBelow`. */
function trainEntries(
  weights: DecoderWeights,
  { outputs }: TrainingLosses,
  { first, second }: { first: Variable; second: Variable },
): Record<string, Entry> {
  const matrices = weights.layers.map((layer) => layer.downProj);
  const slopes = gradients(outputs.total, matrices.map(read));
  const learningRate = select(
    greaterEqual(outputs.total, placeholder('stopBelow', [])),
    placeholder('learningRate', []),
    0,
  );
  const weightDecay = placeholder('weightDecay', []);
  const settings = {
    learningRate,
    beta1Power: placeholder('beta1Power', []),
    beta2Power: placeholder('beta2Power', []),
    epsilon: placeholder('epsilon', []),
  };
  return Object.fromEntries(
    matrices.map((matrix, layer): [string, Entry] => {
      const gradient = add(slopes[layer]!, mul(read(matrix), weightDecay));
      const effect: Effect = {
        kind: 'adam',
        variable: matrix,
        firstMoment: first,
        secondMoment: second,
        gradient,
        ...settings,
      };
      return [`train.${layer}`, { outputs, effects: [effect] }];
    }),
  );
}

/** For each layer: keeps every entry of `downProj` within `distance` of `original`. */
function clampEntries(weights: DecoderWeights): Record<string, Entry> {
  const shape = weights.layers[0]!.downProj.shape;
  const original = placeholder('original', shape);
  const distance = placeholder('distance', []);
  const low = sub(original, distance);
  const high = add(original, distance);
  return Object.fromEntries(
    weights.layers.map(({ downProj }, layer): [string, Entry] => {
      const value = maximum(minimum(read(downProj), high), low);
      return [`clamp.${layer}`, { outputs: {}, effects: [{ kind: 'assign', variable: downProj, value }] }];
    }),
  );
}
