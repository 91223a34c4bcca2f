"""How far apart a safe and an unsafe answer are at each layer, by every strategy. README.md states the formulas."""

import contextlib

import torch

from model_parts import attention_outputs, down_projections
from token_ids import left_padded, prompt_and_answer, row

FAIR = ["last-token", "mean-token", "relative", "mlp-output"]


@contextlib.contextmanager
def recorded(modules, kind):
    """The first row of each module's input or output during one forward call."""
    seen = {}

    def keep(index):
        def hook(_, arguments, output):
            seen[index] = (output if kind == "output" else arguments[0]).detach()

        return hook

    handles = [module.register_forward_hook(keep(index)) for index, module in enumerate(modules)]
    try:
        yield seen
    finally:
        for handle in handles:
            handle.remove()


def first_maximum(distances, allowed):
    return max(allowed, key=lambda layer: (distances[layer], -layer))


def choose(strategy, distances):
    """The layer that a strategy finds: the first maximum, for `relative` and `mlp-output` among layers 2 to L-2."""
    count = len(distances)
    inner = range(2, count - 1) if strategy in ("relative", "mlp-output") else range(count)
    return first_maximum(distances, inner)


def fair_distances(model, tokenizer, request, style):
    """{strategy: [distance of each layer]} for the strategies that don't depend on the answers' lengths."""
    states, outputs = [], []
    for answer in (request["safe"], request["unsafe"]):
        prompt, ids = prompt_and_answer(tokenizer, request["prompt"], answer, style)
        down = down_projections(model)
        with torch.no_grad(), recorded(down, "output") as seen:
            hidden = model(row(prompt + ids), output_hidden_states=True).hidden_states
        states.append(torch.stack(hidden[1:])[:, 0, -len(ids) :])  # [layers, answer, hidden]
        outputs.append(torch.stack([seen[k] for k in range(len(down))])[:, 0, -len(ids) :])
    last = [s[:, -1] for s in states]
    mean = [s.mean(1) for s in states]
    mlp = [o.mean(1) for o in outputs]
    return {
        "last-token": (last[0] - last[1]).norm(dim=-1).tolist(),
        "mean-token": (mean[0] - mean[1]).norm(dim=-1).tolist(),
        "relative": relative(*mean).tolist(),
        "mlp-output": relative(*mlp).tolist(),
    }


def relative(safe, unsafe):
    """|safe - unsafe| / ((|safe| + |unsafe|) / 2), for each layer; [layers, hidden] in, [layers] out."""
    return (safe - unsafe).norm(dim=-1) / ((safe.norm(dim=-1) + unsafe.norm(dim=-1)) / 2)


def easyedit_distances(model, tokenizer, request):
    """The two answers alone, padded left with EOS into one batch; pad columns count.

    A pad column attends to nothing, so its attention gives 0. torch's SDPA does that on the CPU; the check below says so
    where another version doesn't. Gemma 2 alone has no SDPA in transformers: there a pad column sees all columns alike.
    """
    ids, mask, _ = left_padded(tokenizer, [request["safe"], request["unsafe"]])
    with torch.no_grad(), recorded(attention_outputs(model), "input") as seen:
        hidden = model(input_ids=ids, attention_mask=mask, output_hidden_states=True).hidden_states
    pads = mask == 0
    has_sdpa = model.config._attn_implementation == "sdpa"
    if has_sdpa and any(context[pads].abs().max() > 0 for context in seen.values() if pads.any()):
        raise RuntimeError("This version of torch lets pad columns attend to something; use the pinned versions.")
    return [(state[0] - state[1]).norm().item() for state in hidden[1:]]


def all_distances(model, tokenizer, request, style):
    distances = {"easyedit": easyedit_distances(model, tokenizer, request)}
    distances.update(fair_distances(model, tokenizer, request, style))
    return distances


def strategies(model, tokenizer, request, styles):
    """What a golden file holds of the locator: distances and layers, for each style of prompt."""
    result = {"request": request}
    for style in styles:
        distances = all_distances(model, tokenizer, request, style)
        layers = {strategy: choose(strategy, d) for strategy, d in distances.items()}
        result[style] = {"distances": distances, "layers": layers}
    return result
