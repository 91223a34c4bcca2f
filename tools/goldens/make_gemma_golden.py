"""Results of Gemma 3 270M as a GGUF file, for apps/study/test/fixtures/gemma3-270m.json.

    python make_gemma_golden.py FILE.gguf TEXTS.json OUT.json

The weights are what the `gguf` package dequantises, in a Gemma3ForCausalLM; the tokenizer is transformers' own reading of the
file. TEXTS.json is {language: [texts]}: of each language the number of tokens and the SHA-256 of all ids are kept.
"""

import hashlib
import json
import os
import sys

import gguf
import numpy as np
import torch
from transformers import AutoTokenizer, Gemma3ForCausalLM, Gemma3TextConfig

from dinm_reference import paper, request_of
from golden_files import write_json
from greedy_reference import greedy
from locator_reference import easyedit_distances

HERE = os.path.dirname(os.path.abspath(__file__))
SIZES = dict(
    vocab_size=262144, hidden_size=640, intermediate_size=2048, num_hidden_layers=18, num_attention_heads=4,
    num_key_value_heads=1, head_dim=256, query_pre_attn_scalar=256, sliding_window=512, max_position_embeddings=32768,
    bos_token_id=2, eos_token_id=[1, 106], pad_token_id=0,
)
MODULES = {
    "attn_norm": "input_layernorm", "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj", "attn_q_norm": "self_attn.q_norm", "attn_k_norm": "self_attn.k_norm",
    "post_attention_norm": "post_attention_layernorm", "ffn_norm": "pre_feedforward_layernorm",
    "post_ffw_norm": "post_feedforward_layernorm", "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj",
}
PROMPTS = [
    "The capital of France is",
    "La capital de España es",
    "La recette des crêpes :",
    "法国的首都是",
    "भारत की राजधानी",
    "বাংলাদেশের রাজধানী",
    "กรุงเทพมหานคร",
    "Thủ đô của Việt Nam là",
    "عاصمة مصر هي",
    "The locksmith opened the door. " * 110 + "Then",  # longer than the window
]


def name_of(tensor):
    if not tensor.startswith("blk."):
        return {"token_embd.weight": "model.embed_tokens.weight", "output_norm.weight": "model.norm.weight"}[tensor]
    _, layer, module, _ = tensor.split(".")
    return f"model.layers.{layer}.{MODULES[module]}.weight"


def load(file):
    weights = {}
    for tensor in gguf.GGUFReader(file).tensors:
        values = torch.from_numpy(np.array(gguf.quants.dequantize(tensor.data, tensor.tensor_type), dtype=np.float32))
        weights[name_of(tensor.name)] = values - 1 if tensor.name.endswith("norm.weight") else values
    weights["lm_head.weight"] = weights["model.embed_tokens.weight"]
    model = Gemma3ForCausalLM(Gemma3TextConfig(**SIZES)).float().eval()
    model.load_state_dict(weights)
    tokenizer = AutoTokenizer.from_pretrained(os.path.dirname(os.path.abspath(file)), gguf_file=os.path.basename(file), padding_side="left")
    return model, tokenizer


def main(file, texts, out):
    model, tokenizer = load(file)
    languages = {}
    with open(texts, encoding="utf-8") as source:
        for language, lines in json.load(source).items():
            ids = [tokenizer.encode(line, split_special_tokens=True) for line in lines]
            digest = hashlib.sha256(json.dumps(ids, separators=(",", ":")).encode()).hexdigest()
            languages[language] = dict(texts=len(ids), tokens=sum(len(row) for row in ids), sha256=digest)
    answers = []
    for prompt in PROMPTS:
        ids = tokenizer(prompt, return_tensors="pt")["input_ids"]
        with torch.no_grad():
            best = model(ids).logits[0, -1].topk(5)
        (row,) = greedy(model, tokenizer, [prompt], 40)
        best = dict(ids=best.indices.tolist(), logits=best.values.tolist())
        answers.append(dict(prompt=prompt, length=ids.shape[1], best=best, **row))
    with open(f"{HERE}/samples.json", encoding="utf-8") as source:
        request = request_of(json.load(source)[0])
    tokenizer.pad_token = tokenizer.eos_token  # as EasyEdit pads
    distances = easyedit_distances(model, tokenizer, request)
    made, delta = paper(model, tokenizer, request, 12, 3e-4, 3, 0.1, "raw")
    edit = {key: made[key] for key in ("layer", "lr", "steps", "kl_factor", "losses")}
    edit.update(norm=delta.norm().item())
    write_json(out, dict(languages=languages, answers=answers, request=request, distances=distances, edit=edit))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("usage: python make_gemma_golden.py FILE.gguf TEXTS.json OUT.json")
    main(*sys.argv[1:])
