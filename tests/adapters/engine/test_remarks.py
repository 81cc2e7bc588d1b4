"""What libraries say while they work reaches whoever asked, and nobody else."""

import io
import logging
import threading
import warnings
from collections.abc import Callable, Iterator

import pytest

from diffgentor.adapters.diffusers.remark_text import in_words
from diffgentor.adapters.diffusers.remarks import collected_remarks

LIBRARY = logging.getLogger("diffusers.somewhere")


@pytest.fixture
def terminal() -> Iterator[io.StringIO]:
    """What diffusers' own handler writes."""
    screen = io.StringIO()
    handler, root = logging.StreamHandler(screen), logging.getLogger("diffusers")
    root.addHandler(handler)
    yield screen
    root.removeHandler(handler)


@pytest.fixture
def shown() -> Iterator[list[warnings.WarningMessage]]:
    """The Python warnings that come out, however often the same line warns."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield caught


def in_a_thread(work: Callable[[], None]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_what_is_logged_is_collected_once_and_not_shown(terminal: io.StringIO) -> None:
    with collected_remarks() as remarks:
        LIBRARY.warning("mind  the\n gap")
        LIBRARY.warning("mind the gap")

    assert remarks == ["mind the gap"]
    assert terminal.getvalue() == ""


def test_afterwards_the_library_logs_as_before(terminal: io.StringIO) -> None:
    with collected_remarks() as remarks:
        pass
    LIBRARY.warning("mind the gap")

    assert remarks == []
    assert terminal.getvalue() == "mind the gap\n"


def test_a_thread_that_does_not_collect_logs_as_before(terminal: io.StringIO) -> None:
    with collected_remarks() as remarks:
        in_a_thread(lambda: LIBRARY.warning("from elsewhere"))

    assert remarks == []
    assert terminal.getvalue() == "from elsewhere\n"


def test_overlapping_uses_in_two_threads_keep_their_own_remarks(terminal: io.StringIO) -> None:
    theirs: list[str] = []
    begun, go_on = threading.Event(), threading.Event()

    def collect() -> None:
        with collected_remarks() as remarks:
            LIBRARY.warning("theirs, before")
            begun.set()
            go_on.wait(10)
            LIBRARY.warning("theirs, after")
        theirs.extend(remarks)

    thread = threading.Thread(target=collect)
    with collected_remarks() as ours:
        thread.start()
        begun.wait(10)
        LIBRARY.warning("ours")
    go_on.set()
    thread.join()
    LIBRARY.warning("nobody's")

    assert (ours, theirs) == (["ours"], ["theirs, before", "theirs, after"])
    assert terminal.getvalue() == "nobody's\n"


def test_using_it_again_and_again_leaves_no_more_behind() -> None:
    root = logging.getLogger("diffusers")

    def standing() -> tuple[int, list[int]]:
        return len(root.handlers), [len(handler.filters) for handler in root.handlers]

    with collected_remarks():
        once = standing()
    for _ in range(3):
        with collected_remarks():
            pass

    assert standing() == once


def test_a_file_that_an_application_logs_to_still_gets_everything() -> None:
    class File(logging.StreamHandler[io.StringIO]):
        """Any handler that is not the library's own."""

    root, file = logging.getLogger("diffusers"), File(io.StringIO())
    root.addHandler(file)
    with collected_remarks():
        LIBRARY.warning("mind the gap")
    root.removeHandler(file)

    assert file.stream.getvalue() == "mind the gap\n"


def test_a_python_warning_is_a_remark_without_file_and_line(
    shown: list[warnings.WarningMessage],
) -> None:
    with collected_remarks() as remarks:
        for _ in range(2):
            warnings.warn("divide by zero", RuntimeWarning, stacklevel=1)

    assert remarks == ["divide by zero"]
    assert shown == []


def test_another_threads_python_warning_is_shown_as_before(
    shown: list[warnings.WarningMessage],
) -> None:
    with collected_remarks() as remarks:
        in_a_thread(lambda: warnings.warn("from elsewhere", UserWarning, stacklevel=1))

    assert remarks == []
    assert [str(one.message) for one in shown] == ["from elsewhere"]


def test_a_warning_that_is_to_be_an_error_stays_one() -> None:
    with pytest.raises(RuntimeWarning), collected_remarks():
        warnings.warn("divide by zero", RuntimeWarning, stacklevel=1)


CUT_BY_CLIP = (
    "The following part of your input was truncated because CLIP can only handle sequences up "
    "to 77 tokens: ['and a small blue square']"
)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            [CUT_BY_CLIP],
            'The text encoder CLIP reads 77 tokens of a prompt; the end was not read: "and a '
            'small blue square"',
        ),
        (
            [
                "The following part of your input was truncated because `max_sequence_length` is "
                f"set to 24 tokens: ['{'red circle ' * 20}']"
            ],
            "The model reads 24 tokens of a prompt; the end was not read: "
            f'"… {" ".join(["red circle"] * 5)}"',
        ),
        (
            ["Your input was truncated because `max_sequence_length` is set to 512 input token"],
            "The model reads 512 tokens of a prompt; the end was not read.",
        ),
        (
            [
                "Token indices sequence length is longer than the specified maximum sequence "
                "length for this model (98 > 77). Running this sequence through the model will "
                "result in indexing errors"
            ],
            "The prompt has 98 tokens; the model's tokenizer is made for 77.",
        ),
        (
            [
                "Setting `clean_caption=True` requires the Beautiful Soup library but it was not "
                "found in your environment. You can install it with pip: …",
                "Setting `clean_caption` to False...",
            ],
            "The prompt was read as it stands; to clean it first, the model's pipeline needs the "
            "packages beautifulsoup4 and ftfy.",
        ),
        (["Something new."], "Something new."),
    ],
)
def test_what_is_known_is_told_in_words_of_ours(said: list[str], told: str) -> None:
    assert in_words(said) == [told]


def test_two_encoders_that_cut_the_same_are_told_once_and_nothing_of_indexing() -> None:
    warned = "Token indices sequence length is longer … (98 > 77). … indexing errors"

    assert len(in_words([warned, CUT_BY_CLIP, CUT_BY_CLIP])) == 1


def test_advice_for_programmers_is_not_passed_on() -> None:
    deprecated = "`upcast_vae` is deprecated and will be removed in version 1.0.0. Use another."

    assert in_words([deprecated]) == []
