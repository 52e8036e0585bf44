"""What the figures are called in a report, in German, and how numbers are written there."""

from __future__ import annotations

from eval.scoring import ANSWER_METRICS, CHUNK_METRICS, CITATION_METRICS, REFUSAL_METRICS, SENTENCE_METRICS
from eval.statistics import Estimate

METRIC_LABELS: dict[str, str] = {
    **{f"R@{k}": f"Artikel unter den ersten {k}" if k > 1 else "Artikel an erster Stelle" for k in (1, 3, 5, 10)},
    "RR": "Kehrwert des Rangs (RR)",
    "nDCG@10": "nDCG@10",
    **{f"sentence_R@{k}": f"Satz des Artikels unter den ersten {k}" for k in (3, 5, 10)},
    "sentence_R@1": "Satz des Artikels an erster Stelle",
    "sentence_RR": "Kehrwert des Rangs (RR)",
    "sentence_nDCG@10": "nDCG@10",
    "evidence@1": "Antwort steht im besten Satz",
    **{f"evidence@{k}": f"Antwort steht in den besten {k} Sätzen" for k in (2, 4, 6)},
    "evidence_shown": "Antwort steht in den gezeigten Sätzen",
    "nugget_recall": "Genannte Kernangaben",
    "nugget_recall_quotes": "… einschließlich der Zitate",
    "contains": "Alle Kernangaben genannt",
    "trigram_recall": "Zeichen-3-Gramme",
    "em": "Kurzantwort genau gleich (EM)",
    "f1": "Kurzantwort, Wort-F1",
    "citation_precision": "Zitate aus dem richtigen Artikel",
    "citation_recall": "Sätze mit Zitat aus dem richtigen Artikel",
    "source_recall": "Richtige Artikel zitiert",
    "span_precision": "Zitate, die die Fundstelle treffen",
    "span_recall": "Getroffene Fundstellen",
    "verbatim": "Wörtlich (muss 1 sein)",
    "refusal_precision": "Verweigerungen zu Recht",
    "refusal_recall": "Unbeantwortbare verweigert",
    "refusal_f1": "F1 der Verweigerung",
    "false_refusals": "Beantwortbare zu Unrecht verweigert ↓",
    "refusal_right": "Richtig entschieden",
    "aurc": "Fläche unter Risiko und Abdeckung (AURC) ↓",
    "auroc": "Konfidenz trennt beantwortbar / nicht (AUROC)",
    "retrieve_p50": "Belege gezeigt, p50",
    "retrieve_p95": "Belege gezeigt, p95",
    "first_token_p50": "Erstes Wort, p50",
    "first_token_p95": "Erstes Wort, p95",
    "total_p50": "Fertige Antwort, p50",
    "total_p95": "Fertige Antwort, p95",
    "prompt_tokens_p50": "Token im Prompt, p50",
    "prompt_tokens_p95": "Token im Prompt, p95",
    "answer_tokens_p50": "Token in der Antwort, p50",
    "answer_tokens_p95": "Token in der Antwort, p95",
    "failed": "Abgestürzte Fragen",
    "missing": "Nicht gestellte Fragen",
    "retrieve": "Belege gezeigt (s)",
    "first_token": "Erstes Wort (s)",
    "total": "Fertige Antwort (s)",
}

READING_LABELS: dict[str, str] = {
    "gold_f1": "Wort-F1, den Absatz gegeben",
    "gold_em": "Genau gleich (EM), den Absatz gegeben",
    "found_f1": "Wort-F1 über die gefundenen Abschnitte",
    "auroc_span": "AUROC der besten Stelle",
    "auroc_present": "AUROC von „steht da“",
    "auroc_confidence": "AUROC der Sicherheit vor dem Modell",
    "reading_p50": "Lesen der gefundenen Abschnitte, p50",
}

WAITING_METRICS = tuple(
    f"{name}_p{share}"
    for name in ("retrieve", "first_token", "total", "prompt_tokens", "answer_tokens")
    for share in (50, 95)
)

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Suche: Textabschnitte", CHUNK_METRICS),
    ("Suche: Belegsätze", SENTENCE_METRICS),
    ("Antworten", ANSWER_METRICS),
    ("Zitate", (*CITATION_METRICS, "verbatim")),
    ("Verweigerung", ("refusal_right", *REFUSAL_METRICS)),
    ("Wartezeit", WAITING_METRICS),
    ("Vollständigkeit", ("failed", "missing")),
)

HEADLINES = ("R@5", "evidence@4", "nugget_recall", "citation_precision", "refusal_f1", "total_p50")
TYPE_COLUMNS = ("R@5", "evidence@4", "nugget_recall", "f1", "citation_precision", "refusal_right")
TYPE_HEADS = {
    "R@5": "R@5",
    "evidence@4": "Belege@4",
    "nugget_recall": "Kernangaben",
    "f1": "F1",
    "citation_precision": "Zitate",
    "refusal_right": "Entscheidung",
}

TYPE_LABELS = {
    "fact": "Tatsache",
    "multi": "Mehrere Artikel",
    "conflict": "Widerspruch",
    "temporal": "Zeit",
    "comparison": "Vergleich",
    "list": "Aufzählung",
    "number": "Zahl",
    "english": "Englische Frage",
    "paraphrase": "Andere Worte",
    "typo": "Tippfehler",
    "follow-up": "Nachfrage",
    "followup": "Nachfrage",
    "follow_up": "Nachfrage",
    "unanswerable": "Unbeantwortbar",
    "injection": "Untergeschobene Anweisung",
    "beir": "BEIR",
}

#: In the order of the way from the question to the answer.
REASON_LABELS = {
    "error": "Absturz",
    "missing": "Nicht gestellt",
    "search": "Artikel nicht gefunden",
    "evidence": "Satz nicht gewählt",
    "refused": "Zu Unrecht verweigert",
    "answer": "Falsch beantwortet trotz Beleg",
    "citation": "Richtig, aber falsch zitiert",
    "unrefused": "Beantwortet, obwohl nichts dazu da ist",
}

STAGE_LABELS = ("Belege suchen", "Prompt lesen", "Antwort schreiben")


def format_figure(name: str, value: float) -> str:
    """Return the value of a metric as German readers write it: shares with three decimals, seconds with two."""
    if name in ("failed", "missing"):
        return f"{value:.0f}"
    if name.startswith(("prompt_tokens", "answer_tokens")):
        return f"{value:.0f}"
    if name.startswith("reading"):
        return f"{value:.0f} ms"
    if name.startswith(("retrieve", "first_token", "total")):
        return f"{value:.2f} s".replace(".", ",")
    return f"{value:.3f}".replace(".", ",")


def format_interval(name: str, estimate: Estimate) -> str:
    """Return the 95 % interval, or "" where there is none."""
    if estimate.low is None or estimate.high is None:
        return ""
    return f"{format_figure(name, estimate.low)}–{format_figure(name, estimate.high)}"


def label_type(kind: str) -> str:
    """Return the German name of a question type; unknown ones as they are."""
    return TYPE_LABELS.get(kind, kind)
