import type { GgufMetadata } from './GgufMetadata.js';
import { gemmaConfig } from './ggufGemmaConfig.js';
import { llama3RopeScaling } from './llama3RopeScaling.js';

/** What a model's configuration depends on beside the metadata. */
export interface GgufConfigInput {
  readonly metadata: GgufMetadata;
  /** The tensors' llama.cpp names. */
  readonly names: ReadonlySet<string>;
  /** Rows of `token_embd.weight`. */
  readonly vocabSize: number;
  /** `rope_freqs.weight`, where there is one: `[headDim / 2]`. */
  readonly ropeFactors: Float32Array | undefined;
}

/** The heads of a layer, by which q and k are cut. */
export interface GgufHeads {
  readonly query: number;
  readonly keyValue: number;
}

const ARCHITECTURES: ReadonlyMap<string, string> = new Map([
  ['llama', 'LlamaForCausalLM'],
  ['qwen2', 'Qwen2ForCausalLM'],
  ['qwen3', 'Qwen3ForCausalLM'],
  ['gemma2', 'Gemma2ForCausalLM'],
  ['gemma3', 'Gemma3ForCausalLM'],
]);

export const isGemma = (architecture: string): boolean => /^gemma[23]$/.test(architecture);

/** @throws RuntimeError `unsupported` where this version has no such model */
export function ggufArchitecture(metadata: GgufMetadata): string {
  const architecture = metadata.string('general.architecture');
  if (!ARCHITECTURES.has(architecture)) {
    const known = 'llama (LLaMA, Mistral, SmolLM), qwen2, qwen3, gemma2, gemma3';
    throw metadata.unsupported(`its architecture is "${architecture}"`, `take a model of one of: ${known}`);
  }
  return architecture;
}

/** @throws RuntimeError `format` where the numbers are missing or can't be */
export function ggufHeads(metadata: GgufMetadata): GgufHeads {
  const prefix = `${ggufArchitecture(metadata)}.attention`;
  const query = positive(metadata, `${prefix}.head_count`);
  const keyValue = metadata.has(`${prefix}.head_count_kv`)
    ? positive(metadata, `${prefix}.head_count_kv`)
    : query;
  if (query % keyValue !== 0)
    throw metadata.wrong(`${prefix}.head_count_kv`, `a divisor of the ${query} heads`);
  return { query, keyValue };
}

/**
 * A GGUF file's metadata as Hugging Face's config.json.
 *
 * @throws RuntimeError `unsupported` for an architecture or a rope scaling that can't be expressed,
 *   `format` for missing or impossible values
 */
export function ggufConfig(input: GgufConfigInput): Record<string, unknown> {
  const { metadata, names } = input;
  const architecture = ggufArchitecture(metadata);
  const heads = ggufHeads(metadata);
  const hiddenSize = positive(metadata, `${architecture}.embedding_length`);
  const headDim = ggufHeadDim(metadata, architecture, hiddenSize, heads);
  if ((metadata.optionalCount(`${architecture}.expert_count`) ?? 0) > 0) {
    throw metadata.unsupported('it is a mixture of experts', 'take a dense model');
  }
  const layers = positive(metadata, `${architecture}.block_count`);
  const rotary = ropeParameters(input, architecture, headDim);
  return {
    hidden_size: hiddenSize,
    intermediate_size: positive(metadata, `${architecture}.feed_forward_length`),
    num_hidden_layers: layers,
    num_attention_heads: heads.query,
    num_key_value_heads: heads.keyValue,
    head_dim: headDim,
    vocab_size: input.vocabSize,
    max_position_embeddings: positive(metadata, `${architecture}.context_length`),
    rms_norm_eps: metadata.number(`${architecture}.attention.layer_norm_rms_epsilon`),
    tie_word_embeddings: !names.has('output.weight'),
    attention_bias: names.has('blk.0.attn_q.bias'),
    ...tokenIds(metadata),
    ...(isGemma(architecture)
      ? gemmaConfig(metadata, architecture, { layers, hiddenSize, heads: heads.query, headDim, rotary })
      : {
          ...family(metadata, architecture),
          hidden_act: 'silu',
          rope_parameters: rotary,
          mlp_bias: names.has('blk.0.ffn_gate.bias'),
        }),
  };
}

