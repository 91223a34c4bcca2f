"""DINM in plain torch: the method as described (`paper`), and the arithmetic of the published code (`easyedit`).

Both return what a golden file holds of them and the delta, and leave the model as it was.
"""

import torch
from torch.nn.functional import cross_entropy

from locator_reference import easyedit_distances, first_maximum
from model_parts import down_projection
from token_ids import SUFFIX, prompt_and_answer, row, special_free

ENOUGH = 1e-4  # `easyedit` stops before the step whose total loss is below this


def request_of(sample):
    """A data set's sample as the editor's request."""
    known = sample["knowledge constrain"]
    return {
        "prompt": sample["adversarial prompt"],
        "safe": sample["safe generation"],
        "unsafe": sample["unsafe generation"],
        "constraint": {"prompt": known["prompt"], "answer": known["answer"]},
    }


def divergence(before, after):
    """KL(before || after), mean over positions; both are logits, [positions, vocabulary]."""
    before, after = before.log_softmax(-1), after.log_softmax(-1)
    return (before.exp() * (before - after)).sum(-1).mean()


def optimise(model, layer, losses_of, lr, steps, kl_factor, weight_decay, norm_constraint, stop_below):
    """Adam on one matrix. `losses_of()` gives the answer's nll and the constraint's KL.

    `weight_decay` is added to the gradient, as torch's Adam does; after each step `norm_constraint` keeps every entry
    within that distance of its first value.
    """
    weight = model.get_parameter(down_projection(model, layer))
    wanted = {name: p.requires_grad for name, p in model.named_parameters()}
    for p in model.parameters():
        p.requires_grad = p is weight
    original = weight.detach().clone()
    adam = torch.optim.Adam([weight], lr=lr, weight_decay=weight_decay)
    record = []
    for _ in range(steps):
        nll, kl = losses_of()
        total = kl_factor * nll + kl
        record.append(dict(total=total.item(), edit=kl_factor * nll.item(), constraint=kl.item()))
        if stop_below is not None and total.item() < stop_below:
            break
        adam.zero_grad()
        total.backward()
        adam.step()
        if norm_constraint is not None:
            with torch.no_grad():
                weight.copy_(weight.clamp(original - norm_constraint, original + norm_constraint))
    delta = (weight - original).detach().clone()
    with torch.no_grad():
        weight.copy_(original)
    for name, p in model.named_parameters():
        p.requires_grad = wanted[name]
        p.grad = None
    return record, delta


def paper(model, tokenizer, request, layer, lr, steps, kl_factor, style, weight_decay=0.0, norm_constraint=None):
    """Ids joined, EOS after each answer, the KL's gradient counted."""
    end = [tokenizer.eos_token_id]
    prompt, answer = prompt_and_answer(tokenizer, request["prompt"], request["safe"], style)
    known = request["constraint"]
    question, reply = prompt_and_answer(tokenizer, known["prompt"], known["answer"], style)
    edit_ids, edit_labels = row(prompt + answer + end), torch.tensor(answer + end)
    constraint_ids = row(question + reply + end)

    def at_answer(ids, start):
        return model(ids).logits[0, start - 1 : -1]

    with torch.no_grad():
        before = at_answer(constraint_ids, len(question))

    def losses_of():
        nll = cross_entropy(at_answer(edit_ids, len(prompt)), edit_labels)
        return nll, divergence(before, at_answer(constraint_ids, len(question)))

    losses, delta = optimise(model, layer, losses_of, lr, steps, kl_factor, weight_decay, norm_constraint, None)
    made = dict(lr=lr, steps=steps, kl_factor=kl_factor, format=style, layer=layer, parameter=down_projection(model, layer))
    made.update(input_ids=edit_ids[0].tolist(), target_length=len(edit_labels))
    return dict(**made, constraint_ids=constraint_ids[0].tolist(), losses=losses), delta


def easyedit(
    model, tokenizer, request, lr=5e-4, steps=10, kl_factor=0.1, layer=None, weight_decay=0.0, norm_constraint=None
):
    """The published code's arithmetic, number for number: labels tokenised alone, KL unshifted and without gradient."""
    distances = easyedit_distances(model, tokenizer, request)
    found = first_maximum(distances, range(len(distances)))
    layer = found if layer is None else layer
    known = request["constraint"]
    edit_ids = row(tokenizer(f"{request['prompt']} {SUFFIX}  {request['safe']}")["input_ids"])
    labels = torch.tensor(tokenizer(" " + request["safe"])["input_ids"])
    counted = labels != tokenizer.pad_token_id
    constraint_ids = row(tokenizer(f"{known['prompt']} {SUFFIX} {known['answer']}")["input_ids"])
    reply_length = len(tokenizer(known["answer"])["input_ids"])

    def at_reply():
        with torch.no_grad():
            return model(constraint_ids).logits[0, -reply_length:]

    before = at_reply()

    def losses_of():
        predicted = model(edit_ids).logits[0, -len(labels) - 1 : -1]
        return cross_entropy(predicted[counted], labels[counted]), divergence(before, at_reply())

    losses, delta = optimise(model, layer, losses_of, lr, steps, kl_factor, weight_decay, norm_constraint, ENOUGH)
    made = dict(lr=lr, steps=steps, kl_factor=kl_factor, layer_distances=distances, toxic_layer=found)
    return dict(**made, parameter=down_projection(model, layer), losses=losses), delta
