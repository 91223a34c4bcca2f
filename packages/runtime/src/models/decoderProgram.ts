import type { Effect, Entry, Node, Program, Variable } from '../program/index.js';
import {
  add,
  argMax,
  cast,
  gather,
  logSoftmax,
  mul,
  multiplyDims,
  placeholder,
  read,
  reshape,
  Size,
  updateRows,
  variable,
} from '../program/index.js';
import type { LayerCache, LayerTrace } from './decoderLayer.js';
import { decoderLayer, decoderLayerStep } from './decoderLayer.js';
import type { DecoderWeights } from './decoderWeights.js';
import { finalNorm, languageHead } from './languageHead.js';
import { type LayerRotary, layerRotary, rotaryName } from './layerRotary.js';
import type { ModelConfig } from './ModelConfig.js';
import { nearest } from '../weights/index.js';
import { trainingProgram } from './trainingProgram.js';

/**
 * Everything that is ever asked of a decoder, as one program, so that all entries share one set of weights:
 * `forward` (states, logits), `allocate` (caches of a size), `prefill` (as `forward`, into rows of the caches), `step` (one token
 * more), `losses`, and for each layer `arrange.N` (rows come and go, its caches grow), `train.N` (one optimizer step on its `downProj`) and `clamp.N`. A run may
 * feed the points `mlpInner.N` and `residual.N`, so that nothing below layer N is computed again, and `keys.N` and `values.N`,
 * so that they are put into the caches all the same.
 */
export function decoderProgram(config: ModelConfig, weights: DecoderWeights): Program {
  const { dtype } = weights.embedding;
  const caches = Array.from({ length: config.layers }, (_, layer) => cacheVariables(config, layer, dtype));
  const sequence = sequencePass(config, weights);
  const training = trainingProgram(config, weights, sequence.last);

  return {
    variables: [
      ...weights.recipes.map((recipe) => recipe.variable),
      ...weights.layers.flatMap(({ editedDownProj }) => editedDownProj ?? []),
      ...caches.flatMap(({ keys, values }) => [keys, values]),
      ...training.variables,
    ],
    entries: {
      forward: { outputs: sequence.outputs },
      prefill: { outputs: sequence.outputs, effects: fillCaches(config, caches, sequence.layers) },
      step: stepEntry(config, weights, caches),
      ...arrangeEntries(config, caches),
      ...training.entries,
    },
    points: Object.fromEntries(
      sequence.layers.flatMap(({ mlpInner, residual, keys, values }, layer) => [
        [`mlpInner.${layer}`, mlpInner],
        [`residual.${layer}`, residual],
        [`keys.${layer}`, keys],
        [`values.${layer}`, values],
      ]),
    ),
  };
}

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
  const rotates = config.rotaryDim > 0;
  const ids = placeholder('ids', [batch, length], 'int32');
  const shared = {
    batch,
    length,
    queryKeep: placeholder('queryKeep', [multiplyDims(batch, length), 1]),
  };
  const rotation = once((which: LayerRotary) => ({
    cos: placeholder(rotaryName('cos', which), [1, length, 1, headDim]),
    sin: placeholder(rotaryName('sin', which), [1, length, 1, 2, headDim / 2]),
  }));
  const mask = once((window: number | undefined) =>
    placeholder(maskName('mask', window), [Size.of('maskBatch'), 1, 1, length, length]),
  );

  const rows = [multiplyDims(batch, length)];
  const positions = config.learnedPositions
    ? placeholder('positionIds', [batch, length], 'int32')
    : undefined;
  let x = embed(config, weights, reshape(ids, rows), positions && reshape(positions, rows)); // [batch length, hidden]
  const states = [x];
  const layers = weights.layers.map((layer, index) => {
    const window = config.windows[index];
    const ofLayer = {
      mask: mask(window),
      rotation: rotates ? rotation(layerRotary(config, window)) : undefined,
    };
    const trace = decoderLayer(config, layer, x, { ...shared, ...ofLayer });
    x = trace.output;
    states.push(x);
    return trace;
  });

  const chosen = gather(x, placeholder('rows', [Size.of('rows')], 'int32')); // [rows, hidden]
  const logits = languageHead(config, weights, chosen); // [rows, vocab]
  return {
    layers,
    last: x,
    outputs: {
      ...Object.fromEntries(states.map((state, index) => [`hidden.${index}`, state])),
      // as in transformers, the last state is taken after the final norm
      [`hidden.${config.layers}`]: finalNorm(config, weights, x),
      ...Object.fromEntries(
        layers.flatMap(({ residual, mlpInner, mlpOutput, keys, values }, index) => [
          [`residual.${index}`, residual],
          [`mlpInner.${index}`, mlpInner],
          [`mlpOutput.${index}`, mlpOutput],
          [`keys.${index}`, keys],
          [`values.${index}`, values],
        ]),
      ),
      logits,
      logProbs: logSoftmax(logits),
      nextIds: argMax(logits),
    },
  };
}

