import type { DeviceTensor, Feeds } from '../engines/Engine.js';
import { floatTensor, intTensor, scalar, zeros } from '../engines/Engine.js';
import { readOnce } from '../engines/readOnce.js';
import { downProjShape } from '../models/decoderWeights.js';
import { momentNames } from '../models/trainingProgram.js';
import type { DecoderRunner } from '../models/DecoderRunner.js';
import { pack } from '../models/tokenBatches.js';
import { adamBetas } from '../program/index.js';
import { RuntimeError } from '../RuntimeError.js';

/** Token sequences whose computation below the trained layer has been done once and is kept. */
export interface CachedPass {
  /** Where each sequence starts in the pass's rows. */
  readonly starts: readonly number[];
  readonly feeds: Feeds;
  dispose(): void;
}

/** Rows of a pass, and what is wanted there. */
export interface TargetRows {
  readonly rows: readonly number[];
  /** The token that each row should predict. */
  readonly labels: readonly number[];
}

/** Rows of a pass, and what the model predicted there before. */
export interface ConstraintRows {
  readonly rows: readonly number[];
  /** `[rows, vocab]` log-probabilities. */
  readonly baseLogProbs: DeviceTensor;
}

export interface TrainingStep {
  readonly pass: CachedPass;
  readonly targets?: TargetRows;
  readonly constraint?: ConstraintRows;
  /** The likelihood's weight in the total. */
  readonly nllFactor: number;
  /** Added to the total: a loss that was computed elsewhere. Default 0. */
  readonly otherLoss?: number;
  readonly learningRate: number;
  /** L2 penalty added to the gradient, as `torch.optim.Adam(weight_decay=…)`. Default 0. */
  readonly weightDecay?: number;
  /** Where the total is below this, nothing is updated. */
  readonly stopBelow?: number;
}

export interface StepLosses {
  /** Mean negative log-likelihood of the labels, before this step. */
  readonly nll: number;
  /** Mean KL(before || now) over the constraint's rows, before this step. */
  readonly kl: number;
  /** nllFactor nll + kl + otherLoss */
  readonly total: number;
}

const inTraining = new WeakSet<DecoderRunner>();

/**
 * Fine-tunes one layer's `downProj` with Adam (torch's defaults: betas 0.9 and 0.999, epsilon 1e-8).
 * The layers below are run once a sequence; a step is one run of the layers above, forward and backward.
 * Whatever happens, `restore` puts the original matrix back bit for bit, and `dispose` must be called.
 */
export class DownProjTrainer {
  private steps = 0;

  private constructor(
    private readonly runner: DecoderRunner,
    readonly layer: number,
    /** As it stands in the file (`CausalLM.downProjShape`). */
    readonly original: Float32Array,
  ) {}

  /** @throws RuntimeError('input') while another one trains the same model: there is one set of optimizer state */
  static async start(runner: DecoderRunner, layer: number): Promise<DownProjTrainer> {
    if (inTraining.has(runner))
      throw new RuntimeError('input', 'This model is being edited already; wait for that edit to end.');
    inTraining.add(runner);
    try {
      return await DownProjTrainer.prepare(runner, layer);
    } catch (error) {
      inTraining.delete(runner);
      throw error;
    }
  }

  private static async prepare(runner: DecoderRunner, layer: number): Promise<DownProjTrainer> {
    const { downProjections, session, config } = runner;
    const original = await downProjections.read(layer);
    downProjections.makeTrainable(layer, original);
    const shape = downProjShape(config);
    session.assign({
      [momentNames.first]: zeros('float32', shape),
      [momentNames.second]: zeros('float32', shape),
    });
    return new DownProjTrainer(runner, layer, original);
  }

  /** Runs sequences of token ids up to the trained layer, one behind the other in one row. */
  cache(sequences: readonly (readonly number[])[]): CachedPass {
    const packed = pack(sequences);
    const { ids, ...shared } = this.runner.packedFeeds(packed);
    const inner = `mlpInner.${this.layer}`;
    const residual = `residual.${this.layer}`;
    const kept = this.runner.session.run('forward', [inner, residual], { ids: ids!, ...shared });
    return {
      starts: packed.bounds.slice(0, -1),
      feeds: { ...shared, ...kept },
      dispose() {
        for (const tensor of Object.values(kept)) tensor.dispose();
      },
    };
  }

