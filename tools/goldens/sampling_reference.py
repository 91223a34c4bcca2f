"""What remains of a distribution after temperature, top-k and top-p, in transformers' order."""

import torch
from transformers import LogitsProcessorList, TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper

from golden_files import write_json


def vectors():
    """Logits without ties: a peaked, a flat and a two-headed distribution, and a long one."""
    generator = torch.Generator().manual_seed(5)

    def noise(count, scale):
        return torch.randn(count, generator=generator) * scale

    two_headed = noise(12, 0.5)
    two_headed[[3, 8]] += torch.tensor([6.0, 5.5])
    return {
        "peaked": noise(12, 5.0),
        "flat": noise(12, 0.1),
        "two-headed": two_headed,
        "long": noise(64, 2.0),
    }


SETTINGS = [
    dict(temperature=1.0),
    dict(temperature=0.7),
    dict(temperature=2.5),
    dict(temperature=1.0, top_k=1),
    dict(temperature=1.0, top_k=5),
    dict(temperature=1.0, top_k=1000),
    dict(temperature=1.0, top_p=0.9),
    dict(temperature=1.0, top_p=0.3),
    dict(temperature=1.0, top_p=1e-6),
    dict(temperature=0.7, top_k=8, top_p=0.8),
    dict(temperature=1.8, top_k=4, top_p=0.95),
    dict(temperature=0.2, top_k=50, top_p=0.5),
]


def filtered(logits, temperature, top_k=None, top_p=None):
    """Probabilities, 0 where a token was ruled out."""
    steps = LogitsProcessorList()
    if temperature != 1.0:
        steps.append(TemperatureLogitsWarper(temperature))
    if top_k is not None:
        steps.append(TopKLogitsWarper(top_k=top_k))
    if top_p is not None:
        steps.append(TopPLogitsWarper(top_p=top_p))
    return steps(torch.zeros(1, 1, dtype=torch.long), logits[None].clone())[0].softmax(-1)


def write_sampling(path):
    cases = [
        dict(logits=name, **settings, probabilities=filtered(logits, **settings).tolist())
        for name, logits in vectors().items()
        for settings in SETTINGS
    ]
    logits = {name: vector.tolist() for name, vector in vectors().items()}
    write_json(path, dict(order=["temperature", "top_k", "top_p"], logits=logits, cases=cases))
