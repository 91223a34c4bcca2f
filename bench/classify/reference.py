"""The side of transformers: makes the model and the texts, or classifies them, and prints the seconds (on the clock,
of processor time) as JSON.

python reference.py make FOLDER      a random RoBERTa of base size, the tokenizer of a folder, 200 texts
python reference.py run FOLDER       the texts one by one, in batches of 16 as they come, and in batches by length
"""

import json
import random
import sys
import time
from pathlib import Path

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer, RobertaConfig, RobertaForSequenceClassification

WORDS = "the bicycle lock is open and I will not help you with that because it belongs to someone else , no . Sure ! walk by in the evening".split()


def make(folder):
    torch.manual_seed(0)
    config = RobertaConfig(vocab_size=50265, max_position_embeddings=514, type_vocab_size=1, layer_norm_eps=1e-5)
    RobertaForSequenceClassification(config).save_pretrained(folder)
    chance = random.Random(1)
    lengths = [min(230, max(2, int(chance.lognormvariate(3.9, 0.8)))) for _ in range(200)]
    texts = [" ".join(chance.choice(WORDS) for _ in range(length)) for length in lengths]
    (folder / "texts.json").write_text(json.dumps(texts))


def run(folder):
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForSequenceClassification.from_pretrained(folder).eval()
    texts = json.loads((folder / "texts.json").read_text())

    def classify(order, size):
        logits = [None] * len(texts)
        started, busy = time.perf_counter(), time.process_time()
        with torch.inference_mode():
            for at in range(0, len(order), size):
                chosen = order[at : at + size]
                batch = tokenizer([texts[i] for i in chosen], return_tensors="pt", padding=True, truncation=True, max_length=512)
                for i, row in zip(chosen, model(**batch).logits.tolist()):
                    logits[i] = row
        return [time.perf_counter() - started, time.process_time() - busy], logits

    order = list(range(len(texts)))
    by_length = sorted(order, key=lambda i: -len(texts[i]))
    classify(by_length[-16:], 8)
    seconds = {}
    seconds["one by one"], logits = classify(order, 1)
    seconds["batches of 16"], _ = classify(order, 16)
    seconds["batches of 8 by length"], _ = classify(by_length, 8)
    print(json.dumps({"seconds": seconds, "logits": logits}))


{"make": make, "run": run}[sys.argv[1]](Path(sys.argv[2]))
