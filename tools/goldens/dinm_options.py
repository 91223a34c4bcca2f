"""DINM's options on one tiny model: weight decay and the norm constraint, in both modes."""

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from dinm_reference import easyedit, paper, request_of
from golden_files import delta_error, write_golden

WEIGHT_DECAY = 0.002
NORM_CONSTRAINT = 0.015

PAPER = dict(layer=2, lr=1e-2, steps=6, kl_factor=0.1, style="raw")
EASYEDIT = dict(layer=2, lr=1e-2, steps=6, kl_factor=0.1)

CASES = {
    "paper-weight-decay": (paper, dict(**PAPER, weight_decay=WEIGHT_DECAY)),
    "paper-norm-constraint": (paper, dict(**PAPER, norm_constraint=NORM_CONSTRAINT)),
    "paper-both": (paper, dict(**PAPER, weight_decay=WEIGHT_DECAY, norm_constraint=NORM_CONSTRAINT)),
    "easyedit-both": (easyedit, dict(**EASYEDIT, weight_decay=WEIGHT_DECAY, norm_constraint=NORM_CONSTRAINT)),
}


def write_dinm_options(folder, sample, out):
    tokenizer = AutoTokenizer.from_pretrained(folder, padding_side="left")
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    request = request_of(sample)
    plain = {
        paper: paper(model, tokenizer, request, **PAPER)[1],
        easyedit: easyedit(model, tokenizer, request, **EASYEDIT)[1],
    }
    golden, arrays = {}, {}
    for name, (mode, options) in CASES.items():
        made, delta = mode(model, tokenizer, request, **options)
        angle, length = delta_error(plain[mode], delta)
        print(f"{name}: 1 - cosine {angle:.1e} and norm {length:.1e} off the delta without options")
        if max(angle, length) < 0.01:
            raise RuntimeError(f"{name}: the golden would hardly notice the options")
        kept = {key: made[key] for key in ("lr", "steps", "kl_factor", "parameter", "losses")}
        decay, bound = options.get("weight_decay", 0.0), options.get("norm_constraint")
        golden[name] = dict(mode=mode.__name__, layer=2, weight_decay=decay, norm_constraint=bound, **kept)
        arrays[name] = delta
    write_golden(out, "dinm-options", dict(model="tiny-llama", sample=sample, cases=golden), arrays)
