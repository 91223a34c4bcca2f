import type { GgufMetadata } from './GgufMetadata.js';

/** What a Gemma's configuration takes from that of any model. */
export interface GemmaShape {
  readonly layers: number;
  readonly hiddenSize: number;
  readonly heads: number;
  readonly headDim: number;
  /** Of the layers that see everything, as `rope_parameters`. */
  readonly rotary: Readonly<Record<string, unknown>>;
}

/** The 27B models scale scores by hidden / heads where all others do by the head's size. */
const LAYERS_OF_27B: Readonly<Record<string, number>> = { gemma2: 46, gemma3: 62 };

/**
 * The fields of config.json that are Gemma's own. What the metadata leave out is as in llama.cpp: `llama_model_gemma2` and
 * `llama_model_gemma3` (the scale of scores, which layers have a window, their rotary base).
 */
export function gemmaConfig(
  metadata: GgufMetadata,
  architecture: string,
  { layers, hiddenSize, heads, headDim, rotary }: GemmaShape,
): Record<string, unknown> {
  const attention = `${architecture}.attention`;
  const shared = {
    hidden_activation: 'gelu_pytorch_tanh',
    query_pre_attn_scalar: layers === LAYERS_OF_27B[architecture] ? hiddenSize / heads : headDim,
    sliding_window: metadata.count(`${attention}.sliding_window`),
    ...turnEnds(metadata),
  };
  if (architecture === 'gemma2')
    return {
      model_type: 'gemma2',
      architectures: ['Gemma2ForCausalLM'],
      ...shared,
      rope_parameters: rotary,
      attn_logit_softcapping: metadata.optionalNumber('gemma2.attn_logit_softcapping') ?? 50,
      final_logit_softcapping: metadata.optionalNumber('gemma2.final_logit_softcapping') ?? 30,
    };
  const { rope_theta, ...scaling } = rotary;
  return {
    model_type: 'gemma3_text',
    architectures: ['Gemma3ForCausalLM'],
    ...shared,
    sliding_window_pattern: metadata.optionalCount(`${attention}.sliding_window_pattern`) ?? 6,
    // in the words that every version of transformers reads
    rope_theta,
    rope_local_base_freq: metadata.optionalNumber('gemma3.rope.freq_base_swa') ?? 10_000,
    ...(scaling['rope_type'] !== 'default' && { rope_scaling: scaling }),
  };
}

/** Files name one token that ends a text; Gemma's answers end with `<end_of_turn>`, too. */
function turnEnds(metadata: GgufMetadata): Record<string, unknown> {
  const end = metadata.optionalCount('tokenizer.ggml.eos_token_id');
  const turn = metadata.optionalStrings('tokenizer.ggml.tokens')?.indexOf('<end_of_turn>') ?? -1;
  return end === undefined || turn < 0 || turn === end ? {} : { eos_token_id: [end, turn] };
}
