"""Makes goldens afresh: tiny random models of every family, or one sample on a real model.

    python make_goldens.py --out FOLDER [--seed 7] [--sample 0] [--family tiny-llama ...]
    python make_goldens.py --out FOLDER --model HF_FOLDER [--sample 0 1] [--layer 20] [--strategies-only]

README.md says what the files hold.
"""

import argparse
import json
import os

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from dinm_reference import easyedit, paper, request_of
from golden_files import write_golden, write_json
from greedy_reference import greedy, tokens_of
from locator_reference import strategies
from tiny_models import FAMILIES, write_family
from token_ids import SUFFIX

HERE = os.path.dirname(os.path.abspath(__file__))


def tiny_golden(name, folder, seed, samples, sample):
    """One family: the model in `folder`, its results in `folder/golden`."""
    model, tokenizer = write_family(name, folder, seed, samples)
    request = request_of(sample)
    prompts = [sample["question"], sample["adversarial prompt"][-160:]]
    batch = tokenizer(prompts, return_tensors="pt", padding=True)
    with torch.no_grad():
        made = model(**batch, output_hidden_states=True)
    golden = dict(
        model=name,
        prompts=prompts,
        input_ids=batch["input_ids"].tolist(),
        attention_mask=batch["attention_mask"].tolist(),
        greedy_new_tokens=tokens_of(greedy(model, tokenizer, prompts, 24), tokenizer.eos_token_id),
    )
    arrays = {f"logits_row{row}_last8": made.logits[row, -8:] for row in range(2)}
    arrays.update({f"hidden.{k}": state[1] for k, state in enumerate(made.hidden_states)})
    golden["easyedit"], arrays["easyedit_delta"] = easyedit(model, tokenizer, request)
    golden["paper"], arrays["paper_delta"] = paper(model, tokenizer, request, 2, 1e-2, 6, 0.1, "raw")
    golden["sample"] = sample
    write_golden(f"{folder}/golden", "golden", golden, arrays)
    write_json(f"{folder}/golden/strategies.json", strategies(model, tokenizer, request, ["raw", "chat"]))


def entries(delta):
    """A large delta's norm and 256 of its entries."""
    flat = delta.flatten()
    indices = torch.randperm(flat.numel(), generator=torch.Generator().manual_seed(1))[:256]
    return dict(
        shape=list(delta.shape),
        l2=delta.norm().item(),
        flat_indices=indices.tolist(),
        values=flat[indices].tolist(),
    )


def asked_before_and_after(model, tokenizer, prompts, parameter, delta):
    """Last logits and 40 greedy tokens of a batch, without and with the delta."""
    batch = tokenizer(prompts, return_tensors="pt", padding=True)
    weight = model.get_parameter(parameter)
    original = weight.detach().clone()
    golden = dict(prompts=prompts, input_ids=batch["input_ids"].tolist())
    golden["attention_mask"] = batch["attention_mask"].tolist()
    arrays = {}
    for when in ("pre", "post"):
        with torch.no_grad():
            arrays[f"last_logits_{when}"] = model(**batch).logits[:, -1]
            tokens = tokens_of(greedy(model, tokenizer, prompts, 40), tokenizer.eos_token_id)
            golden[f"greedy_{when}"] = tokens
            golden[f"greedy_{when}_text"] = tokenizer.batch_decode(tokens)
            weight.copy_(original + delta)
    with torch.no_grad():
        weight.copy_(original)
    return golden, arrays


def real_golden(folder, name, model, tokenizer, sample, layer):
    request = request_of(sample)
    made, delta = easyedit(model, tokenizer, request)
    prompts = [f"{sample[key]} {SUFFIX}" for key in ("adversarial prompt", "question")]
    golden, arrays = asked_before_and_after(model, tokenizer, prompts, made["parameter"], delta)
    method, method_delta = paper(model, tokenizer, request, layer, 3e-3, 6, 0.1, "chat")
    golden.update(sample=sample, easyedit=made, delta=entries(delta), paper=method, paper_delta=entries(method_delta))
    write_golden(folder, name, golden, arrays)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--out", required=True, help="the folder to write to")
    arguments.add_argument("--seed", type=int, default=7, help="of the random weights")
    arguments.add_argument("--family", nargs="+", choices=list(FAMILIES), default=list(FAMILIES))
    arguments.add_argument("--samples", default=f"{HERE}/samples.json", help="a JSON list in SafeEdit's schema")
    arguments.add_argument("--sample", type=int, nargs="+", default=[0], help="which of them, by id")
    arguments.add_argument("--model", help="a real model in Hugging Face layout instead of the tiny ones")
    arguments.add_argument("--layer", type=int, default=20, help="what `paper` edits in the real model")
    arguments.add_argument("--strategies-only", action="store_true", help="of the real model the locator's numbers alone")
    asked = arguments.parse_args()
    with open(asked.samples, encoding="utf-8") as file:
        samples = json.load(file)
    chosen = [sample for sample in samples if sample["id"] in asked.sample]
    if len(chosen) != len(asked.sample):
        arguments.error(f"--sample {asked.sample}: {asked.samples} has the ids {[s['id'] for s in samples]}")
    if asked.model is None:
        for name in asked.family:
            tiny_golden(name, f"{asked.out}/{name}", asked.seed, samples, chosen[0])
        return
    tokenizer = AutoTokenizer.from_pretrained(asked.model, padding_side="left")
    model = AutoModelForCausalLM.from_pretrained(asked.model, dtype=torch.float32).eval()
    for sample in [] if asked.strategies_only else chosen:
        real_golden(asked.out, f"sample{sample['id']}", model, tokenizer, sample, asked.layer)
    located = [dict(id=s["id"], **strategies(model, tokenizer, request_of(s), ["raw", "chat"])) for s in chosen]
    write_json(f"{asked.out}/strategies.json", located)


if __name__ == "__main__":
    main()
