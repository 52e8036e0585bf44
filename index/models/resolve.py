"""From the name of a model to its files on this disk. Nothing here touches the network."""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import suppress
from pathlib import Path

from index.config import models_dir
from index.errors import ModelMissing
from index.models.catalogue import FLOAT_SUFFIX, ModelEntry, parse_spec
from index.models.e5 import PASSAGE_PREFIX, QUERY_PREFIX
from index.models.files import FileMark, list_content, mark_files, slug, write_json
from index.models.pull import check_user_path, is_ready, verify_model
from index.models.variants import EmbedderSource, describe_known, make_fingerprint

_E5_NAME = re.compile(r"(?:^|[-_/])e5[-_](?!.*instruct)", re.IGNORECASE)
_OTHER_FORMATS = ("onnx/", "openvino/", "coreml/")
_WEIGHTS = (".safetensors", ".bin", ".json", ".txt", ".model")


def resolve_llm(spec: str) -> Path:
    """Return the GGUF file that `spec` names. Raises ModelMissing with the command that pulls it."""
    return _resolve_path(parse_spec(spec, "llm"), "llm")


def resolve_embedder(spec: str) -> EmbedderSource:
    """Return the sentence-transformers folder that `spec` names: a known name, "hf:OWNER/NAME", or a path.

    A known name stands for its encoder with rounded weights, with `FLOAT_SUFFIX` behind it for float32.
    Raises ModelMissing with the command that pulls it, and ModelUnusable for a folder that is something else.
    """
    found = parse_spec(spec, "embedder")
    path = _resolve_path(found, "embedder")
    if isinstance(found, ModelEntry) and found.parts:
        return describe_known(found, rounded=not spec.endswith(FLOAT_SUFFIX))
    query, passage = read_prefixes(path, name=spec)
    name = str(path) if isinstance(found, Path) else spec
    return EmbedderSource(name, path, query, passage, make_fingerprint(_hash_weights(path), query, passage))


def read_prefixes(folder: Path, *, name: str) -> tuple[str, str]:
    """Return the prefixes for questions and passages: the model's own prompts, else those of the e5 family."""
    settings = _read_json(folder / "config_sentence_transformers.json")
    prompts = settings.get("prompts")
    prompts = prompts if isinstance(prompts, dict) else {}
    query, passage = prompts.get("query"), prompts.get("document") or prompts.get("passage")
    if query or passage:
        return str(query or ""), str(passage or "")
    origin = _read_json(folder / "config.json").get("_name_or_path", "")
    is_e5 = any(_E5_NAME.search(str(text)) for text in (name, folder.name, origin))
    return (QUERY_PREFIX, PASSAGE_PREFIX) if is_e5 else ("", "")


def _resolve_path(found: ModelEntry | Path, kind: str) -> Path:
    if isinstance(found, Path):
        return check_user_path(found, kind)
    if not is_ready(found):
        _check_again(found)
    return found.path


def _check_again(entry: ModelEntry) -> None:
    """Accept a model whose stamp is stale or gone, say after copying the cache, once every byte was read."""
    if not entry.path.exists():
        raise ModelMissing(model=entry.name, command=entry.command)
    verify_model(entry)


def _hash_weights(folder: Path) -> str:
    """Return one hash over the weights and settings of a folder.

    Reading them all takes seconds, so what was read is noted in the cache folder by size and time of change.
    """
    wanted = {name: path for name, path in list_content(folder).items() if _counts(name)}
    note = models_dir() / ".fingerprints" / f"{slug(str(folder))}.json"
    known = {name: FileMark(*values) for name, values in _read_json(note).items() if isinstance(values, list)}
    marks = mark_files(wanted, known=known)
    if marks != known:
        with suppress(OSError):
            note.parent.mkdir(parents=True, exist_ok=True)
            write_json(note, {name: [mark.bytes, mark.mtime_ns, mark.sha256] for name, mark in marks.items()})
    lines = "\n".join(f"{name} {mark.sha256}" for name, mark in sorted(marks.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def _counts(name: str) -> bool:
    return name.endswith(_WEIGHTS) and not name.startswith(_OTHER_FORMATS)


def _read_json(path: Path) -> dict[str, object]:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}
