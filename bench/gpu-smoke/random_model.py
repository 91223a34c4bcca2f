"""Writes a model of LLaMA2-7B's shape with random weights, to measure speed and memory where its weights are not at hand.

    python bench/gpu-smoke/random_model.py FOLDER [--layers 32] [--hidden 4096]

In bfloat16, 13.5 GB. Needs torch, transformers and tokenizers. Its words are w0, w1, …: what it writes means nothing.
"""

import argparse
import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import AutoModelForCausalLM, LlamaConfig

parser = argparse.ArgumentParser()
parser.add_argument("folder", type=Path)
parser.add_argument("--layers", type=int, default=32)
parser.add_argument("--hidden", type=int, default=4096)
args = parser.parse_args()

config = LlamaConfig(
    vocab_size=32000,
    hidden_size=args.hidden,
    intermediate_size=11008 * args.hidden // 4096,
    num_hidden_layers=args.layers,
    num_attention_heads=args.hidden // 128,
    num_key_value_heads=args.hidden // 128,
    max_position_embeddings=4096,
    bos_token_id=1,
    eos_token_id=2,
    dtype="bfloat16",
)
args.folder.mkdir(parents=True, exist_ok=True)
device = "cuda" if torch.cuda.is_available() else "cpu"
with torch.device("meta"):
    shapes = AutoModelForCausalLM.from_config(config).state_dict()
torch.manual_seed(0)
parts = {}
for name, shape in shapes.items():
    part = next((word for word in name.split(".") if word.isdigit()), "rest")
    value = torch.randn(shape.shape, device=device, dtype=torch.bfloat16) * 0.02
    parts.setdefault(part, {})[name] = (torch.ones_like(value) if "norm" in name else value).cpu()
index = {}
for part, tensors in parts.items():
    file = f"model-{part}.safetensors"
    save_file(tensors, args.folder / file, metadata={"format": "pt"})
    index |= dict.fromkeys(tensors, file)
(args.folder / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": index}))
config.architectures = ["LlamaForCausalLM"]
config.save_pretrained(args.folder)

words = {"<unk>": 0, "<s>": 1, "</s>": 2} | {f"w{number}": number for number in range(3, config.vocab_size)}
tokenizer = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
tokenizer.save(str(args.folder / "tokenizer.json"))
(args.folder / "tokenizer_config.json").write_text(
    json.dumps(
        {"tokenizer_class": "PreTrainedTokenizerFast", "unk_token": "<unk>", "bos_token": "<s>", "eos_token": "</s>"}
    )
)
