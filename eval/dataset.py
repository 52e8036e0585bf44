"""Questions with known answers, read from our JSONL, from SQuAD JSON or from a BEIR folder.

A data set knows how to build the archive it is asked of: a folder of articles that is there already, or texts
that `write_articles` puts into one, so that files always go the ordinary way through `Archive.sync`.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from index.errors import DatasetBroken, UsageError
from index.sentences import split_sentences

UNANSWERABLE = "unanswerable"
LEFT_OUT_SUFFIX = "-ohne"
#: Some SQuAD files have it at the head of a paragraph; in a file it is no part of the text.
BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Question:
    """One question and all that is known about its answer.

    `nuggets` are the facts an answer must hold, each a tuple of wordings of which one suffices. `sources` are the
    documents that hold the answer (`grades` their relevance, 1 where not given), `spans` verbatim quotes from
    them. `answers` are SQuAD's short gold answers, `context_id` its paragraph. `history` are earlier questions of
    the same conversation, `as_of` the day on which it is asked. `searched` limits the archive to sources that
    match one of these patterns; () is the whole archive.
    """

    id: str
    question: str
    nuggets: tuple[tuple[str, ...], ...] = ()
    sources: tuple[str, ...] = ()
    type: str = "fact"
    as_of: str | None = None
    spans: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    context_id: str | None = None
    grades: tuple[int, ...] = ()
    searched: tuple[str, ...] = ()

    @property
    def answerable(self) -> bool:
        """Tell whether the archive holds an answer, so that a refusal would be wrong."""
        return self.type != UNANSWERABLE and bool(self.nuggets or self.sources)

    def to_dict(self) -> dict[str, Any]:
        """Return the question as plain data for JSON, without what is empty."""
        return {name: value for name, value in asdict(self).items() if value or name in ("id", "question")}


@dataclass(frozen=True, slots=True)
class Dataset:
    """Questions and the archive they are asked of.

    `articles` is a folder that exists; where it is None, `texts` (source -> text) is what the folder would hold.
    Neither is there when the file came without its articles. `left_out` are unanswerable twins of `questions`,
    made by leaving the gold article out of the search. `fingerprint` is a SHA-256 of the files it was read from.
    """

    name: str
    path: Path
    fingerprint: str
    questions: tuple[Question, ...]
    left_out: tuple[Question, ...] = ()
    articles: Path | None = None
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)


def read_question(row: Mapping[str, Any]) -> Question:
    """Build a question from plain data. Raises KeyError or TypeError with the field's name when it is off."""
    lists = {name: _strings(row, name) for name in ("sources", "spans", "history", "answers", "searched")}
    return Question(
        id=_string(row, "id"),
        question=_string(row, "question"),
        nuggets=tuple(_strings({"nuggets": nugget}, "nuggets") for nugget in _list(row, "nuggets")),
        type=_string({"type": "fact", **row}, "type"),
        as_of=_string(row, "as_of") if row.get("as_of") else None,
        context_id=_string(row, "context_id") if row.get("context_id") else None,
        grades=tuple(int(grade) for grade in _list(row, "grades")),
        **lists,
    )


def load_dataset(spec: str, *, articles: Path | None = None) -> Dataset:
    """Read a data set by the name of a bundled one or by its path.

    `articles` is the folder of its documents; without it the bundled sets know theirs, and a JSONL file takes
    `articles/` or `corpus/` beside it or `corpus/` beside its folder. Raises UsageError or DatasetBroken.
    """
    path = Path(spec)
    bundled = Path(__file__).parent / "data" / f"{spec}.jsonl"
    if not path.exists() and bundled.exists():
        return _load_jsonl(bundled, articles or Path(__file__).resolve().parents[1] / "demo" / "articles")
    if path.is_dir():
        return replace(_load_beir(path), articles=articles)
    if not path.is_file():
        raise UsageError(cause=f"Den Datensatz {spec} gibt es nicht; mitgeliefert sind: {', '.join(bundled_names())}.")
    if path.suffix == ".json":
        return replace(_load_squad(path), articles=articles)
    return _load_jsonl(path, articles or _find_articles(path))


def bundled_names() -> tuple[str, ...]:
    """Return the names of the data sets that come with the package."""
    return tuple(sorted(path.stem for path in (Path(__file__).parent / "data").glob("*.jsonl")))


