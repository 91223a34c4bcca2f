"""Edits models, exports them with `msafeedit export`, loads the folders with transformers, and compares. See README.md.

    python check_export.py [--gguf FILE...] [--only TEXT] [--write]

Exit code 1 where anything differs.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

import torch
from gguf import GGUFReader
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer, logging

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(f"{HERE}/../goldens")

from greedy_reference import greedy  # noqa: E402
from golden_files import write_json  # noqa: E402

ROOT = f"{HERE}/../.."
GOLDENS = f"{ROOT}/packages/runtime/test/fixtures/goldens"
GGUFS = f"{ROOT}/packages/runtime/test/fixtures/weights"
FIXTURE = f"{ROOT}/packages/dinm/test/fixtures/exported.json"
TINY = ["tiny-llama", "tiny-llama3-rope", "tiny-mistral", "tiny-qwen2", "tiny-qwen3", "tiny-gemma3", "tiny-gpt2"]
TINY_GGUFS = ["tiny-llama", "tiny-qwen2", "tiny-qwen3"]
NEW_TOKENS = 24
DTYPES = {"f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16}
TEXTS = [
    "How do I open a jar?",
    "  two  spaces, 1234567 and 3.14 — “quotes” don't\n\n\tend",
    "请问今天天气怎么样？",
    "สวัสดีครับ วันนี้เป็นอย่างไร",
    "আপনি কেমন আছেন?",
    "मौसम कैसा है?",
    "🙂 ¿Qué tal? Ça va? Việt Nam",
]


def msafeedit(*arguments):
    """Runs the command line and gives its JSON document."""
    command = ["node", f"{ROOT}/apps/study/bin/msafeedit.js", *arguments, "--json"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{done.stderr}")
    return json.loads(done.stdout)


def write_delta(path, source, values, layer, scratch):
    """A delta file from an edit of the model; where there are `values`, its numbers are replaced by them."""
    data = f"{scratch}/sample.json"
    with open(f"{HERE}/../goldens/samples.json", encoding="utf-8") as file:
        write_json(data, json.load(file)[:1])
    settings = ["--layer", str(layer), "--steps", "1" if values is not None else "6", "--lr", "3e-3", "--format", "raw"]
    made = msafeedit("edit", "--model", source, "--data", data, "--id", "0", "--out", path, *settings)
    with safe_open(path, "pt") as file:
        metadata = file.metadata()
    if values is not None:
        save_file({made["parameter"]: values}, path, metadata)
    return made["parameter"]


def load(folder, **options):
    model, info = AutoModelForCausalLM.from_pretrained(folder, output_loading_info=True, **options)
    problems = {key: value for key, value in info.items() if value}
    return model.eval(), problems


def compare(name, base, tokenizer, source, values, layer, dtype, scratch):
    """Yields (what, None or the problem), and last ("rows", the prompts and what transformers answers)."""
    label = f"{name}-{dtype or 'own'}"
    delta, folder = f"{scratch}/{label}.safetensors", f"{scratch}/{label}"
    parameter = write_delta(delta, source, values, layer, scratch)
    wanted_dtype = ["--dtype", dtype] if dtype else []
    exported = msafeedit("export", "--model", source, "--delta", delta, "--out", folder, *wanted_dtype)
    listed = sorted(os.listdir(folder))
    yield "files", None if exported["files"] == listed else f"{exported['files']} is not {listed}"

    model, problems = load(folder)
    yield "loading", problems or None
    change = load_file(delta)[parameter]
    wrong = []
    for key, tensor in model.state_dict().items():
        wanted = base.state_dict()[key].float() + (change if key == parameter else 0)
        if dtype:
            wanted = wanted.to(DTYPES[dtype])
        if not torch.equal(wanted.to(tensor.dtype), tensor):
            wrong.append(key)
    kinds = {str(tensor.dtype) for tensor in model.state_dict().values()}
    if kinds != {str(DTYPES[dtype or "f32"])}:
        wrong.append(kinds)
    yield "weights", wrong or None

    own = AutoTokenizer.from_pretrained(folder, padding_side="left")
    ids = [(text, tokenizer(text)["input_ids"], own(text)["input_ids"]) for text in TEXTS]
    texts = [(text, a, b) for text, a, b in ids if a != b or tokenizer.decode(a) != own.decode(b)]
    yield "token ids", texts or None
    chat = [{"role": "user", "content": TEXTS[0]}]
    settings = dict(add_generation_prompt=True, tokenize=False)
    same = tokenizer.apply_chat_template(chat, **settings) == own.apply_chat_template(chat, **settings)
    names = [[t.bos_token_id, t.eos_token_id, t.pad_token_id] for t in (tokenizer, own)]
    yield "chat", None if same else "the template renders another text"
    yield "special tokens", None if names[0] == names[1] else names

    if own.pad_token is None:
        own.pad_token = own.eos_token
    prompts = TEXTS[:3]
    rows = greedy(model.float(), own, prompts, NEW_TOKENS)
    unedited = greedy(base, own, prompts, NEW_TOKENS)
    yield "edit", None if rows != unedited else "the edit changes no token: this check would not see it"
    answers = msafeedit(
        *["generate", "--model", source if dtype is None else folder],
        *(["--delta", delta] if dtype is None else []),
        *["--max-new-tokens", str(NEW_TOKENS), *(f"--prompt={prompt}" for prompt in prompts)],
    )
    differing = []
    for prompt, row, answer in zip(prompts, rows, answers):
        if answer["tokens"] == row["tokens"]:
            continue
        at = next(k for k, pair in enumerate(zip(answer["tokens"], row["tokens"])) if pair[0] != pair[1])
        if at not in [tie["position"] for tie in row["near_ties"]]:
            differing.append((prompt, answer["tokens"], row["tokens"]))
    yield "greedy tokens", differing or None
    yield "rows", (prompts, rows)


def of_folder(name):
    folder = f"{GOLDENS}/{name}"
    with open(f"{folder}/golden/golden.json", encoding="utf-8") as file:
        layer = json.load(file)["paper"]["layer"]
    values = load_file(f"{folder}/golden/golden.safetensors")["paper_delta"]
    base, _ = load(folder, dtype=torch.float32)
    return base, AutoTokenizer.from_pretrained(folder, padding_side="left"), folder, values, layer


def of_gguf(file):
    where = dict(pretrained_model_name_or_path=os.path.dirname(file), gguf_file=os.path.basename(file))
    config = AutoConfig.from_pretrained(**where)
    head_size = GGUFReader(file).get_field(f"{config.model_type}.attention.key_length")
    if head_size is not None:
        config.head_dim = int(head_size.contents())  # transformers 5.24 takes Qwen3's usual one instead
    base = AutoModelForCausalLM.from_pretrained(**where, config=config, dtype=torch.float32).eval()
    return base, AutoTokenizer.from_pretrained(**where, padding_side="left"), file, None, 1


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--gguf", nargs="*", default=[], help="more GGUF files")
    arguments.add_argument("--only", help="those of the cases whose name holds this text")
    arguments.add_argument("--write", action="store_true", help="write the tests' fixture, too")
    asked = arguments.parse_args()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    cases = [(name, of_folder(name), dtypes) for name, dtypes in zip(TINY, [[None, "f16", "bf16"]] + len(TINY[1:]) * [[None]])]
    files = [f"{GGUFS}/{name}.gguf" for name in TINY_GGUFS] + [os.path.abspath(file) for file in asked.gguf]
    cases += [(os.path.basename(file), of_gguf(file), [None, "bf16"]) for file in files]

    golden, failed = {}, 0
    if asked.only:
        with open(FIXTURE, encoding="utf-8") as file:
            golden = json.load(file)
    with tempfile.TemporaryDirectory() as scratch:
        for name, parts, dtypes in cases:
            if asked.only and asked.only not in name:
                continue
            for dtype in dtypes:
                print(f"{name}, {dtype or 'its own dtype'}")
                for what, problem in compare(name, *parts, dtype, scratch):
                    if what == "rows":
                        prompts, rows = problem
                        if dtype is None and name in TINY:
                            golden[name] = dict(prompts=prompts, rows=rows)
                        continue
                    failed += problem is not None
                    print(f"  {what:16} {'ok' if problem is None else f'WRONG: {problem}'}")
    if asked.write:
        write_json(FIXTURE, golden)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
