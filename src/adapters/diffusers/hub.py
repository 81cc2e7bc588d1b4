"""A hub model's files, brought here: the configuration alone, and later the rest."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from huggingface_hub import model_info, snapshot_download
from huggingface_hub.constants import HF_HUB_ETAG_TIMEOUT
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.utils.tqdm import tqdm

from ...domain.errors import DiffgentorError, HubUnreachable, ModelNotFound

_CONFIGURATION = ("*.json", "*/*.json", "*/*.txt", "*/*.model")
HUB_FAILURES: tuple[type[Exception], ...] = (
    *HfHubHTTPError.__bases__, ValueError, TypeError, LookupError, AttributeError, AssertionError,
)  # fmt: skip
"""What the hub library raises. The bases are OSError and the root of its HTTP client's errors,
and which client that is depends on the version; the others come of answers that no hub gives."""


class _NoBar(tqdm):
    """A bar that is never seen: a few small files are brought in no time."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **(options | {"disable": True}))  # type: ignore[no-untyped-call]


def configuration_folder(hub_id: str, revision: str | None = None) -> Path:
    """Return a folder with the configuration files of `hub_id`; its name is the hub's commit.

    Files that were brought here before are used when the hub does not answer.

    Raises:
        ModelNotFound: the hub has no such repository, or it is private.
        HubUnreachable: the hub does not answer and the files are not here, or the model's
            licence must be accepted first.
    """

    def bring(*, local_files_only: bool) -> str:
        return snapshot_download(
            hub_id,
            revision=revision,
            allow_patterns=list(_CONFIGURATION),
            local_files_only=local_files_only,
            tqdm_class=_NoBar,
        )

    try:
        return asking_the_hub(hub_id, revision, lambda: bring(local_files_only=False))
    except (HubUnreachable, ModelNotFound):
        try:
            return Path(bring(local_files_only=True))
        except HUB_FAILURES:
            pass
        raise


def brought_folder(hub_id: str, commit: str) -> Path:
    """Return the folder that `configuration_folder` brought for this commit; ask nobody.

    Raises:
        HubUnreachable: it has been removed.
    """
    try:
        return Path(
            snapshot_download(
                hub_id,
                revision=commit,
                allow_patterns=list(_CONFIGURATION),
                local_files_only=True,
            )
        )
    except HUB_FAILURES as error:
        raise _in_words(hub_id, error) from error


def asking_the_hub(hub_id: str, revision: str | None, bring: Callable[[], str]) -> Path:
    """Return what `bring` returns, after making sure that the hub answers.

    What the hub library asks first has no time limit; this question has one, ten seconds unless
    the library's HF_HUB_ETAG_TIMEOUT says otherwise.

    Raises:
        ModelNotFound: the hub has no such repository, or it is private.
        HubUnreachable: the hub does not answer, or keeps the files.
    """
    try:
        model_info(hub_id, revision=revision, timeout=HF_HUB_ETAG_TIMEOUT)
        return Path(bring())
    except HUB_FAILURES as error:
        raise _in_words(hub_id, error) from error


def _in_words(hub_id: str, error: BaseException) -> DiffgentorError:
    match error:
        case GatedRepoError():
            return HubUnreachable(
                f"The hub hands {hub_id} out only to those who accepted its licence.",
                f"Accept it at https://huggingface.co/{hub_id}, then log in with `hf auth login`.",
            )
        case RepositoryNotFoundError() | RevisionNotFoundError() | HFValidationError():
            return ModelNotFound(
                f"There is no folder {hub_id!r} here, and the hub has no such model, or it is "
                "private.",
                "Check the spelling (owner/name); for a private one log in with `hf auth login`.",
            )
        case OfflineModeIsEnabled():
            return HubUnreachable(
                f"The model {hub_id!r} is not on this machine, and HF_HUB_OFFLINE forbids "
                "asking the hub.",
                "Unset HF_HUB_OFFLINE, or name a folder that holds the model.",
            )
    if isinstance(error.__cause__, OfflineModeIsEnabled):
        return _in_words(hub_id, error.__cause__)
    return HubUnreachable(
        f"The model {hub_id!r} is not on this machine, and the hub did not answer as it should: "
        f"{_first_line(error)}",
        "Check the network (and HF_ENDPOINT), or name a folder that holds the model.",
    )


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}{f', {lines[0]}' if lines else ''}"
