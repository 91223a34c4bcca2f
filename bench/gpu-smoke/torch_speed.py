"""What speed.mjs measures, with transformers and torch on the same card: reading, writing, editing, and memory.

    python bench/gpu-smoke/torch_speed.py FOLDER [--dtype bfloat16] [--device cuda] [--quick]

Prints one line of JSON. An edit's step runs the whole model forward, and back to the layer's down_proj, as EasyEdit does.
"""

import argparse
import json
import time

import torch
from transformers import AutoModelForCausalLM

parser = argparse.ArgumentParser()
parser.add_argument("folder")
parser.add_argument("--dtype", default="bfloat16")
parser.add_argument("--device", default="cuda")
parser.add_argument("--quick", action="store_true")
args = parser.parse_args()


def finish():
    if args.device != "cpu":
        torch.cuda.synchronize()


def least(run, runs):
    """Seconds: the least of some runs after one that doesn't count."""
    seconds = []
    for _ in range(runs + 1):
        finish()
        start = time.perf_counter()
        run()
        finish()
        seconds.append(time.perf_counter() - start)
    return min(seconds[1:])


start = time.perf_counter()
model = AutoModelForCausalLM.from_pretrained(args.folder, dtype=getattr(torch, args.dtype)).to(args.device).eval()
finish()
result = {"torch": torch.__version__, "load": time.perf_counter() - start, "prefill": [], "decoding": []}
vocabulary = model.config.vocab_size


def rows(count, length):
    ids = [[100 + (at * 37 + row * 101) % (vocabulary - 200) for at in range(length)] for row in range(count)]
    return torch.tensor(ids, device=args.device)


with torch.no_grad():
    for count in [1, 5] if args.quick else [1, 5, 45]:
        ids = rows(count, 290)
        seconds = least(lambda: model(ids, logits_to_keep=1).logits.argmax(-1).tolist(), 1 if args.quick else 3)
        result["prefill"].append({"rows": count, "length": 290, "seconds": seconds})

    steps = 16 if args.quick else 64
    for count in [1, 5] if args.quick else [1, 5, 20, 45, 90]:
        ids = rows(count, 200)

        def write(tokens):
            settings = dict(do_sample=False, max_new_tokens=tokens, min_new_tokens=tokens, pad_token_id=0)
            model.generate(ids, attention_mask=torch.ones_like(ids), **settings).tolist()

        short, long = least(lambda: write(1), 1), least(lambda: write(1 + steps), 1)
        result["decoding"].append({"rows": count, "step": (long - short) / steps})

layer = model.config.num_hidden_layers - 2
for parameter in model.parameters():
    parameter.requires_grad_(False)
matrix = model.model.layers[layer].mlp.down_proj.weight.requires_grad_(True)
optimizer = torch.optim.Adam([matrix], lr=1e-4)
ids = rows(1, 400)


def step():
    optimizer.zero_grad()
    logits = model(ids).logits[0, 299:399].float()
    torch.nn.functional.cross_entropy(logits, ids[0, 300:]).backward()
    optimizer.step()


result["edit"] = {"layer": layer, "tokens": 400, "step": least(step, 2 if args.quick else 10)}
if args.device != "cpu":
    result["cardMegabytes"] = torch.cuda.max_memory_allocated() // 2**20
print(json.dumps(result))