  /** What the model predicts now at rows of a pass: log-probabilities `[rows, vocab]`. Dispose of them. */
  logProbs(pass: CachedPass, rows: readonly number[]): DeviceTensor {
    return this.run('forward', ['logProbs'], { ...pass.feeds, rows: intTensor(rows) }).logProbs;
  }

  /** KL(before || now) as a mean over the rows. */
  async divergence(pass: CachedPass, constraint: ConstraintRows): Promise<number> {
    return readScalar(this.run('losses', ['kl'], { ...pass.feeds, ...constraintFeeds(constraint, 0) }).kl);
  }

  /** One Adam step; the losses are those before it. */
  async step(step: TrainingStep): Promise<StepLosses> {
    const {
      pass,
      targets,
      constraint,
      nllFactor,
      otherLoss = 0,
      learningRate,
      weightDecay = 0,
      stopBelow = 0,
    } = step;
    this.steps++;
    const beta1Power = adamBetas.beta1 ** this.steps;
    const beta2Power = adamBetas.beta2 ** this.steps;
    const vocabulary = this.runner.config.vocabSize;
    const results = this.run(`train.${this.layer}`, ['nll', 'kl', 'total'], {
      ...pass.feeds,
      ...targetFeeds(targets),
      ...constraintFeeds(constraint, vocabulary),
      nllFactor: scalar(nllFactor),
      otherLoss: scalar(otherLoss),
      stopBelow: scalar(stopBelow),
      learningRate: scalar(learningRate),
      weightDecay: scalar(weightDecay),
      beta1Power: scalar(beta1Power),
      beta2Power: scalar(beta2Power),
      // TensorFlow adds epsilon before the bias correction, torch after it
      epsilon: scalar(1e-8 * Math.sqrt(1 - beta2Power)),
    });
    const [nll, kl, total] = await Promise.all([results.nll, results.kl, results.total].map(readScalar));
    return { nll: nll!, kl: kl!, total: total! };
  }

  /** Keeps every entry of the matrix within `distance` of the original one. */
  clamp(distance: number): void {
    const original = this.runner.downProjections.tensor(this.original);
    this.run(`clamp.${this.layer}`, [], { original, distance: scalar(distance) });
  }

  /** The matrix as it is now, of the shape that it has in the file. */
  current(): Promise<Float32Array> {
    return this.runner.downProjections.read(this.layer);
  }

  /** Puts the original matrix back. */
  restore(): void {
    this.runner.downProjections.write(this.layer, this.original);
  }

  /** Lets the optimizer's memory go, and another edit begin. */
  dispose(): void {
    this.runner.releaseMoments();
    inTraining.delete(this.runner);
  }

  private run<Name extends string>(
    entry: string,
    outputs: readonly Name[],
    feeds: Feeds,
  ): Record<Name, DeviceTensor> {
    // where the last layer is trained, nothing that is needed shows the pass's length
    const length = feeds.queryKeep?.shape[0];
    const sizes = { batch: 1, ...(length !== undefined && { length }) };
    return this.runner.session.run(entry, outputs, feeds, { sizes });
  }
}

function targetFeeds(targets: TargetRows | undefined): Feeds {
  const { rows, labels } = targets ?? { rows: [], labels: [] };
  return {
    targetRows: intTensor(rows),
    labels: intTensor(labels),
    targetScale: scalar(1 / Math.max(1, rows.length)),
  };
}

function constraintFeeds(constraint: ConstraintRows | undefined, vocabulary: number): Feeds {
  const rows = constraint?.rows ?? [];
  return {
    constraintRows: intTensor(rows),
    baseLogProbs: constraint?.baseLogProbs ?? floatTensor(new Float32Array(0), [0, vocabulary]),
    constraintScale: scalar(1 / Math.max(1, rows.length)),
  };
}

async function readScalar(tensor: DeviceTensor): Promise<number> {
  const [value] = await readOnce(tensor);
  return value!;
}
