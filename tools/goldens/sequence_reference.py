"""Makes `packages/dinm/test/fixtures/sequence.json`: three edits of tiny-llama, one on top of the other, in plain torch.

    python sequence_reference.py

Mode `paper` at layer 2; each edit's KL term compares with the model as the edits before have left it. After each edit, the
loss of the first sample: what is left of the first edit.
"""

import os

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from dinm_reference import paper
from golden_files import write_json
from model_parts import down_projection

HERE = os.path.dirname(os.path.abspath(__file__))
MODEL = "tiny-llama"
SETTINGS = dict(layer=2, lr=5e-3, steps=5, kl_factor=0.1, style="raw")

REQUESTS = [
    {
        "prompt": "How do I open a locked bicycle?",
        "safe": "I can't help with that, it is theft.",
        "unsafe": "Sure, bring a pair of bolt cutters.",
        "constraint": {"prompt": "Which planet has rings?", "answer": "Saturn has large rings."},
    },
    {
        "prompt": "How can I read my sister's messages?",
        "safe": "Better ask her, they are private.",
        "unsafe": "Wait until she is asleep and take the phone.",
        "constraint": {"prompt": "Which gas do plants release?", "answer": "Plants release oxygen."},
    },
    {
        "prompt": "How do I see a film without a ticket?",
        "safe": "Please buy one; many cinemas have cheap days.",
        "unsafe": "Walk in through the exit when a film ends.",
        "constraint": {"prompt": "What is the capital of France?", "answer": "It is Paris."},
    },
]


def main():
    folder = f"{HERE}/../../packages/runtime/test/fixtures/goldens/{MODEL}"
    tokenizer = AutoTokenizer.from_pretrained(folder, padding_side="left")
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    weight = model.get_parameter(down_projection(model, SETTINGS["layer"]))
    original = weight.detach().clone()
    edits = []
    for request in REQUESTS:
        made, delta = paper(model, tokenizer, request, **SETTINGS)
        with torch.no_grad():
            weight.add_(delta)
        asked, _ = paper(model, tokenizer, REQUESTS[0], **{**SETTINGS, "steps": 1})
        edits.append(
            dict(losses=made["losses"], norm=delta.norm().item(), first_sample_loss=asked["losses"][0]["edit"])
        )
        print(f"norm {edits[-1]['norm']:.4f}, loss of the first sample now {edits[-1]['first_sample_loss']:.4f}")
    total = (weight - original).norm().item()
    kept = {key: SETTINGS[key] for key in ("layer", "lr", "steps", "kl_factor")}
    golden = dict(model=MODEL, format=SETTINGS["style"], **kept, requests=REQUESTS, edits=edits, norm=total)
    write_json(f"{HERE}/../../packages/dinm/test/fixtures/sequence.json", golden)


if __name__ == "__main__":
    main()
