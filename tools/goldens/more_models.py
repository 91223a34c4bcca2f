"""The tiny models of `make_more_goldens.py`: what the first set leaves out, one thing a model."""

from transformers import (
    Gemma2Config,
    Gemma2ForCausalLM,
    Gemma3ForCausalLM,
    Gemma3TextConfig,
    GPT2Config,
    GPT2LMHeadModel,
    LlamaConfig,
    LlamaForCausalLM,
    MistralConfig,
    MistralForCausalLM,
    Phi3Config,
    Phi3ForCausalLM,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
)

SMALL = dict(
    hidden_size=32,
    intermediate_size=40,
    num_hidden_layers=4,
    max_position_embeddings=256,
    initializer_range=0.2,
    tie_word_embeddings=True,
)

LLAMA3 = dict(factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=32)


def rope(kind, theta=10000.0, **settings):
    return dict(rope_parameters=dict(rope_type=kind, rope_theta=theta, **settings))


def gemma3_rope(kind, **settings):
    return dict(
        full_attention=dict(rope_type=kind, rope_theta=1000000.0, **settings),
        sliding_attention=dict(rope_type="default", rope_theta=10000.0),
    )


def longrope(pairs, **settings):
    """Phi-3's, for texts of up to 256 tokens where 64 were the first ones. Its factors grow from pair to pair."""
    factors = dict(
        short_factor=[1.0 + 0.1 * pair for pair in range(pairs)], long_factor=[1.5 + pair**2 for pair in range(pairs)]
    )
    positions = dict(original_max_position_embeddings=64, pad_token_id=0)
    return dict(**positions, **rope("longrope", **factors, **settings))


GEMMA = dict(head_dim=16, sliding_window=8, query_pre_attn_scalar=16)
LLAMA = (LlamaForCausalLM, LlamaConfig)

# name: (architecture, configuration, settings, without), where `without` are the settings that take the thing away:
# the results must change with them, or the golden would not notice a runtime that ignores it.
MODELS = {
    "llama-rope-linear": (*LLAMA, rope("linear", factor=4.0), rope("default")),
    "llama-rope-dynamic": (
        *LLAMA,
        dict(max_position_embeddings=64, **rope("dynamic", factor=4.0)),
        dict(max_position_embeddings=64, **rope("default")),
    ),
    "llama-rope-llama3": (*LLAMA, rope("llama3", **LLAMA3), rope("default")),
    "llama-biases": (
        *LLAMA,
        dict(attention_bias=True, mlp_bias=True, tie_word_embeddings=False),
        dict(tie_word_embeddings=False),
    ),
    "llama-head-dim": (*LLAMA, dict(head_dim=16, num_attention_heads=4, num_key_value_heads=1), None),
    "mistral-window": (
        MistralForCausalLM,
        MistralConfig,
        dict(sliding_window=8, head_dim=16, tie_word_embeddings=False),
        dict(sliding_window=None, head_dim=16, tie_word_embeddings=False),
    ),
    "phi3-window": (
        Phi3ForCausalLM,
        Phi3Config,
        dict(sliding_window=8, pad_token_id=0, tie_word_embeddings=False),
        dict(sliding_window=None, pad_token_id=0, tie_word_embeddings=False),
    ),
    "phi3-longrope": (
        Phi3ForCausalLM,
        Phi3Config,
        dict(**longrope(4), tie_word_embeddings=False),
        dict(**rope("default"), pad_token_id=0, tie_word_embeddings=False),
    ),
    "phi4-mini-longrope": (
        Phi3ForCausalLM,
        Phi3Config,
        dict(**longrope(3, partial_rotary_factor=0.75), intermediate_size=48),
        dict(**longrope(4, partial_rotary_factor=1.0), intermediate_size=48),
    ),
    "qwen2-window": (
        Qwen2ForCausalLM,
        Qwen2Config,
        dict(use_sliding_window=True, sliding_window=8, max_window_layers=2),
        dict(use_sliding_window=False),
    ),
    "qwen3-untied": (Qwen3ForCausalLM, Qwen3Config, dict(head_dim=16, tie_word_embeddings=False), None),
    "gemma2-attention-cap": (
        Gemma2ForCausalLM,
        Gemma2Config,
        dict(**GEMMA, attn_logit_softcapping=1.5, final_logit_softcapping=None),
        dict(**GEMMA, attn_logit_softcapping=None, final_logit_softcapping=None),
    ),
    "gemma2-final-cap": (
        Gemma2ForCausalLM,
        Gemma2Config,
        dict(**GEMMA, attn_logit_softcapping=None, final_logit_softcapping=4.0),
        dict(**GEMMA, attn_logit_softcapping=None, final_logit_softcapping=None),
    ),
    "gemma3-rope-linear": (
        Gemma3ForCausalLM,
        Gemma3TextConfig,
        dict(**GEMMA, sliding_window_pattern=2, rope_parameters=gemma3_rope("linear", factor=8.0)),
        dict(**GEMMA, sliding_window_pattern=2, rope_parameters=gemma3_rope("default")),
    ),
    "gpt2-base-names": (
        GPT2LMHeadModel,
        GPT2Config,
        dict(max_position_embeddings=72, scale_attn_weights=False),
        dict(max_position_embeddings=72),
    ),
}

# Written as the base model alone, whose tensors lack the prefix `transformer.`, as OpenAI's checkpoints of GPT-2 do.
BASE_NAMES = ("gpt2-base-names",)

# name: (the model whose rounded copy it is, the type in the file)
COPIES = {
    "llama-head-dim-float16": ("llama-head-dim", "float16"),
    "llama-head-dim-bfloat16": ("llama-head-dim", "bfloat16"),
}


def as_older_checkpoints_say_it(name, config):
    """The same configuration in the words of checkpoints from before transformers 5, for some of the models."""
    if name in ("llama-rope-linear", "llama-rope-llama3"):
        parameters = config.pop("rope_parameters")
        config["rope_theta"] = parameters.pop("rope_theta")
        kind = parameters.pop("rope_type")
        config["rope_scaling"] = {"type" if kind == "linear" else "rope_type": kind, **parameters}
    if name == "gemma3-rope-linear":
        parameters = config.pop("rope_parameters")
        config["rope_theta"] = parameters["full_attention"].pop("rope_theta")
        config["rope_scaling"] = parameters["full_attention"]
        config["rope_local_base_freq"] = parameters["sliding_attention"]["rope_theta"]
        config["sliding_window_pattern"] = 2
        config.pop("layer_types")
    if name in ("phi3-longrope", "phi4-mini-longrope"):
        parameters = config.pop("rope_parameters")
        config["rope_theta"] = parameters.pop("rope_theta")
        config["partial_rotary_factor"] = parameters.pop("partial_rotary_factor")
        factors = {key: parameters[key] for key in ("short_factor", "long_factor")}
        config["rope_scaling"] = dict(type="longrope", **factors)
    if name in ("qwen2-window", "gemma2-attention-cap"):
        config.pop("layer_types")
    return config
