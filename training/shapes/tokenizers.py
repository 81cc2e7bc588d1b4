"""Two real tokenizers in which every word of the grammar is one token."""

import io
import tempfile
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

import sentencepiece
from sentencepiece import sentencepiece_model_pb2
from transformers import CLIPTokenizer, T5TokenizerFast

from .word import vocabulary

TEXT_LENGTH: Final = 24
"""T5 tokens a prompt is padded to unless the caller asks for more; the longest caption fits."""
CLIP_LENGTH: Final = 32
_PUNCTUATION: Final = ".,;:!?\"'()-\t\n"
_START, _END, _WORD_END = "<|startoftext|>", "<|endoftext|>", "</w>"


def new_t5_tokenizer() -> T5TokenizerFast:
    """A unigram tokenizer: 0 pad, 1 end, 2 unknown, 3 space, then the words.

    Case and punctuation are folded away by a SentencePiece character map, the one kind of
    normaliser that T5's tokenizer class keeps when it is loaded again.
    """
    pieces = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("\u2581", -2.0)]
    pieces += [(f"\u2581{word}", -1.0) for word in vocabulary()]
    return T5TokenizerFast(
        vocab=pieces,
        extra_ids=0,
        model_max_length=512,
        _spm_precompiled_charsmap=_folding(),
    )


def new_clip_tokenizer() -> CLIPTokenizer:
    """A byte-pair tokenizer whose merges join every word; the class folds case itself."""
    letters = [chr(code) for code in range(33, 127)]
    merges = _merges(vocabulary())
    tokens = [_START, _END, *letters, *(letter + _WORD_END for letter in letters)]
    tokens += [left + right for left, right in merges]
    numbered = {token: number for number, token in enumerate(dict.fromkeys(tokens))}
    return CLIPTokenizer(vocab=numbered, merges=merges, model_max_length=CLIP_LENGTH)


def _merges(words: Iterable[str]) -> list[tuple[str, str]]:
    """Join the commonest pair, the first in the alphabet if several are, until words are whole.

    Done here because the trainer of `tokenizers` breaks ties differently in each process,
    and the encoder must find the same numbers in all of them.
    """
    spellings = [[*word[:-1], word[-1] + _WORD_END] for word in words]
    merges: list[tuple[str, str]] = []
    while pairs := Counter(pair for spelling in spellings for pair in pairwise(spelling)):
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        spellings = [_joined(spelling, best) for spelling in spellings]
    return merges


def _joined(spelling: list[str], pair: tuple[str, str]) -> list[str]:
    joined: list[str] = []
    for part in spelling:
        if joined and (joined[-1], part) == pair:
            joined[-1] += part
        else:
            joined.append(part)
    return joined


def _folding() -> bytes:
    """Compile a character map from capitals to small letters and punctuation to spaces."""
    capitals = [(ord(letter), ord(letter.lower())) for letter in map(chr, range(65, 91))]
    marks = [(ord(mark), ord(" ")) for mark in _PUNCTUATION]
    rules = "".join(f"{old:X}\t{new:X}\n" for old, new in capitals + marks)
    model = io.BytesIO()
    with tempfile.NamedTemporaryFile("w", suffix=".tsv") as file:
        file.write(rules)
        file.flush()
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(vocabulary()),
            model_writer=model,
            vocab_size=200,
            hard_vocab_limit=False,
            normalization_rule_tsv=file.name,
            minloglevel=2,
        )
    proto = sentencepiece_model_pb2.ModelProto()  # type: ignore[attr-defined]
    proto.ParseFromString(model.getvalue())
    return bytes(proto.normalizer_spec.precompiled_charsmap)
