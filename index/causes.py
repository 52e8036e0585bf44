"""Causes that errors name in German, and how they read in English."""

from __future__ import annotations

import re

CAUSES = {
    "Die Frage ist leer. Bitte eine Frage eingeben.": "The question is empty. Please type a question.",
    "Diesen Lauf gibt es hier nicht.": "There is no such run here.",
    "Ein Archiv auf einem Server lässt sich nicht mit einem anderen Modell neu einbetten. "
    "Bitte die Artikel unter einem neuen Namen aufnehmen oder ein neu eingebettetes Archiv mit „belegt copy“ dorthin "
    "bringen.": (
        "An archive on a server can't be embedded anew with another model. Please take the articles in under a new "
        "name, or bring an archive that was embedded anew there by “belegt copy”."
    ),
    "Entweder llm oder llm_url: Nur ein Sprachmodell kann antworten.": (
        "Either llm or llm_url: only one model can answer."
    ),
    "Mit embed_url muss embedder ein Name sein: Der Server rechnet mit diesem Modell.": (
        "With embed_url, embedder must be a name: the server computes with that model."
    ),
    "Es fehlt eine Grenze: --min NAME=WERT oder --max NAME=WERT.": (
        "A bound is missing: --min NAME=VALUE or --max NAME=VALUE."
    ),
    "Der Zusatz [peers] ist dieser Installation unbekannt. Bitte belegt neu installieren.": (
        "This installation does not know the extra [peers]. Please install belegt again."
    ),
    "Wohin mit den Fragen? Bitte --out DATEI angeben, oder --suggest.": (
        "Where shall the questions go? Please give --out FILE, or --suggest."
    ),
    "das Lesen braucht zu viel Speicher": "reading it takes too much memory",
    "der Aufbau der DOCX-Datei ist nicht lesbar": "the structure of the DOCX file can't be read",
    "der Aufbau der Datei ist nicht lesbar": "the structure of the file can't be read",
    "der Aufbau der HTML-Datei ist nicht lesbar": "the structure of the HTML file can't be read",
    "der Aufbau der Mail ist nicht lesbar": "the structure of the mail can't be read",
    "der Aufbau der PDF-Datei ist nicht lesbar": "the structure of the PDF file can't be read",
    "der Leser für dieses Format ist daran gescheitert": "the reader of this format failed at it",
    "die Datei beginnt nicht wie ein Postfach (mbox)": "the file does not begin like a mailbox (mbox)",
    "die Datei beginnt nicht wie eine Mail": "the file does not begin like a mail",
    "die Datei bricht mittendrin ab": "the file breaks off in the middle",
    "die Datei enthält keine Chat-Vorlage": "the file holds no chat template",
    "die Datei enthält keine Webseite": "the file holds no web page",
    "die Datei erklärt eigene Zeichen (ENTITY), was Feeds nicht brauchen": (
        "the file declares entities, which feeds don't need"
    ),
    "die Datei gibt es nicht": "there is no such file",
    "dort ist weder eine Datei noch ein Ordner": "there is neither a file nor a folder",
    "die Leseberechtigung fehlt": "there is no permission to read it",
    "die Verknüpfung führt zu keiner Datei": "the link leads to no file",
    "die Zeile ist kein JSON-Objekt": "the line is no JSON object",
    "diese Art der ZIP-Komprimierung wird nicht gelesen": "this kind of ZIP compression is not read",
    "es ist ein Ordner": "it is a folder",
    "es ist ein altes Word-Format (.doc), kein DOCX": "it is an old Word format (.doc), not DOCX",
    "es ist kein gültiges XML": "it is no valid XML",
    "es ist keine ganze TAR-Datei": "it is no whole TAR file",
    "es ist keine ganze WARC-Datei": "it is no whole WARC file",
    "es ist keine ganze ZIP-Datei": "it is no whole ZIP file",
    "es ist keine gewöhnliche Datei": "it is no regular file",
    "in der ZIP-Datei beschädigt": "damaged inside the ZIP file",
    "kein sentence-transformers-Ordner: modules.json fehlt": (
        "no folder of sentence-transformers: modules.json is missing"
    ),
    "keine GGUF-Datei": "no GGUF file",
    "keine SQLite-Datei": "no SQLite file",
    "keine Schreibrechte": "no permission to write",
    "keine der ersten Zeilen ist ein JSON-Objekt": "none of the first lines is a JSON object",
}
_PATTERNS = (
    (re.compile(r"Lesefehler: (.+)", re.DOTALL), r"error while reading: \1"),
    (re.compile(r"die Datei ist kein gültiges (\S+)"), r"the file is no valid \1"),
    (re.compile(r"(\S+) fehlt, ist zu kurz oder überschrieben"), r"\1 is missing, too short or overwritten"),
    (
        re.compile(r"„(.+)“ ist kein Datum\. .*", re.DOTALL),
        r"“\1” is no date. Possible are 2024-06-19, 2024-06, 2024 or 19.06.2024.",
    ),
)


def translate_cause(cause: str) -> str:
    """Return a cause in English; unchanged where it is none of ours, such as what a library says."""
    if cause in CAUSES:
        return CAUSES[cause]
    for pattern, template in _PATTERNS:
        if found := pattern.fullmatch(cause):
            return found.expand(template)
    return cause
