"""Computes the numbers of golden folders again, from the models in them, and says how far apart the two are.

    python check_goldens.py FOLDER...

Each folder holds a tiny model and `golden/golden.json`, `golden/golden.safetensors`. Exit code 1 where a number is
further off than README.md allows.
"""

import json
import sys

import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, AutoTokenizer

from dinm_reference import easyedit, paper, request_of
from golden_files import delta_error, relative_error
from greedy_reference import greedy, tokens_of


def loss_error(expected, found):
    """Largest difference of the losses, relative to each step's total."""
    if len(expected) != len(found):
        return float("inf")
    return max(abs(e[key] - f[key]) / e["total"] for e, f in zip(expected, found) for key in e)


def errors(folder):
    """Name, error and allowed error of everything that the folder's golden holds."""
    with open(f"{folder}/golden/golden.json", encoding="utf-8") as file:
        golden = json.load(file)
    arrays = load_file(f"{folder}/golden/golden.safetensors")
    tokenizer = AutoTokenizer.from_pretrained(folder, padding_side="left")
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    request = request_of(golden["sample"])

    batch = tokenizer(golden["prompts"], return_tensors="pt", padding=True)
    yield "input ids", float(batch["input_ids"].tolist() != golden["input_ids"]), 0
    with torch.no_grad():
        made = model(**batch, output_hidden_states=True)
    for k, state in enumerate(made.hidden_states):
        expected = arrays[f"hidden.{k}"].flatten().tolist()
        yield f"hidden state {k}", relative_error(expected, state[1].flatten().tolist()), 1e-3
    for k in range(2):
        expected = arrays[f"logits_row{k}_last8"].flatten().tolist()
        yield f"logits of row {k}", relative_error(expected, made.logits[k, -8:].flatten().tolist()), 1e-3
    tokens = tokens_of(greedy(model, tokenizer, golden["prompts"], 24), tokenizer.eos_token_id)
    yield "greedy tokens", float(tokens != golden["greedy_new_tokens"]), 0

    for mode in ("easyedit", "paper"):
        known = golden[mode]
        rates = (known["lr"], known["steps"], known["kl_factor"])
        if mode == "easyedit":
            result, delta = easyedit(model, tokenizer, request, *rates)
            yield "easyedit distances", relative_error(known["layer_distances"], result["layer_distances"]), 1e-4
            yield "easyedit layer", float(result["toxic_layer"] != known["toxic_layer"]), 0
        else:
            result, delta = paper(model, tokenizer, request, known["layer"], *rates, known["format"])
            yield "paper ids", float(any(result[k] != known[k] for k in ("input_ids", "constraint_ids"))), 0
        yield f"{mode} losses", loss_error(known["losses"], result["losses"]), 1e-4
        angle, length = delta_error(arrays[f"{mode}_delta"], delta)
        yield f"{mode} delta, 1 - cosine", angle, 1e-4
        yield f"{mode} delta, norm", length, 1e-3


def main(folders):
    if not folders:
        sys.exit("usage: python check_goldens.py FOLDER...")
    wrong = 0
    for folder in folders:
        print(folder)
        for name, error, allowed in errors(folder):
            wrong += error > allowed
            print(f"  {name:26} {error:9.2e} {'ok' if error <= allowed else f'WRONG, at most {allowed} is allowed'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
