import { cpus } from 'node:os';
import type { DeviceSpeed } from './cost/DeviceSpeed.js';
import { measureSpeed } from './cost/measureSpeed.js';
import { readWhileStarting } from './cost/stepStarts.js';
import type { DeviceTensor, Engine, EngineName } from './engines/Engine.js';
import { readOnce } from './engines/readOnce.js';
import { generate } from './generation/generate.js';
import { answerIds, promptIds } from './generation/encodePrompts.js';
import type { Answer, GenerateOptions, PromptFormat } from './generation/GenerateOptions.js';
import { generationSettings } from './generation/GenerateOptions.js';
import type { BatchLimits } from './generation/planBatches.js';
import { PromptCache } from './generation/PromptCache.js';
import { batchBudget, machineMemory } from './memory/batchBudget.js';
import { modelMemory } from './memory/modelMemory.js';
import type { DecoderRunner } from './models/DecoderRunner.js';
import { padLeft, type PaddedBatch } from './models/tokenBatches.js';
import { downProjName, downProjShape, type WeightDType } from './models/decoderWeights.js';
import type { ModelConfig } from './models/ModelConfig.js';
import { RuntimeError, throwIfAborted } from './RuntimeError.js';
import type { Tokenizer } from './tokenizer/index.js';
import { DownProjTrainer } from './training/DownProjTrainer.js';

/** Numbers with a shape, row-major. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface ForwardOptions {
  /** Gives every hidden state. Default false. */
  readonly hiddenStates?: boolean;
  /** Gives what each layer's `downProj` puts out. Default false. */
  readonly mlpOutputs?: boolean;
  /** Logits of every position, of the last one (default), or none. */
  readonly logits?: 'all' | 'last' | 'none';
  /** The id that shorter rows are padded with, on the left. Default: the tokenizer's, else EOS. */
  readonly padTokenId?: number;
  /**
   * Counts padding among learned positions (GPT-2), as transformers does where it is given no `position_ids`; else a row's own
   * tokens count from 0, so that a row in a batch gives what it gives alone. Rotary positions don't show it. Default false.
   */
  readonly countPadding?: boolean;
  readonly signal?: AbortSignal;
}

export interface ForwardResult {
  /** `[batch][length]`, padded on the left. */
  readonly inputIds: readonly (readonly number[])[];
  /** 0 for padding. */
  readonly attentionMask: readonly (readonly number[])[];
  /** `[batch, length or 1, vocab]` */
  readonly logits?: Tensor;
  /** layers + 1 of `[batch, length, hidden]`: the embedding, then each layer's output, the last after the final norm. */
  readonly hiddenStates?: readonly Tensor[];
  /** layers of `[batch, length, hidden]` */
  readonly mlpOutputs?: readonly Tensor[];
}

export interface CausalLMParts {
  readonly source: string;
  readonly engine: Engine;
  readonly runner: DecoderRunner;
  readonly tokenizer: Tokenizer;
  readonly generationConfig: unknown;
  readonly fingerprint: string;
}

/** A causal language model in an engine. Dispose of it when done. */
export class CausalLM implements Disposable {
  /** Where it was loaded from. */
  readonly source: string;
  readonly tokenizer: Tokenizer;
  /** Tells a model's weights from another's; the same for every file format that holds the same numbers. */
  readonly fingerprint: string;
  private readonly runner: DecoderRunner;
  private readonly parts: CausalLMParts;
  private readonly batchLimits: BatchLimits;

  /** Use `loadCausalLM`. */
  constructor(parts: CausalLMParts) {
    this.parts = parts;
    this.source = parts.source;
    this.tokenizer = parts.tokenizer;
    this.fingerprint = parts.fingerprint;
    this.runner = parts.runner;
    const { config, dtype } = parts.runner;
    const memory = modelMemory(config, dtype);
    const { card, startsAhead } = parts.engine;
    this.batchLimits = {
      config,
      memory,
      budget: batchBudget(memory.weights, card?.memory),
      leastRead: startsAhead ? readWhileStarting(config, dtype) : 0,
    };
  }

  get config(): ModelConfig {
    return this.runner.config;
  }

  get engine(): EngineName {
    return this.parts.engine.name;
  }