/**
 * Rows of the embedding, scaled where the family does that, with their positions' rows where those are learned: ids and
 * positions `[n] -> [n, hidden]`
 */
function embed(config: ModelConfig, weights: DecoderWeights, ids: Node, positions: Node | undefined): Node {
  const { embedding } = weights;
  const rows = cast(gather(read(embedding), ids), 'float32');
  if (weights.positions && positions)
    return add(rows, cast(gather(read(weights.positions), positions), 'float32'));
  // transformers rounds sqrt(hidden) to the embedding's dtype: `Gemma3TextScaledWordEmbedding` in modeling_gemma3.py
  return config.embeddingScale === 1 ? rows : mul(rows, nearest(embedding.dtype, config.embeddingScale));
}

/** Makes once what is asked for under one key: layers that rotate alike, or see as far, share their inputs. */
function once<Key, Made>(make: (key: Key) => Made): (key: Key) => Made {
  const known = new Map<Key, Made>();
  return (key) => {
    const made = known.get(key) ?? make(key);
    known.set(key, made);
    return made;
  };
}

/** The placeholder of a mask: `mask`, or `mask.4096` for layers with that window. */
export const maskName = (name: 'mask' | 'stepMask' | (string & {}), window: number | undefined): string =>
  window === undefined ? name : `${name}.${window}`;

function cacheVariables(
  { keyValueHeads, headDim }: ModelConfig,
  layer: number,
  dtype: Variable['dtype'],
): LayerCache {
  const shape = [multiplyDims(Size.of('batch'), keyValueHeads, Size.of('capacity')), headDim];
  return {
    keys: variable(`cache.keys.${layer}`, shape, dtype),
    values: variable(`cache.values.${layer}`, shape, dtype),
  };
}

/**
 * Puts keys and values of whole sequences into the caches where they lie: `cacheRows` says into which of their
 * `slots keyValueHeads capacity` rows.
 */
function fillCaches(
  { keyValueHeads, headDim }: ModelConfig,
  caches: readonly LayerCache[],
  layers: readonly LayerTrace[],
): Effect[] {
  const rows = multiplyDims(Size.of('batch'), keyValueHeads, Size.of('length'));
  const cacheRows = placeholder('cacheRows', [rows], 'int32');
  const shape = [Size.of('slots'), keyValueHeads, Size.of('capacity'), headDim];
  const put = (target: Variable, value: Node): Effect => ({
    kind: 'update',
    value: updateRows(target, shape, cacheRows, reshape(value, [rows, headDim])),
  });
  return caches.flatMap((cache, index) => {
    const { keys, values } = layers[index]!;
    return [put(cache.keys, keys), put(cache.values, values)];
  });
}

function stepEntry(config: ModelConfig, weights: DecoderWeights, caches: readonly LayerCache[]): Entry {
  const batch = Size.of('batch');
  const capacity = Size.of('capacity');
  const mask = once((window: number | undefined) =>
    placeholder(maskName('stepMask', window), [Size.of('maskBatch'), 1, 1, capacity]),
  );
  const shared = {
    batch,
    capacity,
    cacheRows: placeholder('cacheRows', [multiplyDims(batch, config.keyValueHeads)], 'int32'),
  };
  const rotates = config.rotaryDim > 0;
  const rotation = once((which: LayerRotary) =>
    placeholder(rotaryName('rotation', which), [config.headDim, config.headDim]),
  );
  const positions = config.learnedPositions ? placeholder('positionIds', [batch], 'int32') : undefined;
  let x = embed(config, weights, placeholder('tokens', [batch], 'int32'), positions); // [batch, hidden]
  weights.layers.forEach((layer, index) => {
    const window = config.windows[index];
    const ofLayer = {
      mask: mask(window),
      rotation: rotates ? rotation(layerRotary(config, window)) : undefined,
    };
    x = decoderLayerStep(config, layer, caches[index]!, x, { ...shared, ...ofLayer });
  });
  const logits = languageHead(config, weights, x); // [batch, vocab]
  return { outputs: { logits, nextIds: argMax(logits) } };
}

/**
 * Caches of another size, `[slots keyValueHeads newCapacity, headDim]`, whose rows are the rows `from` of what they were:
 * `allocate` for all layers, and `arrange.N` for one, since an engine may hold what was and what will be of all that one run
 * changes.
 */
function arrangeEntries(
  { keyValueHeads }: ModelConfig,
  caches: readonly LayerCache[],
): Record<string, Entry> {
  const rows = multiplyDims(Size.of('slots'), keyValueHeads, Size.of('newCapacity'));
  const from = placeholder('from', [rows], 'int32');
  const arranged = (cache: Variable): Effect => ({
    kind: 'assign',
    variable: cache,
    value: gather(read(cache), from),
  });
  const layers = caches.map(({ keys, values }) => [arranged(keys), arranged(values)]);
  return {
    allocate: { outputs: {}, effects: layers.flat() },
    ...Object.fromEntries(layers.map((effects, layer) => [`arrange.${layer}`, { outputs: {}, effects }])),
  };
}
