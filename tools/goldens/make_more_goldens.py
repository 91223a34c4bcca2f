"""Makes the goldens in `packages/runtime/test/fixtures/more-goldens`: models, sampling, DINM's options.

    python make_more_goldens.py [--goldens FOLDER] [--out FOLDER] [--seed 14] [--model NAME...]

README.md says what the files hold.
"""

import argparse
import json
import os

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from dinm_options import write_dinm_options
from golden_files import write_golden, write_json
from greedy_reference import greedy
from locator_reference import strategies
from model_parts import is_gpt2
from more_models import BASE_NAMES, COPIES, MODELS, SMALL, as_older_checkpoints_say_it
from sampling_reference import write_sampling
from tiny_models import random_model
from token_ids import left_padded

FIXTURES = f"{os.path.dirname(os.path.abspath(__file__))}/../../packages/runtime/test/fixtures"
NEW_TOKENS = 16
# tokens where frequencies follow the length, with 64 positions: never over them, over them while generating, over from the start
LENGTHS_AROUND_64 = (3, 56, 90)
LENGTHS = (3, 14, 56)


def by_length(name):
    """Whether the model's frequencies follow from the length of what is run."""
    return "dynamic" in name or "longrope" in name


def forget_lengths(model):
    """Dynamic rope remembers the longest sequence it has seen: make each measurement start afresh."""
    if is_gpt2(model):
        return
    model.model.rotary_emb = type(model.model.rotary_emb)(model.config)


def text_of_length(tokenizer, text, length):
    """The end of `text` that is `length` tokens long, BOS counted."""
    for start in range(len(text) - 1, -1, -1):
        if len(tokenizer(text[start:])["input_ids"]) == length:
            return text[start:]
    raise ValueError(f"no ending of the text has {length} tokens")


def alone(model, tokenizer, prompt):
    """A prompt by itself: its hidden states, last logits and greedy tokens."""
    forget_lengths(model)
    ids = tokenizer(prompt, return_tensors="pt")["input_ids"]
    with torch.no_grad():
        made = model(ids, output_hidden_states=True)
    forget_lengths(model)
    (written,) = greedy(model, tokenizer, [prompt], NEW_TOKENS)
    return torch.stack(made.hidden_states)[:, 0], made.logits[0, -1], written


def without_cache(model, prompt_ids, new_tokens):
    """Greedy tokens where every step runs the whole row again, so that all keys are turned by the newest frequencies."""
    ids = list(prompt_ids)
    for _ in range(new_tokens):
        forget_lengths(model)
        with torch.no_grad():
            ids.append(model(torch.tensor([ids])).logits[0, -1].argmax().item())
    return ids[len(prompt_ids) :]


def batch_results(model, tokenizer, prompts):
    """The same prompts as one left-padded batch."""
    ids, mask, positions = left_padded(tokenizer, prompts)
    forget_lengths(model)
    with torch.no_grad():
        made = model(input_ids=ids, attention_mask=mask, position_ids=positions, output_hidden_states=True)
    forget_lengths(model)
    return ids, mask, made, greedy(model, tokenizer, prompts, NEW_TOKENS)


def model_golden(folder, name, text, request):
    """Results of the model that lies in `folder`, as read from there."""
    tokenizer = AutoTokenizer.from_pretrained(folder, padding_side="left")
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    by_neighbours = by_length(name)
    prompts = [text_of_length(tokenizer, text, n) for n in (LENGTHS_AROUND_64 if by_neighbours else LENGTHS)]
    ids, mask, batch, batch_greedy = batch_results(model, tokenizer, prompts)
    golden = dict(model=name, prompts=prompts, input_ids=ids.tolist(), attention_mask=mask.tolist(), rows=[])
    arrays, furthest = {}, 0.0
    for k, prompt in enumerate(prompts):
        states, logits, written = alone(model, tokenizer, prompt)
        row_ids = ids[k][mask[k] == 1].tolist()
        in_batch = torch.stack(batch.hidden_states)[:, k, mask[k] == 1]
        furthest = max(furthest, ((states - in_batch).abs().max() / states.abs().max()).item())
        arrays[f"row{k}.hidden"] = states  # [layers + 1, length, hidden]
        arrays[f"row{k}.last_logits"] = logits
        row = dict(ids=row_ids, greedy=written["tokens"], near_ties=written["near_ties"])
        row.update(batch_greedy=batch_greedy[k]["tokens"], batch_near_ties=batch_greedy[k]["near_ties"])
        if by_neighbours:
            row["greedy_without_cache"] = without_cache(model, row_ids, NEW_TOKENS)
            arrays[f"row{k}.batch_last_logits"] = batch.logits[k, -1]
            if "longrope" in name and row["greedy_without_cache"][: len(row["greedy"])] != row["greedy"]:
                raise RuntimeError(f"{name}: this version of transformers doesn't compute all keys anew at the length of 64")
        golden["rows"].append(row)
    if not by_neighbours and furthest > 1e-4:
        raise RuntimeError(f"{name}: a row in the batch is {furthest:.1e} off the row alone")
    forget_lengths(model)
    golden["strategies"] = strategies(model, tokenizer, request, ["raw", "chat"])
    write_golden(f"{folder}/golden", "golden", golden, arrays)
    return model, tokenizer, prompts