  /** What weights are held and multiplied in. */
  get dtype(): WeightDType {
    return this.runner.dtype;
  }

  /** One line for people: the engine's version. */
  get engineDescription(): string {
    return this.parts.engine.description;
  }

  /** What computes, in one line: the graphics card, or the processor and how many of its cores there are. */
  get device(): string {
    return this.parts.engine.card?.name ?? `${cpus()[0]?.model.trim() ?? process.arch} x ${cpus().length}`;
  }

  /** How fast the device computes, for `modelCost`: measured, in about a second. */
  measureSpeed(): Promise<DeviceSpeed> {
    return measureSpeed(this.parts.engine);
  }

  /** Values alive in the engine. */
  memory(): { readonly numTensors: number } {
    return this.parts.engine.memory();
  }

  /** Ids that end an answer: those of the configuration and the tokenizer's EOS. */
  get eosTokenIds(): ReadonlySet<number> {
    const { eosTokenId } = this.tokenizer;
    return new Set([...this.config.eosTokenIds, ...(eosTokenId === undefined ? [] : [eosTokenId])]);
  }

  get padTokenId(): number {
    return this.tokenizer.padTokenId ?? this.tokenizer.eosTokenId ?? this.config.eosTokenIds[0] ?? 0;
  }

  /** Ids of a prompt as the model gets it. */
  encodePrompt(prompt: string, format: PromptFormat): number[] {
    return promptIds(this.tokenizer, prompt, format);
  }

  /** Ids of an answer that follows a prompt in that format, without special tokens. */
  encodeAnswer(answer: string, format: PromptFormat): number[] {
    return answerIds(this.tokenizer, answer, format);
  }

  /** `chat` where the model has a chat template, else `raw`. */
  get preferredFormat(): PromptFormat {
    return this.tokenizer.hasChatTemplate ? 'chat' : 'raw';
  }

  /**
   * Runs the model over texts (encoded with their special tokens) or ids.
   * @throws RuntimeError('input') for an empty batch, row, an id outside the vocabulary, or more tokens than there are learned
   *   positions; 'memory'
   */
  async forward(
    inputs: readonly string[] | readonly (readonly number[])[],
    options: ForwardOptions = {},
  ): Promise<ForwardResult> {
    const {
      hiddenStates = false,
      mlpOutputs = false,
      logits = 'last',
      countPadding = false,
      signal,
    } = options;
    throwIfAborted(signal);
    const rows = inputs.map((input) => (typeof input === 'string' ? this.tokenizer.encode(input) : input));
    this.checkRows(rows);
    const batch = padLeft(rows, options.padTokenId ?? this.padTokenId);
    const { layers } = this.config;
    const states = hiddenStates ? Array.from({ length: layers + 1 }, (_, index) => `hidden.${index}`) : [];
    const mlps = mlpOutputs ? Array.from({ length: layers }, (_, index) => `mlpOutput.${index}`) : [];
    const wanted = [...states, ...mlps, ...(logits === 'none' ? [] : ['logits'])];
    const results =
      wanted.length === 0
        ? {}
        : this.runner.session.run(
            'forward',
            wanted,
            this.runner.paddedFeeds(batch, logitRows(batch, logits), { countPadding }),
          );
    const read = async (name: string, length: number): Promise<Tensor> =>
      take(results[name]!, [batch.batch, length, -1]);
    return {
      inputIds: rowsOf(batch, (row, column) => batch.ids[row * batch.length + column]!),
      attentionMask: rowsOf(batch, (row, column) => (column >= batch.starts[row]! ? 1 : 0)),
      ...(logits !== 'none' && { logits: await read('logits', logits === 'all' ? batch.length : 1) }),
      ...(hiddenStates && {
        hiddenStates: await Promise.all(states.map((name) => read(name, batch.length))),
      }),
      ...(mlpOutputs && { mlpOutputs: await Promise.all(mlps.map((name) => read(name, batch.length))) }),
    };
  }

