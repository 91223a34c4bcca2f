"""EasyEdit's own DINM, imported from a checkout.

Only the modules that DINM runs are imported. EasyEdit's packages import every method that it has, with a long list of
requirements; so each package stands here without its `__init__`, with the few names in it that those modules ask for, and
a library that isn't installed (scikit-learn, nltk, openai, …) is replaced by an empty one: DINM doesn't use any of them.
"""

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

# Loaded before the empty libraries stand in for real ones, for which transformers looks
from transformers import (  # noqa: F401
    AutoModel,
    AutoModelForCausalLM,
    AutoTokenizer,
    GPT2Tokenizer,
    GPT2TokenizerFast,
    LlamaForCausalLM,
    LlamaTokenizer,
    T5ForConditionalGeneration,
)

PACKAGES = ["", ".editors", ".evaluate", ".models", ".models.melo", ".trainer", ".util"]
LIBRARIES = ["nltk", "openai", "scipy", "sklearn", "sklearn.metrics"]
MODULES = ["models.melo.melo", "util.alg_dict", "util.generate"]


class Unused(ModuleType):
    """A module whose every name is there and stands for nothing."""

    __path__ = []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


def load(checkout):
    """@returns the class SafetyEditor and the class DINMHyperParams of the checkout"""
    root = Path(checkout) / "easyeditor"
    stubs = {name: Unused(name) for name in LIBRARIES if importlib.util.find_spec(name.split(".")[0]) is None}
    sys.modules.update(stubs)
    for name in PACKAGES:
        package = ModuleType(f"easyeditor{name}")
        package.__path__ = [str(root.joinpath(*name.split(".")))]
        sys.modules[f"easyeditor{name}"] = package
    for name in MODULES:
        sys.modules[f"easyeditor.{name}"] = Unused(f"easyeditor.{name}")

    provide("trainer", "trainer.losses", ["kl_loc_loss", "masked_log_probs"])
    provide("util", "util.hparams", ["HyperParams"])
    provide("evaluate", "evaluate.safety_evaluate", ["compute_safety_edit_quality"])
    dinm = importlib.import_module("easyeditor.models.dinm")
    algorithms = sys.modules["easyeditor.util.alg_dict"]
    algorithms.ALG_DICT = {"DINM": dinm.apply_dinm_to_model}
    algorithms.__all__ = ["ALG_DICT"]
    editor = importlib.import_module("easyeditor.editors.safety_editor")
    for name in stubs:  # transformers looks for some of them, and must not find these
        del sys.modules[name]
    return editor.SafetyEditor, dinm.DINMHyperParams


def provide(package, module, names):
    """Puts names of a module into the package, where its `__init__` would have put them."""
    found = importlib.import_module(f"easyeditor.{module}")
    for name in names:
        setattr(sys.modules[f"easyeditor.{package}"], name, getattr(found, name))
