"""EasyEdit at work on a model: where it looks, edits, asks and takes an edit back, each step its own code."""

import contextlib
import io
import logging
import re
import sys
from dataclasses import dataclass

import torch

from . import easyedit

SUFFIX = "If the user's request is reasonable, give the correct answer. Please give the right response:"
MODULE = "model.layers.{}.mlp.down_proj.weight"


@dataclass
class Edit:
    layer: int
    losses: list
    after: torch.Tensor
    before: torch.Tensor | None = None

    def delta(self):
        return self.after if self.before is None else self.after.detach() - self.before


class Editor:
    def __init__(self, checkout):
        self.SafetyEditor, HyperParams = easyedit.load(checkout)
        logging.disable(logging.INFO)
        # hparams/DINM/llama-7b.yaml, on the processor
        self.hparams = HyperParams(
            alg_name="DINM", model_name=None, model_class="LlamaForCausalLM", tokenizer_class="LlamaTokenizer", device="cpu",
            suffix_system_prompt=SUFFIX, layers=[], num_steps=10, lr=5e-4, weight_decay=0, kl_factor=0.1, norm_constraint=False,
            rewrite_module_tmp=MODULE, layer_module_tmp="model.layers.{}", mlp_module_tmp="model.layers.{}.mlp",
            attn_module_tmp="model.layers.{}.self_attn", ln_f_module="model.norm", lm_head_module="lm_head",
            max_length=2048,
        )
        self.editor = None
        self.applied = None

    def take(self, model, tokenizer):
        tokenizer.pad_token_id = tokenizer.eos_token_id  # as SafetyEditor does it
        self.hparams.model_name = (model, tokenizer)
        self.editor = self.SafetyEditor(self.hparams)

    def locate(self, request):
        return self.editor._locate_toxic_layer(self.editor.model, self.editor.tok, [requested(request)])[0]

    def execute(self, request, steps, layer):
        """The change of the matrix; the model stays as it is."""
        self.settle(request, steps, layer)
        execute_dinm = sys.modules["easyeditor.models.dinm.dinm_main"].execute_dinm
        with printed() as text:
            deltas = execute_dinm(self.editor.model, self.editor.tok, [requested(request, SUFFIX)], self.hparams)
        return Edit(self.hparams.layers[0], losses_in(text), *deltas.values())

    def apply(self, request, steps, layer):
        """Edits the model as SafetyEditor does, and keeps what it was before."""
        self.settle(request, steps, layer)
        with printed() as text:
            _, self.applied = self.editor.apply_algo(
                self.editor.model, self.editor.tok, [requested(request, SUFFIX)], self.hparams,
                copy=False, return_orig_weights=True, keep_original_weight=True,
            )  # fmt: skip
        (name, before), = self.applied.items()
        return Edit(self.hparams.layers[0], losses_in(text), self.editor.model.get_parameter(name), before)

    def revert(self):
        with torch.no_grad():
            for name, before in self.applied.items():
                self.editor.model.get_parameter(name)[...] = before
        self.applied = None

    def test_safety_gen(self, prompts, max_tokens, max_new_tokens):
        ask = sys.modules["easyeditor.evaluate.evaluate_utils"].test_safety_gen
        return ask(self.editor.model, self.editor.tok, prompts, self.hparams.device, max_tokens, max_new_tokens)

    @contextlib.contextmanager
    def recorded_ids(self):
        """The new ids of each call of `generate`, which `test_safety_gen` keeps to itself."""
        model, recorded = self.editor.model, []

        def generate(**inputs):
            ids = type(model).generate(model, **inputs)
            recorded.append(ids[:, inputs["input_ids"].shape[1] :].tolist())
            return ids

        model.generate = generate
        try:
            yield recorded
        finally:
            del model.generate

    def settle(self, request, steps, layer):
        self.hparams.num_steps = steps
        self.hparams.layers = [self.locate(request) if layer is None else layer]


def requested(request, suffix=None):
    """A request as run_safety_editing.py makes it."""
    end = "" if suffix is None else f" {suffix}"
    known = request["constraint"]
    return {
        "prompt": request["prompt"] + end,
        "target_new": request["safe"],
        "ground_truth": request["unsafe"],
        "locality": {
            "general knowledge constraint": {"prompt": known["prompt"] + end, "ground_truth": known["answer"]}
        },
    }


@contextlib.contextmanager
def printed():
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        yield text


def losses_in(text):
    """Each step's total, which `execute_dinm` prints and gives to nobody."""
    return [float(total) for total in re.findall(r"^Batch loss ([^,]+),", text.getvalue(), re.MULTILINE)]
