"""Progress bars of the libraries: which of them a terminal sees."""

from diffusers.utils import logging as diffusers_logging
from huggingface_hub.constants import HF_HUB_DISABLE_PROGRESS_BARS
from huggingface_hub.utils.tqdm import (
    are_progress_bars_disabled,
    disable_progress_bars,
    enable_progress_bars,
)
from transformers.utils import logging as transformers_logging


def hide_loading_bars() -> None:
    """Hide the bars of reading weights; those of downloading, which takes minutes, stay.

    Asked to hide its own, transformers hides the hub's as well.
    """
    diffusers_logging.disable_progress_bar()
    downloads_are_shown = not are_progress_bars_disabled()
    transformers_logging.disable_progress_bar()
    if downloads_are_shown:
        enable_progress_bars()


def hide_download_bars() -> None:
    """Hide the hub's bars, unless HF_HUB_DISABLE_PROGRESS_BARS=0 insists on them."""
    if HF_HUB_DISABLE_PROGRESS_BARS is not False:
        disable_progress_bars()
