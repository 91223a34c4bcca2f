"""Greedy decoding, with the places where two tokens are all but equal."""

import torch

from token_ids import left_padded

NEAR = 1e-3  # two best logits closer than this: another implementation may rightly choose the other


def greedy(model, tokenizer, prompts, new_tokens):
    """For each prompt of a left-padded batch its new ids (cut after EOS) and the gap of the two best logits at each."""
    ids, mask, _ = left_padded(tokenizer, prompts)
    made = model.generate(
        input_ids=ids,
        attention_mask=mask,
        max_new_tokens=new_tokens,
        do_sample=False,
        pad_token_id=tokenizer.pad_token_id,
        return_dict_in_generate=True,
        output_logits=True,
    )
    best = torch.stack(made.logits, 1).topk(2, -1).values  # [batch, new, 2]
    rows = []
    for new, pair in zip(made.sequences[:, ids.shape[1] :].tolist(), best):
        length = new.index(tokenizer.eos_token_id) + 1 if tokenizer.eos_token_id in new else len(new)
        gaps = (pair[:length, 0] - pair[:length, 1]).tolist()
        near = [dict(position=k, gap=gap) for k, gap in enumerate(gaps) if gap < NEAR]
        rows.append(dict(tokens=new[:length], near_ties=near))
    return rows


def tokens_of(rows, end):
    """The rows' tokens; after its own EOS a row is filled with EOS up to the longest."""
    longest = max(len(row["tokens"]) for row in rows)
    return [row["tokens"] + [end] * (longest - len(row["tokens"])) for row in rows]
