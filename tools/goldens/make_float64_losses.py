"""The losses of golden files' `paper` edits, computed in float64: what float32 rounds away from, on whatever processor.

    python make_float64_losses.py MODEL OUT GOLDEN.json...

OUT maps each golden file's name to a list of losses.
"""

import json
import sys
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from dinm_reference import paper, request_of


def main(folder, out, goldens):
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float64).eval()
    made = {}
    for path in map(Path, goldens):
        golden = json.loads(path.read_text(encoding="utf-8"))
        settings = {name: golden["paper"][name] for name in ("layer", "lr", "steps", "kl_factor")}
        edit, _ = paper(model, tokenizer, request_of(golden["sample"]), **settings, style=golden["paper"]["format"])
        made[path.stem] = edit["losses"]
    Path(out).write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
