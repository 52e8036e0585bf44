"""The models that can be named: those known with pinned hashes, files of a model hub, and files of the user."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from index.config import models_dir
from index.errors import UsageError

KINDS = ("llm", "embedder")
# What is added to a known embedder's name to have it computed in float32 throughout.
FLOAT_SUFFIX = "-fp32"
HUB_PREFIX = "hf:"
_REPO = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
_SPLIT_GGUF = re.compile(r"-\d{5}-of-\d{5}\.gguf$")


@dataclass(frozen=True, slots=True)
class ModelPart:
    """A wheel used as data: `bytes` and `sha256` are the wheel's, `data` the size of `member` in it."""

    package: str
    version: str
    bytes: int
    sha256: str
    member: str
    data: int


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """A model and where it lies: `file` is a file or folder relative to `models_dir()`.

    `kind` is "llm" or "embedder". `bytes` and `sha256` are those of the parts joined; they are 0 and "" for a
    model of a hub, whose hashes the hub tells. `unpacked_bytes` is what the finished folder takes on disk.
    """

    name: str
    kind: str
    file: str
    bytes: int = 0
    sha256: str = ""
    licence: str = ""
    description: str = ""
    url: str = ""
    query_prefix: str = ""
    passage_prefix: str = ""
    unpacked_bytes: int = 0
    platform: str = ""
    parts: tuple[ModelPart, ...] = field(default=(), repr=False)

    @property
    def path(self) -> Path:
        """Where the model lies once it is pulled."""
        return models_dir() / self.file

    @property
    def download_bytes(self) -> int:
        """How many bytes a pull fetches."""
        return sum(part.bytes for part in self.parts)

    @property
    def command(self) -> str:
        """The command that pulls it."""
        return f"belegt models pull --{self.kind} {self.name}"


@cache
def known_models() -> tuple[ModelEntry, ...]:
    """Return the models whose hashes are pinned."""
    text = resources.files(__package__).joinpath("catalogue.toml").read_text(encoding="utf-8")
    return tuple(_read_entry(record) for record in tomllib.loads(text)["model"])


def find_model(name: str, kind: str) -> ModelEntry:
    """Return the known model of that name and kind ("llm" or "embedder"). Raises UsageError for any other name.

    An embedder is the same model with `FLOAT_SUFFIX` behind its name.
    """
    _check_kind(kind)
    suffix = FLOAT_SUFFIX if kind == "embedder" else ""
    of_kind = {f"{entry.name}{end}": entry for end in ("", suffix) for entry in known_models() if entry.kind == kind}
    if name not in of_kind:
        others = (
            "hf:REPO:DATEI oder der Pfad einer GGUF-Datei" if kind == "llm" else "hf:REPO oder der Pfad eines Ordners"
        )
        raise UsageError(cause=f"Unbekanntes Modell „{name}“. Möglich sind {', '.join(of_kind)}, {others}.")
    return of_kind[name]


def parse_spec(spec: str, kind: str) -> ModelEntry | Path:
    """Return what `spec` names: a known model, one of a hub (an entry without parts), or a path of the user's."""
    _check_kind(kind)
    base = spec.removesuffix(FLOAT_SUFFIX) if kind == "embedder" else spec
    if any(entry.name == base and entry.kind == kind for entry in known_models()):
        return find_model(spec, kind)
    if spec.startswith(HUB_PREFIX):
        return describe_hub_model(spec, kind)
    path = Path(spec).expanduser()
    if "/" in spec or "\\" in spec or path.suffix.lower() == ".gguf" or path.exists():
        return path.absolute()
    return find_model(spec, kind)


def split_hub_spec(spec: str, kind: str) -> tuple[str, str]:
    """Split "hf:OWNER/NAME:FILE" (llm) or "hf:OWNER/NAME" (embedder) into repository and file ("" for all)."""
    repo, _, file = spec.removeprefix(HUB_PREFIX).partition(":")
    if not _REPO.fullmatch(repo) or bool(file) != (kind == "llm") or ".." in Path(file).parts or file.startswith("/"):
        form = "hf:BESITZER/NAME:DATEI.gguf" if kind == "llm" else "hf:BESITZER/NAME"
        raise UsageError(cause=f"„{spec}“ ist keine Modellangabe der Form {form}.")
    if _SPLIT_GGUF.search(file):
        raise UsageError(cause=f"„{file}“ ist ein Teil einer geteilten GGUF-Datei; nötig ist eine Datei am Stück.")
    return repo, file


def describe_hub_model(spec: str, kind: str) -> ModelEntry:
    """Return the entry of a hub's model: it says where the files will lie, not what they are."""
    repo, file = split_hub_spec(spec, kind)
    folder = f"hub/{kind}/{repo.replace('/', '--')}"
    place = f"{folder}/{Path(file).name}" if file else folder
    return ModelEntry(name=spec, kind=kind, file=place, description=repo)


def _check_kind(kind: str) -> None:
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {KINDS}, not {kind!r}")


def _read_entry(record: dict[str, Any]) -> ModelEntry:
    parts = tuple(ModelPart(**part) for part in record["parts"])
    return ModelEntry(**{**record, "parts": parts})
