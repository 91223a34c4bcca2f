/** What llama.cpp calls a layer's modules (gguf-py's `tensor_mapping.py`), and what Hugging Face does. */
const LAYER_MODULES: ReadonlyMap<string, string> = new Map([
  ['attn_norm', 'input_layernorm'],
  ['attn_q', 'self_attn.q_proj'],
  ['attn_k', 'self_attn.k_proj'],
  ['attn_v', 'self_attn.v_proj'],
  ['attn_output', 'self_attn.o_proj'],
  ['attn_q_norm', 'self_attn.q_norm'],
  ['attn_k_norm', 'self_attn.k_norm'],
  ['ffn_norm', 'post_attention_layernorm'],
  ['ffn_gate', 'mlp.gate_proj'],
  ['ffn_up', 'mlp.up_proj'],
  ['ffn_down', 'mlp.down_proj'],
]);

/** The same of Gemma 2 and 3, which have norms behind attention and MLP as well. */
const GEMMA_LAYER_MODULES: ReadonlyMap<string, string> = new Map([
  ...LAYER_MODULES,
  ['post_attention_norm', 'post_attention_layernorm'],
  ['ffn_norm', 'pre_feedforward_layernorm'],
  ['post_ffw_norm', 'post_feedforward_layernorm'],
]);

const MODEL_MODULES: ReadonlyMap<string, string> = new Map([
  ['token_embd', 'model.embed_tokens'],
  ['output_norm', 'model.norm'],
  ['output', 'lm_head'],
]);

/**
 * The Hugging Face name of a GGUF tensor: `blk.3.attn_q.weight` is
 * `model.layers.3.self_attn.q_proj.weight`.
 *
 * @returns undefined where no model of the kind has such a tensor
 */
export function huggingFaceName(ggufName: string, isGemma: boolean): string | undefined {
  const layer = /^blk\.(0|[1-9]\d{0,5})\.([a-z_]+)\.(weight|bias)$/.exec(ggufName);
  if (layer !== null) {
    const module = (isGemma ? GEMMA_LAYER_MODULES : LAYER_MODULES).get(layer[2]!);
    return module === undefined ? undefined : `model.layers.${layer[1]!}.${module}.${layer[3]!}`;
  }
  const model = /^([a-z_]+)\.(weight|bias)$/.exec(ggufName);
  const module = MODEL_MODULES.get(model?.[1] ?? '');
  return module === undefined ? undefined : `${module}.${model![2]!}`;
}
