import type { Effect, Entry, Node, Variable } from '../program/index.js';
import {
  add,
  assume,
  crossEntropy,
  exp,
  gather,
  gradients,
  greaterEqual,
  logSoftmax,
  maximum,
  minimum,
  mul,
  placeholder,
  read,
  select,
  Size,
  sub,
  sum,
  variable,
} from '../program/index.js';
import type { LayerWeights } from './decoderLayer.js';
import { type DecoderWeights, downProjShape } from './decoderWeights.js';
import { languageHead } from './languageHead.js';
import type { ModelConfig } from './ModelConfig.js';

/** Optimizer state of the one matrix that is being trained; any layer's, since only one is at a time. */
export const momentNames = { first: 'adam.first', second: 'adam.second' } as const;

/** As large as a `downProj` while an edit runs, one row else. */
const momentVariable = (name: string, config: ModelConfig): Variable =>
  variable(name, [Size.of('momentRows'), downProjShape(config)[1]]);

/**
 * What training one layer's `downProj` adds to a decoder's program: `losses`, and for each layer `train.N` and `clamp.N`.
 * @param last the last layer's output, `[batch length, hidden]`
 */
export function trainingProgram(
  config: ModelConfig,
  weights: DecoderWeights,
  last: Node,
): { readonly variables: readonly Variable[]; readonly entries: Readonly<Record<string, Entry>> } {
  const first = momentVariable(momentNames.first, config);
  const second = momentVariable(momentNames.second, config);
  const losses = trainingLosses(config, weights, last);
  return {
    variables: [first, second],
    entries: {
      losses: { outputs: losses.outputs },
      ...trainEntries(weights, losses, { first, second }),
      ...clampEntries(weights),
    },
  };
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
function trainingLosses(config: ModelConfig, weights: DecoderWeights, last: Node): TrainingLosses {
  const targets = Size.of('targets');
  const constraints = Size.of('constraints');
  const rowsOf = (name: string, count: Size): Node => gather(last, placeholder(name, [count], 'int32'));

  const targetLogits = languageHead(config, weights, rowsOf('targetRows', targets));
  const nll = mul(
    sum(crossEntropy(targetLogits, placeholder('labels', [targets], 'int32')), [0]),
    placeholder('targetScale', []),
  );

  const base = placeholder('baseLogProbs', [constraints, config.vocabSize]);
  const now = logSoftmax(languageHead(config, weights, rowsOf('constraintRows', constraints)));
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
  const matrices = weights.layers.map(trainedMatrix);
  const scale = gradientScale(weights);
  const slopes = gradients(mul(outputs.total, scale), matrices.map(read));
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
      const decay = mul(assume(read(matrix), weights.layers[layer]!.downProj.shape), weightDecay);
      const gradient = add(scale === 1 ? slopes[layer]! : mul(slopes[layer]!, 1 / scale), decay);
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

/** The matrix that an edit of the layer changes, float32 whatever the weights are. */
const trainedMatrix = ({ downProj, editedDownProj }: LayerWeights): Variable => editedDownProj ?? downProj;

/**
 * By what gradients are multiplied on their way through products of float16, whose least number is 6e-8: a loss that is
 * a mean over 100 tokens gives each logit a slope of some 1e-5 (loss scaling, Micikevicius et al. 2018).
 */
const gradientScale = ({ embedding }: DecoderWeights): number => (embedding.dtype === 'float16' ? 4096 : 1);

/** For each layer: keeps every entry of `downProj` within `distance` of `original`. */
function clampEntries(weights: DecoderWeights): Record<string, Entry> {
  const shape = weights.layers[0]!.downProj.shape;
  const original = placeholder('original', shape);
  const distance = placeholder('distance', []);
  const low = sub(original, distance);
  const high = add(original, distance);
  return Object.fromEntries(
    weights.layers.map((each, layer): [string, Entry] => {
      const variable = trainedMatrix(each);
      const value = maximum(minimum(assume(read(variable), shape), high), low);
      return [`clamp.${layer}`, { outputs: {}, effects: [{ kind: 'assign', variable, value }] }];
    }),
  );
}
