"""What a reader may set on the page: a few numbers of `AskConfig`, kept in a file inside the archive."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from rag.config import AskConfig

FILE = "settings.json"


_DEFAULT = AskConfig()


@dataclass(frozen=True, slots=True)
class Settings:
    """The refusal threshold in [0, 1], the most sentences and tokens the model is shown, whether the reader reads."""

    threshold: float = _DEFAULT.threshold
    evidence_sentences: int = _DEFAULT.evidence_sentences
    evidence_tokens: int = _DEFAULT.evidence_tokens
    reader: bool = _DEFAULT.reader

    def apply(self, config: AskConfig) -> AskConfig:
        """Return `config` with these values."""
        return replace(config, **asdict(self))


#: The lowest and highest value of each number.
LIMITS: Mapping[str, tuple[float, float]] = {
    "threshold": (0.0, 0.95),
    "evidence_sentences": (1, 8),
    "evidence_tokens": (80, 600),
}


def read_settings(values: Mapping[str, object]) -> Settings:
    """Return settings from plain values: each within its limits, those missing or of another kind as by default."""
    default = Settings()
    threshold = _read_number(values, "threshold", default.threshold)
    sentences = _read_number(values, "evidence_sentences", default.evidence_sentences)
    tokens = _read_number(values, "evidence_tokens", default.evidence_tokens)
    reader = values.get("reader", default.reader)
    return Settings(threshold, round(sentences), round(tokens), reader if isinstance(reader, bool) else default.reader)


def _read_number(values: Mapping[str, object], name: str, default: float) -> float:
    value = values.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        return default
    low, high = LIMITS[name]
    return min(high, max(low, value))


def load_settings(archive: Path) -> Settings:
    """Return what was kept for an archive; the defaults where nothing was, or the file is not readable."""
    try:
        values = json.loads((archive / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Settings()
    return read_settings(values if isinstance(values, dict) else {})


def save_settings(archive: Path, settings: Settings) -> None:
    """Keep the settings for the next start."""
    part = archive / f".{FILE}.part"
    part.write_text(json.dumps(asdict(settings), indent=2) + "\n", encoding="utf-8")
    part.replace(archive / FILE)
