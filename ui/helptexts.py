"""The help of `belegt ui` in English, by its German wording."""

from ui.options import ENGLISH as OPTIONS

ENGLISH = {
    **OPTIONS,
    "Die Seite im Browser: fragen, Belege lesen, Artikel hinzufügen. Ohne Passwort nur von diesem Rechner aus.": (
        "The page in the browser: ask, read the evidence, add articles. Without a password from this computer only."
    ),
    "Auch für andere Rechner, etwa 0.0.0.0; nur mit Passwort.": (
        "For other computers too, for example 0.0.0.0; only with a password."
    ),
    "Port der Seite; sonst der erste freie ab 7860.": "Port of the page; else the first free one from 7860 on.",
    "Die Seite gleich im Browser öffnen.": "Open the page in the browser at once.",
}
