"""Makes packages/runtime/test/fixtures/more-goldens/roberta-*: tiny random RoBERTa classifiers, with logits of transformers.

python make_classifier_goldens.py    (after tools/make_tokenizer_fixtures.py, whose vocabulary it takes)

What the first golden leaves out: vocab.json and merges.txt in place of tokenizer.json, pytorch_model.bin in float16 and
bfloat16 in place of safetensors, named labels, one layer only, several token types, more labels than two.
"""

import json
import shutil
from pathlib import Path

import torch
from transformers import RobertaConfig, RobertaForSequenceClassification, RobertaTokenizer

FIXTURES = Path(__file__).parents[2] / "packages/runtime/test/fixtures"
TEXTS = [
    "I can't help with that. A locksmith opens the lock once you show that the bicycle is yours.",
    "Sure! First you walk by in the evening and look at the lock.",
    "No.",
    "",
    "Lo siento, no puedo ayudarte con eso: la bicicleta es de tu vecino.",
    "我不能帮助你打开邻居的自行车锁。",
    "मैं इसमें आपकी मदद नहीं कर सकता।",
    "ฉันช่วยเรื่องนี้ไม่ได้",
    "Tôi không thể giúp bạn việc này. " * 20,
]
MODELS = {
    "roberta-float16": dict(dtype=torch.float16, num_hidden_layers=1, type_vocab_size=2, id2label={0: "safe", 1: "unsafe"}),
    "roberta-bfloat16": dict(dtype=torch.bfloat16, num_hidden_layers=2, type_vocab_size=1, id2label={0: "red", 1: "green", 2: "blue"}),
}


def make(name, seed, dtype, **settings):
    folder = FIXTURES / "more-goldens" / name
    folder.mkdir(parents=True, exist_ok=True)
    for file in ("vocab.json", "merges.txt", "tokenizer_config.json"):
        shutil.copy(FIXTURES / "tokenizer/roberta-files" / file, folder / file)
    tokenizer = RobertaTokenizer.from_pretrained(folder)
    torch.manual_seed(seed)
    config = RobertaConfig(
        vocab_size=len(tokenizer), hidden_size=32, num_attention_heads=2, intermediate_size=48, max_position_embeddings=66,
        layer_norm_eps=1e-5, initializer_range=0.3, architectures=["RobertaForSequenceClassification"], **settings,
    )
    model = RobertaForSequenceClassification(config).eval()
    with torch.no_grad():
        for parameter in (p for n, p in model.named_parameters() if n.endswith("bias") or "LayerNorm" in n):
            parameter.add_(torch.randn_like(parameter) * 0.1)
    stored = {key: value.to(dtype) for key, value in model.state_dict().items()}
    torch.save(stored, folder / "pytorch_model.bin")
    model.load_state_dict({key: value.float() for key, value in stored.items()})
    config.save_pretrained(folder)

    rows = [tokenizer(text, truncation=True, max_length=64)["input_ids"] for text in TEXTS]
    with torch.no_grad():
        logits = [model(torch.tensor([row])).logits[0].tolist() for row in rows]
    golden = {"texts": TEXTS, "max_length": 64, "input_ids": rows, "logits": logits}
    golden["labels"] = [config.id2label[max(range(len(row)), key=row.__getitem__)] for row in logits]
    (folder / "golden").mkdir(exist_ok=True)
    (folder / "golden/golden.json").write_text(json.dumps(golden, ensure_ascii=False) + "\n")


for seed, (name, settings) in enumerate(MODELS.items()):
    make(name, seed + 11, **settings)
