import threading

import pytest

from diffgentor.domain.cancellation import Cancellation
from diffgentor.domain.errors import GenerationCancelled


def test_nobody_is_stopped_unasked() -> None:
    cancellation = Cancellation()

    cancellation.stop_here_if_requested()

    assert not cancellation.is_requested


def test_a_request_to_stop_breaks_off_at_the_next_look_and_at_every_later_one() -> None:
    cancellation = Cancellation()
    cancellation.request()
    cancellation.request()

    for _ in range(2):
        with pytest.raises(GenerationCancelled, match="finished before are kept"):
            cancellation.stop_here_if_requested()


def test_a_request_from_another_thread_is_seen() -> None:
    cancellation = Cancellation()
    other = threading.Thread(target=cancellation.request)
    other.start()
    other.join()

    assert cancellation.is_requested