  /**
   * Answers prompts, in their order, as many at once as the device's memory has room for. Of several calls at once each
   * waits for those before it. Where the engine's memory runs out after all, fewer prompts at once are run.
   * @throws RuntimeError('input') for an empty prompt, one that is too long, or options out of range; 'memory' where a prompt
   *   doesn't fit even alone; 'aborted'
   */
  async generate(prompts: readonly string[], options: GenerateOptions = {}): Promise<Answer[]> {
    const settings = generationSettings(options, this.parts.generationConfig);
    const { runner, tokenizer, padTokenId, eosTokenIds, batchLimits } = this;
    const model = { runner, tokenizer, padTokenId, eosTokenIds, batchLimits };
    return generate(model, prompts, settings, options);
  }

  /**
   * Something that keeps what this model computes of prompts below an edited layer, for `generate`.
   * @param maxBytes what it may keep in the machine's memory. Default: a quarter of it; nothing where the model is on a card,
   *   which reads prompts about as fast as their keys and values could be copied to it
   */
  createPromptCache(maxBytes = this.parts.engine.card ? 0 : machineMemory() / 4): PromptCache {
    return new PromptCache(maxBytes);
  }

  /** Starts to fine-tune one layer's `downProj` (layers count from 0). @throws RuntimeError('input') for no such layer */
  async trainDownProj(layer: number): Promise<DownProjTrainer> {
    this.checkLayer(layer);
    return DownProjTrainer.start(this.runner, layer);
  }

  /** The Hugging Face name of a layer's `downProj`. */
  downProjName(layer: number): string {
    this.checkLayer(layer);
    return downProjName(this.config, layer);
  }

  /** The shape in which a `downProj` stands in the model's files, is read, written and changed: `[hidden, intermediate]`, in GPT-2 the other way round. */
  get downProjShape(): readonly [rows: number, columns: number] {
    return downProjShape(this.config);
  }

  /** Reads a layer's `downProj`, of `downProjShape`. */
  async readDownProj(layer: number): Promise<Float32Array> {
    this.checkLayer(layer);
    return this.runner.downProjections.read(layer);
  }

  /** Replaces a layer's `downProj` by a copy of `values`, of `downProjShape`. */
  writeDownProj(layer: number, values: Float32Array): void {
    this.checkLayer(layer);
    const [rows, columns] = this.downProjShape;
    if (values.length !== rows * columns)
      throw new RuntimeError(
        'input',
        `A downProj of this model has ${rows} x ${columns} values, not ${values.length}.`,
      );
    this.runner.downProjections.write(layer, values);
  }

  /** Frees the engine's memory; the model can't be used afterwards. */
  dispose(): void {
    this.runner.session.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  private checkLayer(layer: number): void {
    const { layers } = this.config;
    if (!Number.isInteger(layer) || layer < 0 || layer >= layers)
      throw new RuntimeError(
        'input',
        `There is no layer ${layer}: this model's layers are 0 to ${layers - 1}.`,
      );
  }

  private checkRows(rows: readonly (readonly number[])[]): void {
    if (rows.length === 0)
      throw new RuntimeError('input', 'There is nothing to run the model on: give at least one text.');
    for (const [index, row] of rows.entries()) {
      if (row.length === 0)
        throw new RuntimeError('input', `Text ${index} is empty: the model needs at least one token.`);
      const stray = row.find((id) => !Number.isInteger(id) || id < 0 || id >= this.config.vocabSize);
      if (stray !== undefined)
        throw new RuntimeError(
          'input',
          `Text ${index} holds the id ${stray}, the vocabulary ends at ${this.config.vocabSize - 1}.`,
        );
    }
  }
}

function logitRows({ batch, length }: PaddedBatch, logits: 'all' | 'last' | 'none'): number[] {
  if (logits === 'none') return [];
  return logits === 'all'
    ? Array.from({ length: batch * length }, (_, row) => row)
    : Array.from({ length: batch }, (_, row) => (row + 1) * length - 1);
}

const rowsOf = ({ batch, length }: PaddedBatch, value: (row: number, column: number) => number): number[][] =>
  Array.from({ length: batch }, (_, row) => Array.from({ length }, (_item, column) => value(row, column)));

/** Reads a value once, with a shape whose last size (-1) follows from the rest. */
async function take(tensor: DeviceTensor, shape: readonly [number, number, -1]): Promise<Tensor> {
  const data = (await readOnce(tensor)) as Float32Array;
  return { shape: [shape[0], shape[1], data.length / (shape[0] * shape[1])], data };
}
