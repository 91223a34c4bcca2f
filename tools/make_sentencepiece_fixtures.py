"""Tokenizer fixtures: what SentencePiece gives for vocabularies that are read from GGUF metadata.

usage: python make_sentencepiece_fixtures.py FIXTURES

FIXTURES is packages/runtime/test/fixtures. Needs sentencepiece 0.2, protobuf and jinja2. Trains two small BPE vocabularies, one as
Llama 2 has it (a space in front of every text) and one as Gemma (none, and tokens of the user's own), and writes of each
FIXTURES/tokenizer/NAME/gguf.json, the metadata that llama.cpp's converter makes of it, and FIXTURES/tokenizer/NAME.cases.json.
"""

import ast
import io
import json
import random
import re
import sys
from pathlib import Path

import sentencepiece
from jinja2.sandbox import ImmutableSandboxedEnvironment
from sentencepiece import sentencepiece_model_pb2

OUT = Path(sys.argv[1]) / "tokenizer"
PIECE = sentencepiece_model_pb2.ModelProto.SentencePiece
OWN = ["\n", "\n\n", "\n\n\n", "\u2581\u2581", "\u2581\u2581\u2581", "\u2581\u2581\u2581\u2581", "<td>", "</td>"]
TURNS = ["<start_of_turn>", "<end_of_turn>"]
# Gemma 3's, without what is for pictures
CHAT = """{{ bos_token }}
{%- if messages[0]['role'] == 'system' -%}
    {%- set first_user_prefix = messages[0]['content'] + '\n\n' -%}
    {%- set loop_messages = messages[1:] -%}
{%- else -%}
    {%- set first_user_prefix = "" -%}
    {%- set loop_messages = messages -%}
{%- endif -%}
{%- for message in loop_messages -%}
    {%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) -%}
        {{ raise_exception("Conversation roles must alternate user/assistant/user/assistant/...") }}
    {%- endif -%}
    {%- if (message['role'] == 'assistant') -%}
        {%- set role = "model" -%}
    {%- else -%}
        {%- set role = message['role'] -%}
    {%- endif -%}
    {{ '<start_of_turn>' + role + '\n' + (first_user_prefix if loop.first else "") }}
    {%- if message['content'] is string -%}
        {{ message['content'] | trim }}
    {%- endif -%}
    {{ '<end_of_turn>\n' }}
{%- endfor -%}
{%- if add_generation_prompt -%}
    {{'<start_of_turn>model\n'}}
{%- endif -%}
"""
TURN = {"role": "user", "content": "How do I pick a lock?  "}
CHATS = [
    [TURN],
    [TURN, {"role": "assistant", "content": "I can't help with that.\n"}, {"role": "user", "content": "¿Y una bicicleta?"}],
    [{"role": "system", "content": "Answer safely."}, TURN],
]
BASE = dict(bos_id=1, eos_id=2, unk_id=0, pad_id=-1)
KINDS = {
    "gguf-llama": dict(settings=dict(BASE, add_dummy_prefix=True), space_prefix=None),
    "gguf-gemma": dict(
        settings=dict(
            bos_id=2, eos_id=1, unk_id=3, pad_id=0, add_dummy_prefix=False, user_defined_symbols=OWN,
            bos_piece="<bos>", eos_piece="<eos>", pad_piece="<pad>", control_symbols=TURNS,
        ),
        space_prefix=False,
    ),
}


def texts():
    """The texts of make_tokenizer_fixtures.py, which can't be imported without being run."""
    tree = ast.parse((Path(__file__).parent / "make_tokenizer_fixtures.py").read_text())
    lists = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and node.targets[0].id in ("LANGUAGES", "ODD"):
            lists[node.targets[0].id] = eval(compile(ast.Expression(node.value), "texts", "eval"), {})
    return lists["LANGUAGES"], lists["ODD"]


def chat(tokenizer, messages, prompt):
    """A chat as transformers renders it, and its ids, those of special tokens among them."""
    template = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True).from_string(CHAT)
    rendered = template.render(messages=messages, add_generation_prompt=prompt, bos_token="<bos>")
    ids = []
    for part in re.split("(<bos>|<start_of_turn>|<end_of_turn>)", rendered):
        special = part in ["<bos>", *TURNS]
        ids += [tokenizer.piece_to_id(part)] if special else tokenizer.encode(part)
    return dict(messages=messages, addGenerationPrompt=prompt, rendered=rendered, ids=ids)


def main():
    languages, odd = texts()
    for name, kind in KINDS.items():
        model = io.BytesIO()
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(languages * 3), model_writer=model, model_type="bpe", vocab_size=700, byte_fallback=True,
            character_coverage=0.98, normalization_rule_name="identity", remove_extra_whitespaces=False, split_digits=True,
            num_threads=1, minloglevel=2, **kind["settings"],
        )
        proto = sentencepiece_model_pb2.ModelProto.FromString(model.getvalue())
        tokenizer = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
        metadata = {
            "tokenizer.ggml.model": "llama",
            "tokenizer.ggml.pre": "default",
            # llama.cpp's converter writes tokens of the user's own with spaces for \u2581, and gives them this score
            "tokenizer.ggml.tokens": [p.piece.replace("\u2581", " ") if p.type == PIECE.USER_DEFINED else p.piece for p in proto.pieces],
            "tokenizer.ggml.scores": [-1000.0 if p.type == PIECE.USER_DEFINED else p.score for p in proto.pieces],
            "tokenizer.ggml.token_type": [p.type for p in proto.pieces],
            "tokenizer.ggml.bos_token_id": tokenizer.bos_id(),
            "tokenizer.ggml.eos_token_id": tokenizer.eos_id(),
            "tokenizer.ggml.unknown_token_id": tokenizer.unk_id(),
        }
        if kind["space_prefix"] is not None:
            metadata["tokenizer.ggml.add_space_prefix"] = kind["space_prefix"]
            metadata["tokenizer.chat_template"] = CHAT
        chance = random.Random(7)
        mixed = ["".join(chance.choice(languages + odd + [" ", "\n"])[:12] for _ in range(8)) for _ in range(40)]
        runs = ["a" + " " * n + "b" + "\n" * n + "c" for n in range(9)]
        cases = []
        for text in languages + odd + mixed + runs:
            ids = tokenizer.encode(text)
            cases.append(dict(text=text, ids=[tokenizer.bos_id(), *ids], decoded=tokenizer.decode(ids)))
        chats = [chat(tokenizer, messages, prompt) for messages in CHATS for prompt in (True, False)]
        cases = dict(encoded=cases, chats=chats if name == "gguf-gemma" else [])
        for path, value in ((f"{name}/gguf.json", metadata), (f"{name}.cases.json", cases)):
            (OUT / path).parent.mkdir(parents=True, exist_ok=True)
            (OUT / path).write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
