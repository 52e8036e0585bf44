"""The help of `belegt ui` in English, by its German wording."""

ENGLISH = {
    "Die Seite im Browser: fragen, Belege lesen, Artikel hinzufügen. Ohne Passwort nur von diesem Rechner aus.": (
        "The page in the browser: ask, read the evidence, add articles. Without a password from this computer only."
    ),
    "Auch für andere Rechner, etwa 0.0.0.0; nur mit Passwort.": (
        "For other computers too, for example 0.0.0.0; only with a password."
    ),
    "Passwort der Seite, in der ersten Zeile der Datei.": "The page's password, in the first line of the file.",
    "Ordner des Archivs.": "Folder of the archive.",
    "Port der Seite; sonst der erste freie ab 7860.": "Port of the page; else the first free one from 7860 on.",
    "Sprachmodell: 1.5b, 0.5b oder GGUF-Datei.": "Language model: 1.5b, 0.5b or a GGUF file.",
    "Sprache der Seite.": "Language of the page.",
    "Die Seite gleich im Browser öffnen.": "Open the page in the browser at once.",
}
