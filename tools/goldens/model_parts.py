"""Where the parts of a model are: GPT-2 calls them otherwise than LLaMA and those that came after."""


def is_gpt2(model):
    return model.config.model_type == "gpt2"


def layers_of(model):
    return model.transformer.h if is_gpt2(model) else model.model.layers


def down_projections(model):
    """What DINM edits, a module for each layer. GPT-2's weight is `[in, out]`."""
    return [layer.mlp.c_proj if is_gpt2(model) else layer.mlp.down_proj for layer in layers_of(model)]


def down_projection(model, layer):
    """The parameter's name."""
    return f"transformer.h.{layer}.mlp.c_proj.weight" if is_gpt2(model) else f"model.layers.{layer}.mlp.down_proj.weight"


def attention_outputs(model):
    return [layer.attn.c_proj if is_gpt2(model) else layer.self_attn.o_proj for layer in layers_of(model)]