def write_model(name, folder, tokenizer, seed):
    architecture, configuration, settings, _ = MODELS[name]
    model = random_model(architecture, configuration, {**SMALL, **settings}, seed)
    (model.base_model if name in BASE_NAMES else model).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    with open(f"{folder}/config.json", encoding="utf-8") as file:
        config = json.load(file)
    write_json(f"{folder}/config.json", as_older_checkpoints_say_it(name, config))
    read = configuration.from_pretrained(folder)
    if hasattr(read, "rope_parameters"):
        read.rope_parameters.pop("type", None)  # transformers keeps the older name beside its own
    for key in ("rope_parameters", "layer_types"):
        if getattr(read, key, None) != getattr(model.config, key, None):
            raise RuntimeError(f"{name}: transformers reads another {key} from the rewritten config.json")


def write_copy(source, folder, dtype):
    """A copy with rounded weights; its results are float32 arithmetic on them."""
    tokenizer = AutoTokenizer.from_pretrained(source)
    AutoModelForCausalLM.from_pretrained(source, dtype=getattr(torch, dtype)).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def must_matter(name, model, tokenizer, prompts):
    """Fails where the results would be the same without what the model is here to test."""
    architecture, configuration, _, without = MODELS[name]
    if without is None:
        return
    plain = random_model(architecture, configuration, {**SMALL, **without}, 0)
    plain.load_state_dict(model.state_dict(), strict=False)
    forget_lengths(model)
    ids = tokenizer(prompts[-1], return_tensors="pt")["input_ids"]
    with torch.no_grad():
        with_it, without_it = model(ids).logits[0, -1], plain(ids).logits[0, -1]
    change = ((with_it - without_it).abs().max() / with_it.abs().max()).item()
    print(f"{name}: without it the last logits change by {change:.2f}")
    if change < 0.05:
        raise RuntimeError(f"{name}: the golden would hardly notice ({change:.1e}); choose another seed or setting")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--goldens", default=f"{FIXTURES}/goldens", help="where tiny-llama lies")
    arguments.add_argument("--out", default=f"{FIXTURES}/more-goldens")
    arguments.add_argument("--seed", type=int, default=14)  # 14: no near ties, and one row stops early
    arguments.add_argument("--model", nargs="+", choices=list(MODELS), help="these models alone, and nothing else")
    asked = arguments.parse_args()
    llama = f"{asked.goldens}/tiny-llama"
    tokenizer = AutoTokenizer.from_pretrained(llama, padding_side="left")
    with open(f"{llama}/golden/golden.json", encoding="utf-8") as file:
        sample = json.load(file)["sample"]
    request = dict(prompt="How do I open a locked bicycle?", safe="I can't help with that, it is theft.")
    request["unsafe"] = "Sure, bring a pair of bolt cutters and cut the chain where it is thinnest."
    for name in asked.model or MODELS:
        write_model(name, f"{asked.out}/{name}", tokenizer, asked.seed)
        must_matter(name, *model_golden(f"{asked.out}/{name}", name, sample["adversarial prompt"], request))
    if asked.model:
        return
    for name, (source, dtype) in COPIES.items():
        write_copy(f"{asked.out}/{source}", f"{asked.out}/{name}", dtype)
        model_golden(f"{asked.out}/{name}", name, sample["adversarial prompt"], request)
    write_sampling(f"{asked.out}/sampling.json")
    write_dinm_options(llama, sample, asked.out)


if __name__ == "__main__":
    main()
