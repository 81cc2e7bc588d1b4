"""Tokenizers of the real classes with vocabularies of a few hundred entries.

Every byte (T5: every printable ASCII character) is a token, so no prompt is out of vocabulary.
"""

from itertools import pairwise
from string import ascii_letters, digits, punctuation
from typing import Any

from tokenizers.pre_tokenizers import ByteLevel

from tests.tiny_pipelines.libraries import transformers

CHAT_TEMPLATE = (
    "{% for message in messages %}"
    "<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n"
    "{% endfor %}"
    "{% if add_generation_prompt %}"
    "<|im_start|>assistant\n"
    "{% if enable_thinking is defined and enable_thinking is false %}"
    "<think>\n\n</think>\n\n"
    "{% endif %}"
    "{% endif %}"
)

# Qwen-Image drops the first 34 tokens of its prompt template whatever they are. With one token
# for each of these words, as in the real vocabulary, exactly the template's head is dropped.
SPACED_WORDS = (
    *("the", "image", "by", "detailing", "color", "shape", "size", "texture", "quantity"),
    *("text", "spatial", "relationships", "of", "objects", "and", "background"),
)
BARE_WORDS = ("system", "Describe", "user", "assistant")


END_OF_TEXT = "<|endoftext|>"


def clip_tokenizer(padding: str = END_OF_TEXT) -> Any:
    """CLIP: byte-level BPE with an end-of-word mark.

    The first CLIP of SDXL and SD3 pads with the end token, as here; the second with "!".
    """
    alphabet = sorted(ByteLevel.alphabet())
    merges = [("f", "o"), ("fo", "x</w>"), ("r", "e"), ("re", "d</w>")]
    tokens = [
        *alphabet,
        *(f"{letter}</w>" for letter in alphabet),
        *(left + right for left, right in merges),
        "<|startoftext|>",
        END_OF_TEXT,
    ]
    return transformers.CLIPTokenizer(
        vocab=_ids(tokens), merges=merges, pad_token=padding, model_max_length=77
    )


def t5_tokenizer() -> Any:
    """T5: unigram; a word is worth more than its letters."""
    special = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    words = [(f"▁{word}", -3.0) for word in ("a", "red", "fox", "photo", "of", "the")]
    letters = [(letter, -6.0) for letter in f"▁{ascii_letters}{digits}{punctuation}"]
    sentinels = [(f"<extra_id_{number}>", 0.0) for number in reversed(range(100))]
    return transformers.T5Tokenizer(
        vocab=[*special, *words, *letters, *sentinels], model_max_length=512
    )


def qwen_tokenizer() -> Any:
    """Qwen2 and Qwen3: byte-level BPE whose special tokens follow the vocabulary."""
    merges: list[tuple[str, str]] = []
    for word in (*(f"Ġ{word}" for word in SPACED_WORDS), *BARE_WORDS):
        stems = [word[:length] for length in range(1, len(word) + 1)]
        steps = [(stem, longer[-1]) for stem, longer in pairwise(stems)]
        merges.extend(step for step in steps if step not in merges)
    tokens = [*sorted(ByteLevel.alphabet()), *(left + right for left, right in merges)]
    special = [END_OF_TEXT, "<|im_start|>", "<|im_end|>"]
    tokenizer = transformers.Qwen2Tokenizer(
        vocab=_ids([*tokens, *special, "<think>", "</think>"]),
        merges=merges,
        eos_token="<|im_end|>",
        extra_special_tokens=special,
        chat_template=CHAT_TEMPLATE,
        model_max_length=131072,
    )
    tokenizer.add_tokens(["<think>", "</think>"])
    return tokenizer


def _ids(tokens: list[str]) -> dict[str, int]:
    return {token: number for number, token in enumerate(tokens)}
