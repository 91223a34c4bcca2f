import { z } from 'zod';
import { RuntimeError } from '../RuntimeError.js';
import type { MatrixLayout } from './linear.js';
import type { RotaryConfig } from './rotaryEmbedding.js';
import { rotarySchema } from './rotaryEmbedding.js';
import { llamaNames, type TensorNames } from './tensorNames.js';

/** What a decoder is made of: the part of Hugging Face's `config.json` that changes what is computed. */
export interface ModelConfig {
  /** `model_type` of the config, such as `llama`. */
  readonly modelType: string;
  readonly vocabSize: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly layers: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly headDim: number;
  /** Positions that the model was made for. */
  readonly maxPositions: number;
  /** RMSNorm, or LayerNorm with a bias of its own (GPT-2). */
  readonly norm: 'rms' | 'layer';
  readonly normEpsilon: number;
  /** Each position has a row of its own that is added to the token's embedding; there are `maxPositions` and no more (GPT-2). */
  readonly learnedPositions: boolean;
  readonly rotary: RotaryConfig;
  /** How many channels of each head are rotated, the first ones: `headDim`, fewer (Phi-4-mini), or none (GPT-2). */
  readonly rotaryDim: number;
  /** What the layers that have a window rotate by, where that is another (Gemma 3). */
  readonly windowRotary: RotaryConfig | undefined;
  readonly tiedEmbeddings: boolean;
  readonly biases: {
    readonly queryKeyValue: boolean;
    readonly attentionOutput: boolean;
    readonly mlp: boolean;
  };
  readonly names: TensorNames;
  /** How the matrices of layers stand in the file, and with us. */
  readonly matrixLayout: MatrixLayout;
  /** Query, key and value stand in the file as one matrix, gate and up as another (Phi-3, GPT-2). */
  readonly fusedProjections: boolean;
  /** Queries and keys are normalised per head before they are rotated (Qwen3). */
  readonly queryKeyNorm: boolean;
  /** Whether the MLP multiplies what comes from `up` by a gate; without one, `up` goes through the activation itself (GPT-2). */
  readonly gatedMlp: boolean;
  /** What goes through the MLP's gate. */
  readonly activation: Activation;
  /** What scores are multiplied by: 1/sqrt(headDim), where the config says nothing else. */
  readonly attentionScale: number;
  /** What attention and the MLP give is normalised before it is added to the residual stream (Gemma 2 and 3). */
  readonly postNorms: boolean;
  /** What is added to a norm's weight as it stands in the file: 1 in Gemma. */
  readonly normOffset: number;
  /** What embeddings are multiplied by, rounded to the weights' dtype first. */
  readonly embeddingScale: number;
  /** Bounds of scores and of logits, x = cap tanh(x / cap) (Gemma 2). */
  readonly caps: { readonly attention: number | undefined; readonly logits: number | undefined };
  /**
   * What a padding column's attention gives: 0, as PyTorch's SDPA does it, or the mean of all values, as transformers does where
   * a model has no SDPA. Only EasyEdit's locator looks at it.
   */
  readonly paddingAttends: boolean;
  /** For each layer, how many positions (itself included) a token sees; undefined: all before it. */
  readonly windows: readonly (number | undefined)[];
  readonly eosTokenIds: readonly number[];
}

/** `hidden_act` of config.json, and what we call it. */
const activations = { silu: 'silu', gelu_pytorch_tanh: 'geluTanh', gelu_new: 'geluTanh' } as const;
export type Activation = (typeof activations)[keyof typeof activations];

const count = z.number().int().positive();
/** Tables of all layers are made before any weight is looked at; the deepest models have some hundreds. */
export const layerCount = count.max(10_000);

/** The fields that all families share, as they stand in config.json. */
const baseConfigSchema = z.object({
  model_type: z.string(),
  vocab_size: count,
  hidden_size: count,
  intermediate_size: count,
  num_hidden_layers: layerCount,
  num_attention_heads: count,
  num_key_value_heads: count.nullish(),
  head_dim: count.nullish(),
  max_position_embeddings: count,
  rms_norm_eps: z.number().positive(),
  tie_word_embeddings: z.boolean().default(false),
  hidden_act: z
    .string()
    .default('silu')
    .refine((name): name is keyof typeof activations => Object.hasOwn(activations, name), {
      message: `only ${Object.keys(activations).join(', ')} are supported`,
      params: { unsupported: true },
    }),
  eos_token_id: z.union([z.number().int(), z.array(z.number().int())]).nullish(),
});

/**
 * Reads the shared fields; each family adds what is its own.
 * @param rotary where a family reads its rotary settings itself
 */
export function parseBaseConfig(raw: unknown, source: string, rotary?: RotaryConfig): ModelConfig {
  const config = parseConfig(baseConfigSchema, raw, source);
  const headDim = config.head_dim ?? config.hidden_size / config.num_attention_heads;
  const keyValueHeads = config.num_key_value_heads ?? config.num_attention_heads;
  if (!Number.isInteger(headDim) || headDim % 2 !== 0)
    throw new RuntimeError('format', `${source}: the head size ${headDim} is not an even number.`);
  if (config.num_attention_heads % keyValueHeads !== 0)
    throw new RuntimeError(
      'format',
      `${source}: ${config.num_attention_heads} heads can't share ${keyValueHeads} key/value heads.`,
    );
  return {
    modelType: config.model_type,
    vocabSize: config.vocab_size,
    hiddenSize: config.hidden_size,
    intermediateSize: config.intermediate_size,
    layers: config.num_hidden_layers,
    heads: config.num_attention_heads,
    keyValueHeads,
    headDim,
    maxPositions: config.max_position_embeddings,
    norm: 'rms',
    normEpsilon: config.rms_norm_eps,
    learnedPositions: false,
    rotary: rotary ?? parseConfig(rotarySchema, raw, source),
    rotaryDim: headDim,
    windowRotary: undefined,
    tiedEmbeddings: config.tie_word_embeddings,
    biases: { queryKeyValue: false, attentionOutput: false, mlp: false },
    names: llamaNames,
    matrixLayout: 'outIn',
    fusedProjections: false,
    queryKeyNorm: false,
    gatedMlp: true,
    activation: activations[config.hidden_act],
    attentionScale: 1 / Math.sqrt(headDim),
    postNorms: false,
    normOffset: 0,
    embeddingScale: 1,
    caps: { attention: undefined, logits: undefined },
    paddingAttends: false,
    windows: Array.from({ length: config.num_hidden_layers }, () => undefined),
    eosTokenIds: [config.eos_token_id ?? []].flat(),
  };
}

/**
 * Parses with a schema.
 * @throws RuntimeError('format') that names the fields; 'unsupported' where an issue has that among its `params`
 */
export function parseConfig<T>(schema: z.ZodType<T>, raw: unknown, source: string): T {
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) =>
    [issue.path.join('.'), issue.message].filter(Boolean).join(': '),
  );
  const isUnsupported = result.error.issues.some(
    (issue) => issue.code === 'custom' && issue.params?.['unsupported'] === true,
  );
  throw new RuntimeError(
    isUnsupported ? 'unsupported' : 'format',
    `${source}: this model's configuration can't be used: ${problems.join('; ')}.`,
  );
}
