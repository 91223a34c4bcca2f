"""Dequantises a GGUF file into a float32 model in Hugging Face layout.

    python gguf_to_hf.py FILE.gguf FOLDER
"""

import os
import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer


def main(file, folder):
    source = os.path.dirname(os.path.abspath(file))
    name = os.path.basename(file)
    quantised = AutoModelForCausalLM.from_pretrained(source, gguf_file=name, dtype=torch.float32)
    tokenizer = AutoTokenizer.from_pretrained(source, gguf_file=name, padding_side="left")
    settings = quantised.config.to_dict()
    settings.pop("quantization_config", None)  # transformers refuses to save a model that still says it is quantised
    model = type(quantised)(type(quantised.config)(**settings))
    model.load_state_dict(quantised.state_dict())
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python gguf_to_hf.py FILE.gguf FOLDER")
    main(*sys.argv[1:])