/** GGUF calls Mistral "llama" too: a sliding window is what tells them apart. */
function family(metadata: GgufMetadata, architecture: string): Record<string, unknown> {
  const window = metadata.optionalCount(`${architecture}.attention.sliding_window`) ?? 0;
  if (window === 0) {
    return {
      model_type: architecture,
      architectures: [ARCHITECTURES.get(architecture)],
      sliding_window: null,
    };
  }
  if (architecture !== 'llama') {
    throw metadata.unsupported(`it is a ${architecture} model with a sliding window`, 'take one without');
  }
  return { model_type: 'mistral', architectures: ['MistralForCausalLM'], sliding_window: window };
}

function ggufHeadDim(
  metadata: GgufMetadata,
  architecture: string,
  hiddenSize: number,
  heads: GgufHeads,
): number {
  const key = metadata.optionalCount(`${architecture}.attention.key_length`) ?? hiddenSize / heads.query;
  const value = metadata.optionalCount(`${architecture}.attention.value_length`) ?? hiddenSize / heads.query;
  if (!Number.isInteger(key) || key < 2 || key % 2 !== 0) {
    throw metadata.wrong(
      `${architecture}.attention.head_count`,
      `such that a head has an even size, not ${key}`,
    );
  }
  if (key !== value) {
    throw metadata.unsupported(
      `its keys have ${key} dimensions and its values ${value}`,
      'take a model where they are equal',
    );
  }
  const rotated = metadata.optionalCount(`${architecture}.rope.dimension_count`) ?? key;
  if (rotated !== key) {
    throw metadata.unsupported(
      `it rotates ${rotated} of a head's ${key} dimensions`,
      'take a model that rotates all',
    );
  }
  return key;
}

function ropeParameters(
  input: GgufConfigInput,
  architecture: string,
  headDim: number,
): Record<string, unknown> {
  const { metadata, ropeFactors } = input;
  const rope = `${architecture}.rope`;
  const theta = metadata.optionalNumber(`${rope}.freq_base`) ?? 10_000;
  const type = metadata.optionalString(`${rope}.scaling.type`) ?? 'none';
  // Old converters wrote the linear factor as "scale_linear" and no type.
  const linear =
    metadata.optionalNumber(`${rope}.scaling.factor`) ?? metadata.optionalNumber(`${rope}.scale_linear`) ?? 1;
  const supported = 'take a model with no, linear or llama3 scaling';
  if (theta <= 0) throw metadata.wrong(`${rope}.freq_base`, 'above 0');
  if (linear < 1) throw metadata.wrong(`${rope}.scaling.factor`, '1 or more');
  const isLinear =
    type === 'linear' || (type === 'none' && metadata.has(`${rope}.scale_linear`) && linear !== 1);
  if (type !== 'none' && type !== 'linear')
    throw metadata.unsupported(`its rope scaling is "${type}"`, supported);

  if (ropeFactors !== undefined && ropeFactors.some((factor) => factor !== 1)) {
    const scaling = ropeFactors.length === headDim / 2 ? llama3RopeScaling(ropeFactors, theta) : undefined;
    if (scaling === undefined || isLinear) {
      throw metadata.unsupported('its "rope_freqs.weight" is no llama3 rope scaling', supported);
    }
    return { rope_theta: theta, ...scaling };
  }
  return isLinear
    ? { rope_theta: theta, rope_type: 'linear', factor: linear }
    : { rope_theta: theta, rope_type: 'default' };
}

function tokenIds(metadata: GgufMetadata): Record<string, number> {
  const ids: Record<string, number> = {};
  for (const [name, key] of [
    ['bos_token_id', 'tokenizer.ggml.bos_token_id'],
    ['eos_token_id', 'tokenizer.ggml.eos_token_id'],
    ['pad_token_id', 'tokenizer.ggml.padding_token_id'],
  ] as const) {
    const id = metadata.optionalCount(key);
    if (id !== undefined) ids[name] = id;
  }
  return ids;
}

function positive(metadata: GgufMetadata, key: string): number {
  const value = metadata.count(key);
  if (value === 0 || value > 2 ** 31) throw metadata.wrong(key, 'between 1 and 2,147,483,648');
  return value;
}
