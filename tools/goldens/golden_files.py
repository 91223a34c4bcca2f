"""Writing and comparing what golden files hold."""

import json
import os

from safetensors.torch import save_file


def write_json(path, content):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1, ensure_ascii=False)
        file.write("\n")


def write_golden(folder, name, content, tensors):
    """`name.json` for ids and numbers, `name.safetensors` (float32) for arrays."""
    write_json(f"{folder}/{name}.json", content)
    if tensors:
        arrays = {key: tensor.detach().clone().contiguous().float() for key, tensor in tensors.items()}
        save_file(arrays, f"{folder}/{name}.safetensors")


def relative_error(expected, found):
    """Largest difference relative to the largest expected entry, of two lists of numbers."""
    scale = max(abs(x) for x in expected)
    return max(abs(x - y) for x, y in zip(expected, found, strict=True)) / scale


def delta_error(expected, found):
    """1 - cosine, and the relative difference of the norms, of two matrices."""
    expected, found = expected.double().flatten(), found.double().flatten()
    cosine = (expected @ found / (expected.norm() * found.norm())).item()
    return 1 - cosine, abs((found.norm() / expected.norm()).item() - 1)
