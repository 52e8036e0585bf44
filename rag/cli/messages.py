"""What the command says, by key, German and English. Help texts are in `helptexts.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MESSAGES: dict[str, tuple[str, str]] = {
    # Errors and ends
    "error": ("Fehler", "Error"),
    "hint": ("Hinweis", "Note"),
    "unexpected": (
        "Unerwarteter Fehler ({kind}): {cause}. Mit --debug erscheint der ganze Ablauf.",
        "Unexpected error ({kind}): {cause}. With --debug the whole trace is shown.",
    ),
    "interrupted": ("Abgebrochen.", "Stopped."),
    "interrupted_writing": (
        "Abgebrochen. Was schon aufgenommen ist, bleibt im Archiv; ein neuer Aufruf macht dort weiter.",
        "Stopped. What was taken in stays in the archive; another call goes on from there.",
    ),
    "interrupted_pulling": (
        "Abgebrochen. Ein neuer Aufruf lädt an der unterbrochenen Stelle weiter.",
        "Stopped. Another call goes on where it stopped.",
    ),
    "interrupted_reindex": (
        "Abgebrochen. Erst wenn derselbe Aufruf zu Ende gelaufen ist, kann das Archiv wieder antworten; "
        "er macht an der unterbrochenen Stelle weiter.",
        "Stopped. The archive answers again once the same call has run to its end; it goes on where it stopped.",
    ),
    "stopping": (
        "Wird nach dem laufenden Schritt angehalten (noch einmal Strg-C: sofort) …",
        "Stopping after the current step (Ctrl-C again: at once) …",
    ),
    "try_help": ("„{command} --help“ zeigt, wie es geht.", "“{command} --help” shows how."),
    "bad_lang": ("Die Sprache {value} gibt es nicht; möglich sind de und en.", "No language {value}; use de or en."),
    "unknown_command": ("Den Befehl {name} gibt es nicht.", "There is no command {name}."),
    "similar_command": (
        "Den Befehl {name} gibt es nicht. Gemeint ist wohl {other}?",
        "There is no command {name}. Did you mean {other}?",
    ),
    "command_broken": ("nicht verfügbar: {cause}", "not available: {cause}"),
    "command_unloadable": (
        "Der Befehl {name} lässt sich nicht laden ({cause}). Bitte belegt neu installieren.",
        "The command {name} does not load ({cause}). Please install belegt again.",
    ),
    # Add, sync, remove
    "count_added": ("{n} hinzugefügt", "{n} added"),
    "count_changed": ("{n} geändert", "{n} changed"),
    "count_moved": ("{n} verschoben", "{n} moved"),
    "count_unchanged": ("{n} unverändert", "{n} unchanged"),
    "count_removed": ("{n} entfernt", "{n} removed"),
    "count_failed": ("{n} fehlgeschlagen", "{n} failed"),
    "not_removed": ("Nicht entfernt:", "Not removed:"),
    "narrowed": (
        "Gesucht wurde nur in dem, was --since, --until, --source und --kind zulassen; mit --since und --until bleiben "
        "Artikel ohne Datum ({undated}) außen vor. Ohne sie findet sich vielleicht etwas.",
        "Only what --since, --until, --source and --kind allow was searched; --since and --until leave out articles "
        "without a date ({undated}). Without them there may be something.",
    ),
    "certainty": ("Sicherheit: {word}", "Certainty: {word}"),
    "sure": ("sicher", "certain"),
    "likely": ("wahrscheinlich", "likely"),
    "unsure": ("unsicher, bitte die Belege lesen", "uncertain, please read the evidence"),
    "restored": (
        'Das Archiv liegt in {path}. Fragen: belegt --archive {path} ask "…"',
        'The archive is in {path}. Ask: belegt --archive {path} ask "…"',
    ),
    "failures": ("Nicht aufgenommen:", "Not taken in:"),
    "nothing_found": (
        "Keine lesbaren Artikel gefunden. „belegt add --help“ nennt die Formate.",
        "No readable articles found. “belegt add --help” names the formats.",
    ),
    "bad_column": (
        "„{value}“ nennt keine Spalte. Nötig ist WAS=SPALTE, etwa text=body; WAS ist eines von {roles}.",
        "“{value}” names no column. Needed is WHAT=COLUMN, such as text=body; WHAT is one of {roles}.",
    ),
    # Ask and search
    "evidence": ("Fundstellen ({seconds})", "Evidence ({seconds})"),
    "answer": ("Antwort", "Answer"),
    "rewritten": ("Verstanden als: {question}", "Understood as: {question}"),
    "also_in": ("auch in {sources}", "also in {sources}"),
    "nearest_shown": (
        "Die Fundstellen oben kommen der Frage am nächsten, beantworten sie aber nicht.",
        "The evidence above comes nearest to the question, but does not answer it.",
    ),
    "nearest": ("Am nächsten kamen:", "The nearest finds:"),
    "empty_archive": (
        "Das Archiv ist leer. Artikel nimmt „belegt add ORDNER“ auf.",
        "The archive is empty. Articles are taken in by “belegt add FOLDER”.",
    ),
    "no_question": (
        'Es fehlt die Frage, zum Beispiel: belegt ask "Wann wurde die Brücke eröffnet?"',
        'The question is missing, for example: belegt ask "Wann wurde die Brücke eröffnet?"',
    ),
    "prompt": ("Frage> ", "Question> "),
    "prompt_intro": (
        "Fragen an das Archiv {path}. Eine leere Zeile beendet, Strg-C bricht eine Antwort ab.",
        "Questions to the archive {path}. An empty line ends, Ctrl-C stops an answer.",
    ),
    "answer_stopped": ("Antwort abgebrochen.", "Answer stopped."),
    "loading": ("Das Modell wird geladen und liest …", "The model is loading and reading …"),
    "searching": ("Das Archiv wird durchsucht …", "Searching the archive …"),
    "timings": (
        "Fundstellen nach {retrieve}, erstes Wort nach {first_token}, fertig nach {total}; das Modell {model} las "
        "{prompt_tokens} und schrieb {answer_tokens} Token; Sicherheit {confidence}",
        "evidence after {retrieve}, first word after {first_token}, done after {total}; the model {model} read "
        "{prompt_tokens} and wrote {answer_tokens} tokens; confidence {confidence}",
    ),
    "no_model": ("keines nötig", "none needed"),
    "no_hits": ("Nichts gefunden.", "Nothing found."),
    "score": ("Wert", "Score"),
    "excerpt": ("Stelle", "Passage"),
    # Status, check, repair, reindex
    "archive": ("Archiv", "Archive"),
    "documents": ("Artikel", "Articles"),
    "chunks": ("Abschnitte", "Chunks"),
    "sentences": ("Sätze", "Sentences"),
    "pending": ("noch nicht im Vektorindex", "not yet in the vector index"),
    "embedder": ("Embedding-Modell", "Embedding model"),
    "llm": ("Sprachmodell", "Language model"),
    "reader": ("Leser", "Reader"),
    "reader_on": ("aktiv", "active"),
    "reader_off": ("aus (passt nur zu e5-small)", "off (fits e5-small only)"),
    "period": ("Zeitraum", "Period"),
    "undated": ("{n} ohne Datum", "{n} without a date"),
    "undated_hint": (
        "Bei {n} der neuen Artikel ließ sich kein Datum erkennen; es steht etwa in der Zeile unter dem Titel oder im "
        "Dateinamen (2025-03-04_rathaus.txt).",
        "{n} of the new articles have no date that was recognised; it stands in the line below the title, say, or in "
        "the file's name (2025-03-04_town-hall.txt).",
    ),
    "size": ("Größe", "Size"),
    "size_parts": ("Datensatz {record}, Vektoren {vectors}", "record {record}, vectors {vectors}"),
    "source": ("Datei", "File"),
    "title": ("Titel", "Title"),
    "date": ("Datum", "Date"),
    "publisher": ("Herausgeber", "Publisher"),
    "not_indexed": ("noch nicht durchsuchbar", "not searchable yet"),
    "pending_hint": (
        "Ein früherer Lauf wurde unterbrochen; „belegt repair“ holt den Rest nach.",
        "An earlier run was cut short; “belegt repair” does the rest.",
    ),
    "check_ok": (
        "In Ordnung: {chunks} Abschnitte im Datensatz, {vectors} im Vektorindex, "
        "{recall} der Stichprobe wiedergefunden.",
        "In order: {chunks} chunks in the record, {vectors} in the vector index, {recall} of the sample found again.",
    ),
    "check_bad": ("Datensatz und Vektorindex passen nicht zusammen:", "Record and vector index do not agree:"),
    "check_mend": ("Mit „belegt repair“ beheben.", "Run “belegt repair” to mend it."),
    "backed_up": (
        "{n} Artikel gesichert in {path} ({size}). Zurück: belegt --archive NEUER_ORDNER restore {path}",
        "{n} articles saved to {path} ({size}). Back: belegt --archive NEW_FOLDER restore {path}",
    ),
    # Progress
    "done_of": ("{done} von {total}", "{done} of {total}"),
    "time_left": ("noch {time}", "{time} left"),
    "per_second": ("{n} je Sekunde", "{n} a second"),
    "per_minute": ("{n} je Minute", "{n} a minute"),
    "unit_files": ("Artikel", "articles"),
    "unit_bytes": ("", ""),
    "unit_pages": ("Seiten", "pages"),
    "unit_chunks": ("Abschnitte", "chunks"),
    "unit_files_of": ("Artikeln", "articles"),
    "unit_pages_of": ("Seiten", "pages"),
    "unit_chunks_of": ("Abschnitten", "chunks"),
    "stage_count": ("Zählen", "Counting"),
    "stage_add": ("Aufnehmen", "Taking in"),
    "stage_index": ("Vektorindex", "Vector index"),
    "stage_embed": ("Einbetten", "Embedding"),
    "stage_reindex": ("Neu rechnen", "Embedding anew"),
    "words": ("Wörter", "Words"),
    "words_in_copy": (
        "gesucht im eigenen Index der Kopie {path}, nicht auf dem Server",
        "searched in an index of our own, of the copy {path}, not on the server",
    ),
    "copied": (
        "{n} Artikel kopiert nach {place}, {unchanged} waren dort schon.",
        "{n} articles copied to {place}, {unchanged} were there already.",
    ),
    "stage_copy": ("Kopieren", "Copying"),
    "stage_backup": ("Sichern", "Backing up"),
    "stage_wait": ("Warten", "Waiting"),
    "stage_download": ("Laden", "Downloading"),
    "stage_check": ("Prüfen", "Checking"),
    "stage_convert": ("Umwandeln", "Converting"),
    "stage_pack": ("Für schnelles Rechnen packen", "Packing for speed"),
    # Models
    "kind_llm": ("Sprachmodell", "language model"),
    "kind_embedder": ("Embedding", "embedding"),
    "model": ("Modell", "Model"),
    "kind": ("Art", "Kind"),
    "present": ("vorhanden", "present"),
    "missing": ("fehlt", "missing"),
    "state": ("Stand", "State"),
    "reader_included": (
        "Der Leser, der auf die Antwort zeigt, liegt belegt bei und passt zu e5-small.",
        "The reader that points at the answer comes with belegt and fits e5-small.",
    ),
    "pulled": ("{model} liegt bereit: {path}", "{model} is ready: {path}"),
    "description": ("Beschreibung", "Description"),
    "licence": ("Lizenz", "Licence"),
}


@dataclass(frozen=True, slots=True)
class Texts:
    """The messages of one language: `texts("evidence", seconds="0,3 s")`."""

    lang: str
    table: Mapping[str, tuple[str, str]] = field(default_factory=lambda: MESSAGES, repr=False)

    def __call__(self, key: str, **facts: object) -> str:
        german, english = self.table[key]
        return (english if self.lang == "en" else german).format(**facts)
