"""Makes packages/runtime/test/fixtures/weights: small weight files and what Python reads from them.

pip install numpy torch safetensors gguf; python tools/make_weight_fixtures.py

Expected values come from the `gguf` and `safetensors` packages alone. A GGUF tensor's expectation is
dequantize(quantize(tensor)) of the Hugging Face tensor: quantisation works on rows, so the reordering
of q and k rows in the file must not be seen in it.
"""

import base64
import hashlib
import json
from pathlib import Path

import gguf
import numpy as np
import torch
from gguf import GGMLQuantizationType as T
from safetensors.numpy import load_file, save_file
from safetensors.torch import save_file as save_torch_file

FIXTURES = Path(__file__).parent.parent / "packages/runtime/test/fixtures"
OUT = FIXTURES / "weights"

MODULES = {
    "input_layernorm": "attn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "self_attn.q_norm": "attn_q_norm",
    "self_attn.k_norm": "attn_k_norm",
    "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
GEMMA_MODULES = {
    **MODULES,
    "post_attention_layernorm": "post_attention_norm",
    "pre_feedforward_layernorm": "ffn_norm",
    "post_feedforward_layernorm": "post_ffw_norm",
}


def sha256(array):
    return hashlib.sha256(np.ascontiguousarray(array, dtype=np.float32).tobytes()).hexdigest()


def gguf_name(name, modules):
    for hf, ours in {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output"}.items():
        if name.startswith(hf + "."):
            return name.replace(hf, ours)
    _, _, layer, rest = name.split(".", 3)
    module, kind = rest.rsplit(".", 1)
    return f"blk.{layer}.{modules[module]}.{kind}"


def permute(weights, heads):
    """LlamaModel.permute of llama.cpp's convert_hf_to_gguf.py."""
    return (
        weights.reshape(heads, 2, weights.shape[0] // heads // 2, *weights.shape[1:])
        .swapaxes(1, 2)
        .reshape(weights.shape)
    )


def add_tokenizer(writer, folder, config, pre):
    tokenizer = json.loads((folder / "tokenizer.json").read_text())
    special = {token["id"] for token in tokenizer["added_tokens"] if token["special"]}
    tokens = sorted(tokenizer["model"]["vocab"], key=tokenizer["model"]["vocab"].get)
    merges = [m if isinstance(m, str) else " ".join(m) for m in tokenizer["model"]["merges"]]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(pre)
    writer.add_token_list(tokens)
    writer.add_token_types(
        [gguf.TokenType.CONTROL if i in special else gguf.TokenType.NORMAL for i in range(len(tokens))]
    )
    writer.add_token_merges(merges)
    writer.add_bos_token_id(config["bos_token_id"])
    writer.add_eos_token_id(config["eos_token_id"])
    writer.add_pad_token_id(config["pad_token_id"])
    writer.add_add_bos_token(True)
    writer.add_chat_template((folder / "chat_template.jinja").read_text())


def add_gemma(writer, architecture, config):
    """Gemma's own keys, as convert_hf_to_gguf.py writes them, and what a reader can't but take for the rest."""
    writer.add_sliding_window(config["sliding_window"])
    config["query_pre_attn_scalar"] = config["head_dim"]  # GGUF has no key for it
    own = ["hidden_activation", "query_pre_attn_scalar", "sliding_window"]
    if architecture == "gemma2":
        writer.add_attn_logit_softcapping(config["attn_logit_softcapping"])
        writer.add_final_logit_softcapping(config["final_logit_softcapping"])
        return own + ["attn_logit_softcapping", "final_logit_softcapping", "rope_parameters"]
    rope = config.pop("rope_parameters")
    config["rope_theta"] = rope["full_attention"]["rope_theta"]
    config["rope_local_base_freq"] = rope["sliding_attention"]["rope_theta"]
    config["sliding_window_pattern"] = config["layer_types"].index("full_attention") + 1
    writer.add_sliding_window_pattern(config["sliding_window_pattern"])
    return own + ["rope_theta", "rope_local_base_freq", "sliding_window_pattern"]


def make_gguf(model, architecture, pre, type_of, layers, alignment=None, split_max_tensors=0):
    """Writes a golden model as GGUF, in several parts where asked to, and returns what a reader must find."""
    folder = FIXTURES / "goldens" / model
    config = json.loads((folder / "config.json").read_text())
    config["num_hidden_layers"] = layers
    heads, kv_heads = config["num_attention_heads"], config["num_key_value_heads"]
    config.setdefault("head_dim", config["hidden_size"] // heads)

    writer = gguf.GGUFWriter(OUT / f"{model}.gguf", architecture, split_max_tensors=split_max_tensors)
    if alignment:
        writer.add_custom_alignment(alignment)
    writer.add_name(model)
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(layers)
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(heads)
    writer.add_head_count_kv(kv_heads)
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    rope = config["rope_parameters"]
    writer.add_rope_freq_base(rope.get("full_attention", rope)["rope_theta"])
    writer.add_vocab_size(config["vocab_size"])
    if config["head_dim"] != config["hidden_size"] // heads:
        writer.add_key_length(config["head_dim"])
        writer.add_value_length(config["head_dim"])
    is_gemma = architecture.startswith("gemma")
    own = add_gemma(writer, architecture, config) if is_gemma else ["rope_parameters"]
    add_tokenizer(writer, folder, config, pre)

    tensors = {}
    files = sorted(folder.glob("*.safetensors"))
    for name, tensor in sorted((item for file in files for item in load_file(file).items())):
        if name.startswith("model.layers.") and int(name.split(".")[2]) >= layers:
            continue
        dtype = type_of(name) if tensor.ndim == 2 else T.F32
        in_file = tensor
        if is_gemma and name.endswith("norm.weight"):
            in_file = tensor + np.float32(1)  # `norm_shift`
            tensor = in_file - np.float32(1)
        if architecture == "llama" and "q_proj" in name:
            in_file = permute(tensor, heads)
        if architecture == "llama" and "k_proj" in name:
            in_file = permute(tensor, kv_heads)
        writer.add_tensor(
            gguf_name(name, GEMMA_MODULES if is_gemma else MODULES), gguf.quants.quantize(in_file, dtype), raw_dtype=dtype
        )
        read = gguf.quants.dequantize(gguf.quants.quantize(tensor, dtype), dtype)
        tensors[name] = {
            "dtype": dtype.name,
            "shape": list(tensor.shape),
            "sha256": sha256(read),
            "first": read.reshape(-1)[:4].astype(np.float64).tolist(),
        }
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()

    keys = [
        "model_type", "architectures", "hidden_size", "intermediate_size", "num_hidden_layers",
        "num_attention_heads", "num_key_value_heads", "head_dim", "vocab_size", "max_position_embeddings",
        "rms_norm_eps", "tie_word_embeddings", "bos_token_id", "eos_token_id", "pad_token_id",
    ]
    return {"config": {key: config[key] for key in keys + own}, "tensors": tensors}


def llama_type(name):
    if "embed_tokens" in name or "lm_head" in name:
        return T.F16
    return T.Q4_1 if ".layers.4." in name else T.Q8_0


def make_blocks():
    """Random blocks of every type: weights as a model has them, and any bytes under a finite scale."""
    rng = np.random.default_rng(4)
    blocks = {}
    k_quants = [T.Q4_K, T.Q5_K, T.Q6_K]
    for dtype in [T.F32, T.F16, T.BF16, T.Q4_0, T.Q4_1, T.Q8_0, T.Q5_0, T.Q5_1, T.IQ4_NL, *k_quants]:
        block, size = gguf.GGML_QUANT_SIZES[dtype]
        if dtype in k_quants or dtype == T.IQ4_NL:
            usual = np.zeros(0, dtype=np.uint8)  # the package reads these and writes none
        else:
            sample = rng.normal(0, 0.1, (2, 64)).astype(np.float32)
            usual = gguf.quants.quantize(sample, dtype).view(np.uint8).reshape(-1)
        count = 8 if block > 1 else 32
        wild = rng.integers(0, 256, (count, size), dtype=np.uint8)
        if block > 1:
            scales = rng.choice(np.array([0, -0.0, 6e-8, -6e-8, 65504, -65504, 1, -0.3], dtype=np.float16), (count, 2))
            # Two halves at the start where there is a minimum; of Q6_K one half at the end.
            places = [size - 2] if dtype == T.Q6_K else [0, 2] if dtype in [T.Q4_1, T.Q5_1, T.Q4_K, T.Q5_K] else [0]
            for column, place in enumerate(places):
                wild[:, place : place + 2] = scales[:, column : column + 1].view(np.uint8)
        data = np.concatenate([usual, wild.reshape(-1)])
        with np.errstate(all="ignore"):
            weights = gguf.quants.dequantize(data, dtype).astype(np.float32).reshape(-1)
        kept = weights.view(np.uint32)
        kept = np.where(np.isnan(weights), np.uint32(0x7FC00000), kept)
        blocks[dtype.name] = {
            "bytes": base64.b64encode(data.tobytes()).decode(),
            "float32": base64.b64encode(kept.astype("<u4").tobytes()).decode(),
        }
    return blocks


def every_half():
    """All 65,536 halves and bfloat16s, NaNs made alike."""
    every = np.arange(65536, dtype=np.uint16)

    def digest(values):
        bits = np.where(np.isnan(values), np.uint32(0x7FC00000), values.view(np.uint32))
        return hashlib.sha256(bits.astype("<u4").tobytes()).hexdigest()

    return {
        "F16": digest(every.view(np.float16).astype(np.float32)),
        "BF16": digest(gguf.quants.dequantize(every.view(np.uint8), T.BF16).astype(np.float32)),
    }


def rope_factors(theta, head_dim, factor, low, high, context):
    """What convert_hf_to_gguf.py stores as rope_freqs.weight for llama3 scaling."""
    freqs = 1.0 / (theta ** (torch.arange(0, head_dim, 2, dtype=torch.float32) / head_dim))
    factors = []
    for freq in freqs:
        wavelen = 2 * np.pi / freq
        if wavelen < context / high:
            factors.append(1)
        elif wavelen > context / low:
            factors.append(factor)
        else:
            smooth = (context / wavelen - low) / (high - low)
            factors.append(1 / ((1 - smooth) / factor + smooth))
    return torch.tensor(factors, dtype=torch.float32).tolist()


def make_rope():
    cases = []
    for theta, head_dim, factor, context in [
        (500000.0, 128, 8.0, 8192), (500000.0, 64, 32.0, 8192), (10000.0, 16, 8.0, 64),
    ]:
        cases.append({
            "rope_theta": theta,
            "factor": factor,
            "original_max_position_embeddings": context,
            "factors": rope_factors(theta, head_dim, factor, 1.0, 4.0, context),
        })
    return cases


def make_safetensors():
    rng = np.random.default_rng(7)
    save_file(
        {
            "model.b.weight": rng.normal(size=(3, 5)).astype(np.float32),
            "model.a.weight": rng.normal(size=(4,)).astype(np.float32),
            "scalar": np.array(2.5, dtype=np.float32),
        },
        OUT / "float32.safetensors",
        metadata={"made by": "Python \u00e9"},
    )
    tensors = {
        "f32": torch.randn(3, 4, generator=torch.Generator().manual_seed(1)),
        "f16": torch.randn(5, 3, generator=torch.Generator().manual_seed(2)).half(),
        "bf16": torch.randn(7, generator=torch.Generator().manual_seed(3)).bfloat16(),
        "position_ids": torch.arange(6).reshape(1, 6),
    }
    save_torch_file(tensors, OUT / "mixed.safetensors")
    return {
        name: {"shape": list(tensor.shape), "values": tensor.float().reshape(-1).tolist()}
        for name, tensor in tensors.items()
    }


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    models = {
        "tiny-llama": make_gguf("tiny-llama", "llama", "smollm", llama_type, 5),
        "tiny-qwen2": make_gguf(
            "tiny-qwen2", "qwen2", "qwen2", lambda name: T.BF16 if ".layers.0." in name else T.Q4_1, 5, alignment=64
        ),
        "tiny-qwen3": make_gguf("tiny-qwen3", "qwen3", "qwen2", lambda name: T.Q4_0, 2),
        "tiny-gemma2": make_gguf("tiny-gemma2", "gemma2", "qwen2", lambda name: T.Q4_0, 2),
        "tiny-gemma3": make_gguf("tiny-gemma3", "gemma3", "qwen2", lambda name: T.Q8_0, 5),
    }
    make_gguf("tiny-qwen3", "qwen3", "qwen2", lambda name: T.Q4_0, 2, split_max_tensors=10)
    expected = {
        "models": models,
        "blocks": make_blocks(),
        "everyHalf": every_half(),
        "rope": make_rope(),
        "mixed": make_safetensors(),
    }
    (OUT / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


if __name__ == "__main__":
    main()
