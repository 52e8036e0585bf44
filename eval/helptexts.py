"""The help of `belegt eval` and `belegt bench` in English, by its German wording."""

ENGLISH = {
    # eval
    "Misst ein Archiv: Suche, Antworten, Zitate, Verweigerungen und Wartezeit an Fragen mit bekannter Antwort.": (
        "Measure an archive: search, answers, citations, refusals and waiting on questions with known answers."
    ),
    "Stellt die Fragen von Datensätzen und schreibt alles auf; ein zweiter Aufruf macht weiter.": (
        "Ask the questions of datasets and write everything down; a second call goes on."
    ),
    "auenheim, eine .jsonl-, SQuAD-.json-Datei oder BEIR-Ordner.": (
        "auenheim, a .jsonl file, a SQuAD .json file or a BEIR folder."
    ),
    "Ordner der Artikel zu den Fragen.": "Folder of the articles that the questions are about.",
    "Dieses Archiv fragen, statt eines zu bauen.": "Ask this archive instead of building one.",
    "So viele Fragen je Datensatz ziehen.": "Draw so many questions of each dataset.",
    "Startwert der Ziehung.": "Seed of the draw.",
    "SQuAD: so viele Fragen auch ohne ihren Artikel stellen; sonst jede zweite.": (
        "SQuAD: ask so many questions without their article too; else every second one."
    ),
    "Einstellung der Antworten, auch llm und embedder.": "A setting of the answers, also llm and embedder.",
    "Nur suchen, nicht antworten.": "Search only, do not answer.",
    "Ordner des Laufs, sonst runs/DATUM-NAME.": "Folder of the run, else runs/DATE-NAME.",
    "Ordner eines Laufs.": "Folder of a run.",
    "Schreibt einen Bericht über Läufe: eine HTML-Seite, die für sich steht, und Markdown.": (
        "Write a report on runs: an HTML page that stands by itself, and Markdown."
    ),
    "Ordner von Läufen.": "Folders of runs.",
    "Die Seite, sonst LAUF/report.html.": "The page, else RUN/report.html.",
    "Das Markdown, sonst LAUF/report.md.": "The Markdown, else RUN/report.md.",
    "Ohne jeden Text aus Fragen, Antworten und Artikeln.": "Without any text of questions, answers and articles.",
    "Sagt, welche Unterschiede zwischen zwei Läufen über den Zufall hinausgehen.": (
        "Tell which differences between two runs go beyond chance."
    ),
    "Endet mit 1, wenn ein Lauf eine Grenze verfehlt. Grenzen: NAME=WERT oder DATENSATZ:NAME=WERT.": (
        "End with 1 when a run misses a limit. Limits: NAME=VALUE or DATASET:NAME=VALUE."
    ),
    "Mindestens.": "At least.",
    "Höchstens.": "At most.",
    "Misst den Leser an den Artikeln einer SQuAD-Datei, die er nicht aus dem Training kennt.": (
        "Measure the reader on the articles of a SQuAD file that it does not know from its training."
    ),
    "Eine deutsche SQuAD-.json-Datei.": "A German SQuAD .json file.",
    "Der Adapter, sonst der mitgelieferte.": "The adapter, else the one that comes with belegt.",
    "Alle Artikel, auch die des Trainings.": "All articles, also those of the training.",
    "Entwirft Fragen zu den Artikeln eines Archivs; was taugt, entscheiden Sie.": (
        "Draft questions about the articles of an archive; you decide which are any good."
    ),
    "Hierhin kommen die angenommenen Fragen (.jsonl).": "Where the accepted questions go (.jsonl).",
    "Das Archiv, zu dem gefragt wird.": "The archive that is asked about.",
    "So viele Fragen annehmen.": "Accept so many questions.",
    "Startwert für die Auswahl der Stellen.": "Seed of the choice of passages.",
    "Das Modell, das entwirft.": "The model that drafts.",
    # bench
    "Vergleicht belegt mit anderen Systemen und mit dem, was dieser Rechner höchstens kann.": (
        "Compare belegt with other systems and with the most that this computer can do."
    ),
    "Stellt LlamaIndex und Haystack dieselben Fragen; ein zweiter Aufruf macht weiter.": (
        "Ask LlamaIndex and Haystack the same questions; a second call goes on."
    ),
    "So viele Fragen ziehen.": "Draw so many questions.",
    "Das Sprachmodell für alle.": "The language model of all.",
    "Das Embedding-Modell für alle.": "The embedding model of all.",
    "Ordner des Vergleichs.": "Folder of the comparison.",
    "Umgebung der anderen Systeme.": "Environment of the other systems.",
    "Nur die anderen Systeme einrichten (mit Netz).": "Only set the other systems up (needs the network).",
    "Fragt ein Archiv, in dem vierzig Artikel die Antwort an sich reißen wollen.": (
        "Ask an archive in which forty articles want to take over the answer."
    ),
    "Misst Aufnahme, Suche und Antworten und stellt sie neben die Grenzen dieses Rechners.": (
        "Measure taking in, search and answers, and set them beside the limits of this computer."
    ),
    "Größen der Archive in Textabschnitten; leer lässt die Suche aus.": (
        "Sizes of the archives in chunks; empty leaves search out."
    ),
    "So viele Suchen je Größe.": "So many searches for each size.",
    "So viele Artikel aufnehmen; 0 lässt es aus.": "Take in so many articles; 0 leaves it out.",
    "So viele Fragen an die Demo-Zeitung; 0 lässt sie aus.": (
        "So many questions to the demo newspaper; 0 leaves them out."
    ),
    "Nicht fragen: jeden Entwurf als JSON-Zeile ausgeben.": "Don't ask: print each draft as a line of JSON.",
    "Das Sprachmodell.": "The language model.",
    "Ein zweites Embedding-Modell, etwa e5-small-fp32.": "A second embedding model, such as e5-small-fp32.",
    "Die Archive der Suche auf diesem Chroma-Server, als bench-ANZAHL.": (
        "The archives of the search on this Chroma server, as bench-COUNT."
    ),
    "Ordner des Ergebnisses.": "Folder of the result.",
    "Das Bild der Suche über die Größe, sonst in den Ordner.": "The picture of search over size, else in the folder.",
}
