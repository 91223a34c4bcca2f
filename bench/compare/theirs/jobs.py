"""What the process can be asked for. The other side (ours.mjs) knows the same jobs under the same names."""

import contextlib
import os
import resource
import sys
import time

import psutil
import torch
import transformers
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification, AutoTokenizer

# test_safety_gen answers in one batch from 1,624 on; DINM's settings for LLaMA say 2,048
MAX_TOKENS = 2048


class Jobs:
    def __init__(self, checkout=None):
        self.editor = None
        self.opened = None
        if checkout is not None:
            from .editor import Editor

            self.editor = Editor(checkout)

    def describe(self):
        return {
            "versions": {
                "Python": sys.version.split()[0],
                "torch": torch.__version__,
                "transformers": transformers.__version__,
            },
            "threads": torch.get_num_threads(),
        }

    def open(self, source, hiddenStates=False):
        """Loads a model; `hiddenStates` as EasyEdit loads it, which asks for hidden states in every pass."""
        if self.opened == (source, hiddenStates):
            return {}
        self.opened = self.model = self.tokenizer = None
        self.model, self.tokenizer = read_model(source, output_hidden_states=hiddenStates)
        self.opened = (source, hiddenStates)
        if self.editor:
            self.editor.take(self.model, self.tokenizer)
        return {}

    def load(self, source, prompt):
        """From a file to the first token of an answer."""
        with clock() as took:
            model, tokenizer = read_model(source)
            inputs = tokenizer([prompt], return_tensors="pt")
            with torch.inference_mode():
                ids = model.generate(**inputs, max_new_tokens=1, do_sample=False)
            answer = new_tokens(ids, inputs["input_ids"])
        return {"seconds": took(), "tokens": answer}

    def forward(self, rows, file=None):
        """One pass without a cache; the logits of the last position."""
        ids = torch.tensor(rows)
        with clock() as took, torch.inference_mode():
            logits = self.model(ids, use_cache=False, logits_to_keep=1).logits
        if file:
            logits.numpy().tofile(file)
        return {"seconds": took()}

    def answer(self, batches, maxNewTokens, endless=False):
        """Greedy answers, batch after batch, tokenizing and the answers' text included."""
        seconds, tokens = [], []
        with self.without_end() if endless else contextlib.nullcontext():
            for prompts in batches:
                with clock() as took, torch.inference_mode():
                    inputs = self.tokenizer(prompts, return_tensors="pt", padding=True)
                    ids = self.model.generate(**inputs, max_new_tokens=maxNewTokens, do_sample=False)
                    self.tokenizer.batch_decode(ids[:, inputs["input_ids"].shape[1] :], skip_special_tokens=True)
                seconds.append(took())
                tokens += self.until_end(new_tokens(ids, inputs["input_ids"]), endless)
        return {"seconds": sum(seconds), "batches": seconds, "tokens": tokens}

    def ask(self, batches, maxNewTokens, endless=False):
        """Answers as EasyEdit asks for them: `test_safety_gen`, one batch after the other."""
        seconds, tokens = [], []
        with self.without_end() if endless else contextlib.nullcontext(), self.editor.recorded_ids() as recorded:
            for prompts in batches:
                with clock() as took:
                    self.editor.test_safety_gen(prompts, MAX_TOKENS, maxNewTokens)
                seconds.append(took())
                tokens += self.until_end(recorded.pop(), endless)
        return {"seconds": sum(seconds), "batches": seconds, "tokens": tokens}

    def locate(self, request):
        with clock() as took:
            layer = self.editor.locate(request)
        return {"seconds": took(), "layer": layer}

    def edit(self, request, steps, layer=None, apply=False, file=None):
        """`execute_dinm`; with `apply` as SafetyEditor does it, the edit left in place until `revert`."""
        with clock() as took:
            edit = self.editor.apply(request, steps, layer) if apply else self.editor.execute(request, steps, layer)
        if file:
            edit.delta().numpy().tofile(file)
        return {"seconds": took(), "layer": edit.layer, "losses": edit.losses}

    def revert(self):
        self.editor.revert()
        return {}

    def gap(self, prompt, tokens, pair):
        """How far apart the logits of two tokens are after a prompt and the first tokens of its answer."""
        ids = self.tokenizer(prompt)["input_ids"] + tokens
        with torch.inference_mode():
            logits = self.model(torch.tensor([ids]), use_cache=False, logits_to_keep=1).logits[0, -1]
        return {"gap": abs(logits[pair[0]] - logits[pair[1]]).item(), "below": (logits.max() - logits[pair].min()).item()}

    def open_classifier(self, source):
        self.opened = None
        self.tokenizer = AutoTokenizer.from_pretrained(source)
        self.model = AutoModelForSequenceClassification.from_pretrained(source, dtype=torch.float32).eval()
        return {}

    def classify(self, texts, batch, sort):
        """As they come; or by length, the longest first, which pads least."""
        logits = [None] * len(texts)
        with clock() as took, torch.inference_mode():
            order = sorted(range(len(texts)), key=lambda index: -len(texts[index]) if sort else index)
            for start in range(0, len(order), batch):
                chosen = order[start : start + batch]
                inputs = self.tokenizer(
                    [texts[index] for index in chosen], return_tensors="pt", padding=True, truncation=True, max_length=512
                )
                for index, row in zip(chosen, self.model(**inputs).logits.tolist()):
                    logits[index] = row
        return {"seconds": took(), "logits": logits}

    def memory(self):
        """Bytes of the process: now, and at most so far."""
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return {"now": psutil.Process().memory_info().rss, "peak": peak * (1 if sys.platform == "darwin" else 1024)}

    def bandwidth(self):
        """How many bytes a second all cores read from memory: the best of a sum and of a matrix by a vector, 1 GiB each."""
        matrix, vector = torch.rand(2**14, 2**14), torch.rand(2**14)
        best = float("inf")
        with torch.inference_mode():
            for _ in range(5):
                for read in (lambda: matrix.sum(), lambda: matrix @ vector):
                    with clock() as took:
                        read()
                    best = min(best, took())
        return {"bytesPerSecond": matrix.numel() * 4 / best}

    @contextlib.contextmanager
    def without_end(self):
        """No token ends an answer."""
        ends = self.model.generation_config.eos_token_id
        self.model.generation_config.eos_token_id = None
        try:
            yield
        finally:
            self.model.generation_config.eos_token_id = ends

    def until_end(self, rows, endless):
        """Each row up to the token that ends it; what follows is padding."""
        end = self.tokenizer.eos_token_id
        return [row[: row.index(end) + 1] if end in row and not endless else row for row in rows]


def read_model(source, **options):
    """Model and tokenizer of a folder, or of a GGUF file."""
    if source.endswith(".gguf"):
        options["gguf_file"] = os.path.basename(source)
        folder = os.path.dirname(source)
    else:
        folder = source
    gguf = {"gguf_file": options["gguf_file"]} if "gguf_file" in options else {}
    tokenizer = AutoTokenizer.from_pretrained(folder, padding_side="left", **gguf)
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, **options).eval(), tokenizer


def new_tokens(ids, inputs):
    return ids[:, inputs.shape[1] :].tolist()


@contextlib.contextmanager
def clock():
    """Gives a function that tells the seconds between the block's beginning and its end."""
    started = time.perf_counter()
    ended = []
    yield lambda: ended[0] - started
    ended.append(time.perf_counter())
