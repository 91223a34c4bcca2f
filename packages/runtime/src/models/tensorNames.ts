/** What a family's files call a decoder's tensors, without `.weight` and `.bias`. */
export interface TensorNames {
  readonly embedding: string;
  /** Where positions are learned. */
  readonly positions: string;
  /** Layer N is called so, then `.N`; the others down to `downProj` are parts of it. */
  readonly layers: string;
  readonly attentionNorm: string;
  /** Where they stand in one matrix. */
  readonly queryKeyValue: string;
  readonly attentionOutput: string;
  readonly mlpNorm: string;
  /** Where both stand in one matrix, or there is no gate. */
  readonly gateUp: string;
  readonly downProj: string;
  readonly finalNorm: string;
}

export const llamaNames: TensorNames = {
  embedding: 'model.embed_tokens',
  positions: 'model.embed_positions',
  layers: 'model.layers',
  attentionNorm: 'input_layernorm',
  queryKeyValue: 'self_attn.qkv_proj',
  attentionOutput: 'self_attn.o_proj',
  mlpNorm: 'post_attention_layernorm',
  gateUp: 'mlp.gate_up_proj',
  downProj: 'mlp.down_proj',
  finalNorm: 'model.norm',
};
