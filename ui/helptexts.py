"""The help of `belegt ui` in English, by its German wording."""

ENGLISH = {
    "Die Seite im Browser: fragen, Belege lesen, Artikel hinzufügen. Nur von diesem Rechner aus erreichbar.": (
        "The page in the browser: ask, read the evidence, add articles. Reachable from this computer only."
    ),
    "Ordner des Archivs.": "Folder of the archive.",
    "Port der Seite; sonst der erste freie ab 7860.": "Port of the page; else the first free one from 7860 on.",
    "Sprachmodell: 1.5b, 0.5b oder GGUF-Datei.": "Language model: 1.5b, 0.5b or a GGUF file.",
    "Sprache der Seite.": "Language of the page.",
    "Die Seite gleich im Browser öffnen.": "Open the page in the browser at once.",
}
