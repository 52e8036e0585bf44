"""The measured speeds as Markdown, in German as all reports."""

from __future__ import annotations

from collections.abc import Sequence

from eval.bench.speed import AnswerSpeed, PeakMemory, SpeedReport, spread
from eval.bench.speed_ingest import IngestSpeed
from eval.bench.speed_scale import NEAREST, ScaleSpeed, measure_growth


def render_speed(report: SpeedReport) -> str:
    """Return the whole report."""
    machine = report.facts["machine"]
    lines = [
        "# Geschwindigkeit",
        "",
        f"- **Rechner:** {machine['cpu']}, {machine['cores']} Kerne, {machine['memory'] / 2**30:.0f} GB",
        f"- **Modelle:** {', '.join(entry['name'] for entry in report.facts['models'].values())}",
        f"- **Begonnen:** {report.facts['started']}",
        "",
    ]
    if report.ingest is not None:
        lines += _render_ingest(report.ingest)
    if report.scales:
        lines += _render_scales(report.scales)
    if report.answers is not None:
        lines += _render_answers(report.answers)
    return "\n".join(lines).rstrip() + "\n"


def _render_ingest(ingest: IngestSpeed) -> list[str]:
    def row(label: str, seconds: float, share: str) -> str:
        rate = _number(ingest.chunks / seconds, 1)
        return f"| {label} | {_number(seconds, 1)} s | {rate} | {share} |"

    lines = [
        "## Aufnahme",
        "",
        f"{ingest.articles} erzeugte Artikel, {ingest.chunks} Textabschnitte; eingebettet werden sie und ihre Sätze, "
        f"zusammen {ingest.texts} Texte. Ein Artikel geht voraus, damit alles geladen ist. Die Grenze ist das Modell "
        "allein auf denselben Texten.",
        "",
        "| | Zeit | Abschnitte/s | Anteil an der Grenze |",
        "| --- | --- | --- | --- |",
        row("`Archive.add`", ingest.add_seconds, _number(ingest.share, 2)),
        row("Grenze: nur `encode`, Abschnitte und Sätze", ingest.encode_seconds, "1"),
        row("zum Vergleich: nur `encode`, ohne Sätze", ingest.encode_chunks_seconds, "–"),
    ]
    if ingest.other_seconds is not None:
        lines.append(row(f"zum Vergleich: nur `encode` mit {ingest.other}", ingest.other_seconds, "–"))
    return [*lines, ""]


def _render_scales(scales: Sequence[ScaleSpeed]) -> list[str]:
    rows = [_scale_row(scale, growth) for scale, growth in zip(scales, measure_growth(scales), strict=True)]
    return [
        "## Suche und Größe",
        "",
        "Erzeugter Text nach deutschen Worthäufigkeiten; die Vektoren sind nicht berechnet, sondern zufällig um die "
        "Mitten von Themen gestreut. Die Frage wird wirklich eingebettet. „Belege“ ist der ganze Weg von der Frage zu "
        "den gezeigten Sätzen. Der Speicher ist der höchste Stand eines Vorgangs, der nur sucht; der Zuwachs gilt "
        "gegen das kleinste Archiv, je Byte an Vektoren und Text. Die Trefferquote ist der Anteil der wirklich "
        f"nächsten {NEAREST} Abschnitte, die der Vektorindex findet: zu Fragen, die ein Abschnitt beantwortet, und zu "
        "beliebigen Wörtern, von denen alle Abschnitte etwa gleich weit entfernt sind. „Index“ ist die Zeit, in der er "
        "alle Abschnitte aufnimmt, wie beim Füllen so beim Neuaufbau.",
        "",
        "| Abschnitte | Frage einbetten, p50 | Suche, p50 / p95 | Belege, p50 / p95 | Speicher | Zuwachs | Archiv "
        "| Vektoren | Trefferquote | Füllen | davon Index |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        *rows,
        "",
    ]


def _scale_row(scale: ScaleSpeed, growth: float | None) -> str:
    embed = _milliseconds(spread(scale.seconds["embed"])[0])
    search, evidence = (" / ".join(map(_milliseconds, spread(scale.seconds[name]))) for name in ("search", "evidence"))
    memory, record, vectors = map(_megabytes, (scale.memory, scale.record_bytes, scale.vector_bytes))
    grown = "–" if growth is None else _number(growth, 2)
    times = f"{embed} | {search} | {evidence}"
    filled = f"{_number(scale.fill_seconds, 0)} s | {_number(scale.index_seconds, 0)} s"
    recalls = f"{_number(scale.recall, 3)} / {_number(scale.recall_unrelated, 3)}"
    sizes = f"{memory} | {grown} | {record} | {vectors}"
    return f"| {scale.chunks} | {times} | {sizes} | {recalls} | {filled} |"


def _render_answers(answers: AnswerSpeed) -> list[str]:
    rates, kept, waited = answers.rates, answers.kept_tokens, answers.waited
    heading = [
        "## Antworten",
        "",
        f"llama.cpp allein liest hier {_number(rates.read, 1)} und schreibt {_number(rates.write, 1)} Token/s. "
        f"{kept} Token jedes Prompts sind fest und bleiben gelesen. {len(waited)} Fragen an die Demo-Zeitung; "
        f"{answers.refused_unread} weitere wurden verweigert, ohne das Modell zu fragen.",
        "",
        _describe_memory(answers.memory),
        "",
    ]
    if not waited:
        return heading
    pairs = (
        ("Belege gezeigt", [w.retrieve for w in waited], answers.embed_seconds),
        ("Erstes Wort", [w.first_token for w in waited], [w.limit_first(rates, kept=kept) for w in waited]),
        ("Fertige Antwort", [w.total for w in waited], [w.limit_total(rates, kept=kept) for w in waited]),
    )
    return [
        *heading,
        "| | p50 | p95 | Grenze, p50 | Grenze, p95 | zur Grenze, p50 |",
        "| --- | --- | --- | --- | --- | --- |",
        *(_answer_row(label, found, limit) for label, found, limit in pairs),
        "",
        "Grenze der Belege: die Frage einbetten. Grenze des ersten Worts: die neuen Token des Prompts lesen und eines "
        "schreiben; der fertigen Antwort: außerdem alle ihre Token schreiben.",
        "",
    ]


def _describe_memory(memory: PeakMemory) -> str:
    parts = map(_megabytes, (memory.ingest, memory.search, memory.answer))
    return "Höchster Speicherstand, je Vorgang: {} beim Aufnehmen, {} beim Suchen, {} beim Antworten.".format(*parts)


def _answer_row(label: str, found: Sequence[float], limit: Sequence[float]) -> str:
    (middle, high), (least, most) = spread(found), spread(limit)
    times = " | ".join(f"{_number(seconds, 2)} s" for seconds in (middle, high, least, most))
    return f"| {label} | {times} | {_number(middle / least, 2)} × |"


def _megabytes(size: float) -> str:
    return f"{size / 1e6:.0f} MB"


def _milliseconds(seconds: float) -> str:
    return f"{_number(seconds * 1000, 1)} ms"


def _number(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".replace(".", ",")
