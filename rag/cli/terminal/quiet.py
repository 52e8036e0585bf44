"""Keep libraries from talking: no telemetry, no network, no log lines between our own."""

from __future__ import annotations

import logging
import os
import warnings

SILENT = {
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "TQDM_DISABLE": "1",
    "TRANSFORMERS_NO_ADVISORY_WARNINGS": "1",
    "TRANSFORMERS_VERBOSITY": "error",
}
OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
CHATTY = (
    "chromadb",
    "gradio",
    "httpcore",
    "httpx",
    "huggingface_hub",
    "pypdf",
    "sentence_transformers",
    "trafilatura",
    "transformers",
)


def quiet_libraries(*, debug: bool = False) -> None:
    """Set the environment and the log levels of this process, before the libraries are imported.

    Telemetry and the model hub are off in any case; `debug` leaves logs and warnings on.
    """
    os.environ.update(SILENT | OFFLINE)
    if debug:
        return
    warnings.simplefilter("ignore")
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def allow_network() -> None:
    """Take the ban on the model hub back: for the one command that downloads."""
    for name in OFFLINE:
        os.environ.pop(name, None)
