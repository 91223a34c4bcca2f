"""Tiny random language models, one of each family, with a trained byte-level BPE tokenizer.

They are small enough to run everywhere and large enough that a wrong mask, scaling or bias changes the result.
"""

import os

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import (
    Gemma2Config,
    Gemma2ForCausalLM,
    Gemma3ForCausalLM,
    Gemma3TextConfig,
    GPT2Config,
    GPT2LMHeadModel,
    LlamaConfig,
    LlamaForCausalLM,
    MistralConfig,
    MistralForCausalLM,
    PreTrainedTokenizerFast,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
)

SIZES = dict(
    vocab_size=512,
    hidden_size=64,
    intermediate_size=160,
    num_hidden_layers=5,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=1024,
    bos_token_id=1,
    eos_token_id=2,
    pad_token_id=2,
    initializer_range=0.12,
)

LLAMA3_ROPE = dict(
    rope_type="llama3",
    rope_theta=10000.0,
    factor=8.0,
    low_freq_factor=1.0,
    high_freq_factor=4.0,
    original_max_position_embeddings=64,
)

# With these no file is over 1 MiB. Gemma's caps (50 and 30) would hardly change the small numbers of a random model.
GPT2 = dict(n_inner=128, max_position_embeddings=512, initializer_range=0.18)
GEMMA = dict(head_dim=24, intermediate_size=128, sliding_window=24)

FAMILIES = {
    "tiny-llama": (LlamaForCausalLM, LlamaConfig, dict(tie_word_embeddings=False)),
    "tiny-llama3-rope": (LlamaForCausalLM, LlamaConfig, dict(tie_word_embeddings=True, rope_parameters=LLAMA3_ROPE)),
    "tiny-mistral": (MistralForCausalLM, MistralConfig, dict(tie_word_embeddings=False, sliding_window=24)),
    "tiny-qwen2": (Qwen2ForCausalLM, Qwen2Config, dict(tie_word_embeddings=True)),
    "tiny-qwen3": (Qwen3ForCausalLM, Qwen3Config, dict(tie_word_embeddings=True, head_dim=32)),
    "tiny-gemma2": (
        Gemma2ForCausalLM,
        Gemma2Config,
        dict(**GEMMA, attn_logit_softcapping=3.0, final_logit_softcapping=6.0, query_pre_attn_scalar=20),
    ),
    "tiny-gemma3": (
        Gemma3ForCausalLM,
        Gemma3TextConfig,
        dict(**GEMMA, query_pre_attn_scalar=20, layer_types=["sliding_attention"] * 4 + ["full_attention"]),
    ),
    "tiny-gpt2": (GPT2LMHeadModel, GPT2Config, GPT2),
}


def random_model(architecture, configuration, settings, seed):
    """A model in float32 with random weights. Norms and biases, which start as ones and zeros, are moved off them,
    so that leaving one out shows."""
    torch.manual_seed(seed)
    model = architecture(configuration(**{**SIZES, **settings})).float().eval()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if "norm" in name or ".ln_" in name:
                weight.add_(torch.randn_like(weight) * 0.1)
            if "post_" in name and "gemma" in model.config.model_type:
                weight.add_(6.0)  # else the scaled embeddings drown what the layers add
            if name.endswith("bias"):
                weight.copy_(torch.randn_like(weight) * 0.1)
    return model


def train_tokenizer(texts):
    """A byte-level BPE tokenizer of 512 tokens that puts `<s>` in front, as LLaMA's does, and pads left with `</s>`."""
    bpe = Tokenizer(models.BPE(unk_token=None))
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=512,
        special_tokens=["<unk>", "<s>", "</s>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    bpe.train_from_iterator(texts, trainer)
    begin = bpe.token_to_id("<s>")
    bpe.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", begin)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=bpe,
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<unk>",
        pad_token="</s>",
        padding_side="left",
        chat_template="{% for m in messages %}<s>{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}"
        "{% if add_generation_prompt %}assistant:{% endif %}",
    )


def sample_texts(samples):
    return [
        text
        for sample in samples
        for text in (sample["adversarial prompt"], sample["safe generation"], sample["unsafe generation"])
    ]


def write_family(name, folder, seed, samples):
    """Writes the model and its tokenizer in Hugging Face layout and returns both."""
    model = random_model(*FAMILIES[name], seed)
    tokenizer = train_tokenizer(sample_texts(samples))
    os.makedirs(folder, exist_ok=True)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return model, tokenizer
