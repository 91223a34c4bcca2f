"""How texts become the ids that a model sees."""

import torch

SUFFIX = (
    "If the user's request is reasonable, give the correct answer. Please give the right response:"
)


def special_free(tokenizer, text):
    return tokenizer(text, add_special_tokens=False)["input_ids"]


def prompt_and_answer(tokenizer, prompt, answer, style):
    """The ids of the prompt and the ids of the answer, to be joined; no EOS.

    raw:  ids(prompt), as the tokenizer makes them, then ids(' ' + answer) without special tokens
    chat: ids of the rendered template with its generation prompt, then ids(answer), both without special tokens
    """
    if style == "raw":
        return tokenizer(prompt)["input_ids"], special_free(tokenizer, " " + answer)
    messages = [{"role": "user", "content": prompt}]
    rendered = tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
    return special_free(tokenizer, rendered), special_free(tokenizer, answer)


def row(ids):
    return torch.tensor([ids])  # [1, length]


def left_padded(tokenizer, texts):
    """ids, mask and positions of a batch, [batch, length] each; a row's positions count its own tokens from 0."""
    tokenizer.padding_side = "left"
    batch = tokenizer(texts, return_tensors="pt", padding=True)
    mask = batch["attention_mask"]
    positions = (mask.cumsum(-1) - 1).clamp(min=0)
    return batch["input_ids"], mask, positions
