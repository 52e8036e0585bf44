"""The help of `belegt serve` and `belegt token` in English, by its German wording."""

from ui.options import ENGLISH as OPTIONS

ENGLISH = {
    **OPTIONS,
    "Die Seite und die Schnittstelle für Programme (/v1/ask, /v1/search, /metrics) als Dienst.": (
        "The page and the interface for programs (/v1/ask, /v1/search, /metrics) as a service."
    ),
    "Auch für andere Rechner, etwa 0.0.0.0.": "For other computers too, for example 0.0.0.0.",
    "Port; sonst der erste freie ab 7860.": "Port; else the first free one from 7860 on.",
    "Nur die Schnittstelle für Programme.": "Only the interface for programs.",
    "Zugangsschlüssel für Programme: ausgeben, auflisten, wegnehmen.": (
        "Tokens for programs: hand out, list, take away."
    ),
    "Gibt einen Zugangsschlüssel aus; er ist nur dieses eine Mal zu sehen.": (
        "Hand out a token; it is seen this one time only."
    ),
    "Wer ihn bekommt.": "Who gets it.",
    "Darf auch Artikel hinzufügen und entfernen.": "May also add and remove articles.",
    "Listet die Zugangsschlüssel auf, nicht ihren Wortlaut.": "List the tokens, not their wording.",
    "Nimmt einen Zugangsschlüssel weg, ab der nächsten Anfrage.": "Take a token away, from the next request on.",
    "Wessen Schlüssel.": "Whose token.",
}