def select_questions(
    dataset: Dataset, *, limit: int | None = None, seed: int = 0, left_out: int | None = None
) -> tuple[Question, ...]:
    """Draw `limit` questions (None: all), in the order of the file, and `left_out` of their unanswerable twins.

    The twins are those of the drawn questions; None takes one for every two.
    """
    drawn = _draw(dataset.questions, limit, seed)
    ids = {question.id + LEFT_OUT_SUFFIX for question in drawn}
    twins = [question for question in dataset.left_out if question.id in ids]
    return (*drawn, *_draw(twins, len(twins) // 2 if left_out is None else left_out, seed))


def write_articles(texts: Mapping[str, str], folder: Path) -> None:
    """Write each text to `folder/source` as UTF-8; files of that content are left alone."""
    for source, text in texts.items():
        path = folder / source
        data = text.encode()
        if not path.exists() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def _draw(questions: Sequence[Question], limit: int | None, seed: int) -> Sequence[Question]:
    if limit is None or limit >= len(questions):
        return questions
    chosen = random.Random(seed).sample(range(len(questions)), limit)
    return [questions[i] for i in sorted(chosen)]


# --- our JSONL


def _load_jsonl(path: Path, articles: Path | None) -> Dataset:
    questions = []
    for entry, row in _read_jsonl(path):
        with _reading(path, entry):
            questions.append(read_question(row))
    _check_ids(path, questions)
    return Dataset(path.stem, path, _hash_files([path]), tuple(questions), articles=articles)


def _find_articles(path: Path) -> Path | None:
    parent = path.resolve().parent
    places = (parent / "articles", parent / "corpus", parent.parent / "corpus")
    return next((place for place in places if place.is_dir()), None)


# --- SQuAD


def _load_squad(path: Path) -> Dataset:
    """Read SQuAD 1.1 or 2.0 JSON: one text per paragraph, one twin without its article per question.

    Format: Rajpurkar et al. 2016, https://arxiv.org/abs/1606.05250.
    """
    texts: dict[str, str] = {}
    questions: list[Question] = []
    with _reading(path, "data"):
        for article, context, qas in _squad_paragraphs(json.loads(path.read_text(encoding="utf-8"))):
            source = _place_paragraph(texts, article, context.lstrip(BYTE_ORDER_MARK))
            questions.extend(_squad_question(qa, source, context) for qa in qas)
    _check_ids(path, questions)
    left_out = tuple(_leave_out(questions, texts))
    return Dataset(path.stem, path, _hash_files([path]), tuple(questions), left_out, texts=texts)


def _squad_paragraphs(content: Mapping[str, Any]) -> Iterator[tuple[str, str, list[Any]]]:
    for number, article in enumerate(_list(content, "data", needed=True), start=1):
        title = name_file(article.get("title") or f"Artikel-{number:04d}")
        for paragraph in _list(article, "paragraphs", needed=True):
            yield title, _string(paragraph, "context"), _list(paragraph, "qas", needed=True)


def _place_paragraph(texts: dict[str, str], article: str, context: str) -> str:
    """Return the source of the paragraph, adding it to `texts` unless its article has it already."""
    siblings = [source for source in texts if source.startswith(article + "/")]
    known = next((source for source in siblings if texts[source] == context), None)
    source = known or f"{article}/{len(siblings) + 1:02d}.txt"
    texts[source] = context
    return source


def _squad_question(qa: Mapping[str, Any], source: str, context: str) -> Question:
    answers = [] if qa.get("is_impossible") else _list(qa, "answers")
    wordings = tuple(dict.fromkeys(_string(answer, "text") for answer in answers))
    starts = [int(answer["answer_start"]) for answer in answers if "answer_start" in answer]
    sentences = split_sentences(context, len(context) - len(context.lstrip(BYTE_ORDER_MARK)))
    spans = (span.of(context) for span in sentences for at in starts if span.start <= at < span.end)
    return Question(
        id=str(qa["id"]),
        question=_string(qa, "question"),
        nuggets=(wordings,) if wordings else (),
        sources=(source,) if wordings else (),
        type="fact" if wordings else UNANSWERABLE,
        spans=tuple(dict.fromkeys(spans)),
        answers=wordings,
        context_id=source,
    )


def _leave_out(questions: Iterable[Question], texts: Mapping[str, str]) -> Iterator[Question]:
    articles = tuple(dict.fromkeys(source.partition("/")[0] for source in texts))
    if len(articles) < 2:
        return
    others = {article: tuple(f"{other}/*" for other in articles if other != article) for article in articles}
    for question in questions:
        if question.answerable and question.context_id:
            rest = others[question.context_id.partition("/")[0]]
            yield Question(
                id=question.id + LEFT_OUT_SUFFIX, question=question.question, type=UNANSWERABLE, searched=rest
            )


# --- BEIR


def _load_beir(folder: Path) -> Dataset:
    """Read a BEIR folder: corpus.jsonl, queries.jsonl and qrels (test before dev before train).

    Documents without text are left out, and judgements of documents that are not there.

    Format: Thakur et al. 2021, https://arxiv.org/abs/2104.08663.
    """
    corpus, queries = folder / "corpus.jsonl", folder / "queries.jsonl"
    qrels = _find_qrels(folder)
    for needed in (corpus, queries):
        if not needed.is_file():
            raise DatasetBroken(path=folder, entry="-", field=needed.name)
    sources: dict[str, str] = {}
    texts: dict[str, str] = {}
    for entry, row in _read_jsonl(corpus):
        with _reading(corpus, entry):
            text = "\n\n".join(part for part in (row.get("title"), row["text"]) if part)
            if text.strip():
                sources[row["_id"]] = f"{name_file(row['_id'])}.txt"
                texts[sources[row["_id"]]] = text
    relevant = _read_qrels(qrels, sources)
    questions = tuple(_beir_question(row, relevant) for _, row in _read_jsonl(queries) if row["_id"] in relevant)
    return Dataset(folder.resolve().name, folder, _hash_files([corpus, queries, qrels]), questions, texts=texts)


def _find_qrels(folder: Path) -> Path:
    places = [folder / "qrels" / f"{part}.tsv" for part in ("test", "dev", "train")] + [folder / "qrels.tsv"]
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        raise DatasetBroken(path=folder, entry="-", field="qrels/test.tsv")
    return found


def _read_qrels(path: Path, sources: Mapping[str, str]) -> dict[str, dict[str, int]]:
    relevant: dict[str, dict[str, int]] = {}
    for entry, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        with _reading(path, entry):
            query, document, grade = line.split("\t")
            if document in sources and int(grade) > 0:
                relevant.setdefault(query, {})[sources[document]] = int(grade)
    return relevant


def _beir_question(row: Mapping[str, Any], relevant: Mapping[str, Mapping[str, int]]) -> Question:
    judged = relevant[row["_id"]]
    return Question(
        id=row["_id"], question=row["text"], type="beir", sources=tuple(judged), grades=tuple(judged.values())
    )


# --- reading


def _read_jsonl(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    with path.open(encoding="utf-8-sig") as lines:
        for entry, line in enumerate(lines, start=1):
            if line.strip():
                with _reading(path, entry):
                    yield entry, json.loads(line)


@contextmanager
def _reading(path: Path, entry: object) -> Iterator[None]:
    """Turn what a malformed entry raises into DatasetBroken."""
    try:
        yield
    except json.JSONDecodeError as error:
        raise DatasetBroken(path=path, entry=entry, field="JSON") from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DatasetBroken(path=path, entry=entry, field=error.args[0] if error.args else error) from error


def _string(row: Mapping[str, Any], name: str) -> str:
    if not isinstance(row[name], str) or not row[name].strip():
        raise TypeError(name)
    value: str = row[name]
    return value


def _list(row: Mapping[str, Any], name: str, *, needed: bool = False) -> list[Any]:
    value = row[name] if needed else row.get(name, [])
    if not isinstance(value, (list, tuple)):
        raise TypeError(name)
    return list(value)


def _strings(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = _list(row, name)
    if not all(isinstance(value, str) for value in values):
        raise TypeError(name)
    return tuple(values)


def _check_ids(path: Path, questions: Iterable[Question]) -> None:
    seen: set[str] = set()
    for question in questions:
        if question.id in seen:
            raise DatasetBroken(path=path, entry=question.id, field="id")
        seen.add(question.id)


def name_file(name: str) -> str:
    """Return `name` as a file name without characters that patterns or file systems read as something else."""
    safe = re.sub(r"[^\w.-]+", "_", name).strip("._") or "_"
    return safe if safe == name else f"{safe[:80]}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"


def _hash_files(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()
