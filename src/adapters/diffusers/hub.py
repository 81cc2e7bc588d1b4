"""A hub model's configuration files, brought here without its weights."""

from pathlib import Path

from huggingface_hub import snapshot_download
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    LocalEntryNotFoundError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from ...domain.errors import HubUnreachable, ModelNotFound

_CONFIGURATION = ("*.json", "*/*.json", "*/*.txt", "*/*.model")


def configuration_folder(hub_id: str) -> Path:
    """Return a folder with the configuration files of `hub_id`; its name is the hub's commit.

    Files that were brought here before are used when the hub does not answer.

    Raises:
        ModelNotFound: the hub has no such repository, or it is private.
        HubUnreachable: the hub does not answer and the files are not here, or the model's
            licence must be accepted first.
    """
    try:
        return Path(snapshot_download(hub_id, allow_patterns=list(_CONFIGURATION)))
    except GatedRepoError as error:
        raise HubUnreachable(
            f"The hub hands {hub_id} out only to those who accepted its licence.",
            f"Accept it at https://huggingface.co/{hub_id}, then log in with `hf auth login`.",
        ) from error
    except (RepositoryNotFoundError, RevisionNotFoundError, HFValidationError) as error:
        raise ModelNotFound(
            f"The hub has no model {hub_id!r}, or it is private.",
            "Check the spelling (owner/name); for a private one log in with `hf auth login`.",
        ) from error
    except (
        LocalEntryNotFoundError,
        OfflineModeIsEnabled,
        HfHubHTTPError,
        OSError,
    ) as error:
        raise HubUnreachable(
            f"The model {hub_id!r} is not on this machine, and the hub did not answer.",
            "Check the network (and HF_HUB_OFFLINE, HF_ENDPOINT), or name a folder that holds "
            "the model.",
        ) from error
