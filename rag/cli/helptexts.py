"""Help texts by key and the words of help pages and usage errors, German and English."""

from __future__ import annotations

HELP: dict[str | None, tuple[str, str]] = {
    "root": (
        "Beantwortet Fragen aus einem Archiv deutscher Nachrichtenartikel auf diesem Rechner "
        "und belegt jeden Satz mit Datei, Datum und wörtlichem Zitat.",
        "Answers questions from an archive of German news articles on this computer "
        "and backs every sentence with its file, date and verbatim quote.",
    ),
    "root.epilog": (
        "--archive, --lang und --debug dürfen vor oder nach dem Befehl stehen. "
        "„belegt BEFEHL --help“ erklärt einen Befehl.",
        "--archive, --lang and --debug may stand before or after the command. "
        "“belegt COMMAND --help” explains a command.",
    ),
    "root.archive": (
        "Ordner des Archivs, oder seine Adresse auf einem Chroma-Server (http://HOST:8000/NAME).",
        "Folder of the archive, or its address on a Chroma server (http://HOST:8000/NAME).",
    ),
    "root.lang": (
        "Sprache der Ausgabe; Vorgabe de oder die Variable BELEGT_LANG.",
        "Language of the output; default de or the variable BELEGT_LANG.",
    ),
    "root.debug": ("Bei Fehlern den ganzen Ablauf zeigen.", "Show the whole trace of errors."),
    "root.version": ("Die Version zeigen und enden.", "Show the version and end."),
    "help.help": ("Diese Hilfe zeigen und enden.", "Show this help and end."),
    "add": (
        "Nimmt Artikel auf: Dateien und ganze Ordner (.txt, .md, .html, .mhtml, .pdf, .docx, .eml).\n\n"
        "Auch Dateien mit vielen Artikeln: .zip, .tar (auch .gz, .bz2, .xz), Postfächer (.mbox), Webarchive (.warc, "
        ".warc.gz), gesicherte Feeds (.rss, .atom, .xml) und Tabellen (.csv, .jsonl, .parquet).\n\n"
        "Unveränderte Artikel kosten nichts, geänderte werden ersetzt.",
        "Take in articles: files and whole folders (.txt, .md, .html, .mhtml, .pdf, .docx, .eml).\n\n"
        "Also files that hold many articles: .zip, .tar (.gz, .bz2, .xz too), mailboxes (.mbox), web archives (.warc, "
        ".warc.gz), saved feeds (.rss, .atom, .xml) and tables (.csv, .jsonl, .parquet).\n\n"
        "Unchanged articles cost nothing, changed ones are replaced.",
    ),
    "add.paths": ("Dateien oder Ordner.", "Files or folders."),
    "add.column": (
        "Welche Spalte einer Tabelle was enthält, etwa text=body; außerdem title, date, publisher, author und id. "
        "Darf mehrmals stehen. Spalten mit üblichen Namen werden erkannt.",
        "Which column of a table holds what, such as text=body; also title, date, publisher, author and id. "
        "May be repeated. Columns with usual names are known.",
    ),
    "sync": (
        "Gleicht das Archiv mit einem Ordner ab; was dort fehlt, wird auch hier entfernt.",
        "Make the archive equal to a folder; what is gone there is removed here.",
    ),
    "sync.folder": (
        "Der Ordner mit den Artikeln, oder eine Datei mit vielen Artikeln.",
        "The folder with the articles, or one file that holds many.",
    ),
    "remove": (
        "Entfernt Artikel aus dem Archiv; die Dateien selbst bleiben unberührt.",
        "Remove articles from the archive; the files themselves stay untouched.",
    ),
    "remove.sources": (
        "Namen, wie „belegt status --documents“ sie zeigt, oder Muster wie 'lokal/*'.",
        "Names as “belegt status --documents” shows them, or patterns like 'local/*'.",
    ),
    "ask": (
        "Beantwortet eine Frage aus dem Archiv, mit Fundstellen und Fußnoten.\n\n"
        "Ohne Frage beginnt am Terminal ein Gespräch; „-“ liest die Frage von der Standardeingabe.",
        "Answer a question from the archive, with its evidence and footnotes.\n\n"
        "Without a question a dialogue begins on a terminal; “-” reads the question from standard input.",
    ),
    "ask.question": ("Die Frage; Anführungszeichen sind nicht nötig.", "The question; quotes are not needed."),
    "search": (
        "Zeigt die Stellen des Archivs, die am besten zu einer Suche passen.",
        "Show the passages of the archive that fit a query best.",
    ),
    "search.query": ("Frage oder Stichwörter.", "A question or keywords."),
    "search.k": ("So viele Stellen zeigen.", "Show this many passages."),
    "filter.since": (
        "Nur Artikel ab diesem Datum (2024, 2024-06 oder 2024-06-19).",
        "Only articles from this date on (2024, 2024-06 or 2024-06-19).",
    ),
    "filter.until": ("Nur Artikel bis zu diesem Datum.", "Only articles up to this date."),
    "filter.as_of": (
        "Fragen, als wäre dieser Tag: „gestern“ zählt von ihm, spätere Artikel gibt es nicht.",
        "Ask as if on this day: “yesterday” counts from it, later articles do not exist.",
    ),
    "filter.source": (
        "Nur diese Datei; Muster wie „lokales/*“ gehen auch. Darf mehrmals stehen.",
        "Only this file; patterns such as “local/*” work too. May be repeated.",
    ),
    "filter.kind": (
        "Nur den Artikeltext (body) oder nur Fragen und Antworten am Ende von Artikeln (faq).",
        "Only the articles' own text (body) or only the questions and answers in them (faq).",
    ),
    "ask.llm": (
        "Sprachmodell: 1.5b, 0.5b, Pfad einer .gguf-Datei oder Adresse eines Modellservers (http://…/v1).",
        "Language model: 1.5b, 0.5b, the path of a .gguf file or the address of a model server (http://…/v1).",
    ),
    "ask.no_reader": (
        "Ohne den Leser, der die Antwort im Text anstreicht; dann gibt es keine Kurzantwort.",
        "Without the reader that points at the answer in the text; there is no short answer then.",
    ),
    "embedder": (
        "Embedding-Modell: Name oder Ordner; sonst das des Archivs.",
        "Embedding model: a name or a folder; else that of the archive.",
    ),
    "embed_url": (
        "Server, der die Texte mit diesem Modell einbettet: http://RECHNER:8000/v1 (wie OpenAI) oder …/embed (TEI).",
        "Server that embeds the texts with that model: http://HOST:8000/v1 (as OpenAI's) or …/embed (TEI).",
    ),
    "ask.chat": (
        "Ein Gespräch: weitere Fragen zeilenweise, auch solche, die sich auf die vorige beziehen.",
        "A conversation: more questions, a line each, which may refer to the one before.",
    ),
    "ask.verbose": ("Auch Zeiten, Token und Modell zeigen.", "Also show times, tokens and the model."),
    "json": ("Als ein JSON-Dokument ausgeben.", "Print one JSON document."),
    "status": ("Zeigt, was im Archiv ist.", "Show what the archive holds."),
    "status.documents": ("Alle Artikel auflisten.", "List all articles."),
    "check": (
        "Prüft, ob Datensatz und Vektorindex zusammenpassen.",
        "Check whether record and vector index agree.",
    ),
    "repair": (
        "Baut den Vektorindex aus dem Datensatz neu auf, ohne neu zu rechnen.",
        "Rebuild the vector index from the record, without embedding again.",
    ),
    "reindex": (
        "Rechnet alle Abschnitte mit einem anderen Embedding-Modell neu; nach einem Abbruch geht es dort weiter.",
        "Embed all chunks again with another embedding model; after a stop it goes on from there.",
    ),
    "models": ("Holt und zeigt die Modelle.", "Pull and show the models."),
    "models.pull": (
        "Lädt Modelle herunter und prüft ihre Prüfsummen; ein abgebrochener Lauf wird fortgesetzt.\n\n"
        "Ohne Angabe die beiden Vorgaben, sonst nur die genannten.",
        "Download models and check their hashes; a broken run is taken up again.\n\n"
        "Without an option both defaults, else only those named.",
    ),
    "models.pull.llm": (
        "Sprachmodell: 1.5b, 0.5b, hf:REPO:DATEI oder Pfad einer .gguf-Datei.",
        "Language model: 1.5b, 0.5b, hf:REPO:FILE or the path of a .gguf file.",
    ),
    "models.pull.embedder": (
        "Embedding-Modell: e5-small, e5-small-fp32, hf:REPO oder Pfad eines Ordners.",
        "Embedding model: e5-small, e5-small-fp32, hf:REPO or the path of a folder.",
    ),
    "models.list": (
        "Zeigt die bekannten Modelle und welche vorhanden sind.",
        "Show the known models and which are present.",
    ),
    "backup": (
        "Sichert das Archiv in eine Datei; Fragen und Aufnehmen gehen dabei weiter.\n\n"
        "Enthalten sind Texte und Vektoren, nicht die Dateien, aus denen die Artikel kamen.",
        "Save the archive to one file; asking and adding go on meanwhile.\n\n"
        "It holds texts and vectors, not the files that the articles came from.",
    ),
    "backup.target": ("Die Datei, in die gesichert wird.", "The file to save to."),
    "restore": (
        "Macht aus einer Sicherung ein neues Archiv im Ordner --archive; nichts wird neu eingebettet.",
        "Make a new archive of a backup in the folder --archive; nothing is embedded again.",
    ),
    "copy": (
        "Nimmt alle Artikel eines Archivs in ein anderes auf, ohne neu einzubetten.\n\n"
        "Beide sind Ordner oder Adressen auf einem Chroma-Server. Was im Ziel schon liegt, bleibt; von zwei Artikeln "
        "eines Namens gilt der kopierte.",
        "Take all articles of an archive into another without embedding them again.\n\n"
        "Both are folders or addresses on a Chroma server. What the target holds already stays; of two articles by one "
        "name the copied one counts.",
    ),
    "copy.source": ("Das Archiv, das kopiert wird.", "The archive to copy."),
    "copy.target": (
        "Das Archiv, das sie aufnimmt; es entsteht, wenn es fehlt.",
        "The archive that takes them; made if missing.",
    ),
    "restore.source": ("Eine Datei von „belegt backup“.", "A file of “belegt backup”."),
    "doctor": (
        "Untersucht die Installation und nennt zu jedem Problem die Abhilfe.",
        "Examine the installation and name the mend for each problem.",
    ),
    "doctor.full": ("Auch die Prüfsummen der Modelle nachrechnen.", "Also compute the hashes of the models again."),
}

METAVARS = {
    "ADRESSE": "ADDRESS",
    "ANZAHL": "COUNT",
    "ART": "KIND",
    "DATEI": "FILE",
    "DATENSATZ": "DATASET",
    "DATUM": "DATE",
    "FRAGE": "QUESTION",
    "LAUF": "RUN",
    "MODELL": "MODEL",
    "NACH": "TO",
    "NAME=WERT": "NAME=VALUE",
    "ORDNER": "FOLDER",
    "PFAD": "PATH",
    "QUELLE": "SOURCE",
    "SUCHE": "QUERY",
    "VON": "FROM",
    "WAS=SPALTE": "WHAT=COLUMN",
    "ZAHL": "NUMBER",
}

LABELS = {
    "usage": ("Aufruf", "Usage"),
    "options_metavar": ("[OPTIONEN]", "[OPTIONS]"),
    "command_metavar": ("BEFEHL …", "COMMAND …"),
    "arguments": ("Argumente", "Arguments"),
    "options": ("Optionen", "Options"),
    "commands": ("Befehle", "Commands"),
    "default": ("Vorgabe", "default"),
    "variable": ("Variable", "variable"),
}

# What typer says in English, and how it reads in German; named groups are translated in turn.
USAGE_ERRORS = (
    (r"No such option: (?P<name>\S+)", "Die Option {name} gibt es nicht."),
    (
        r"No such option: (?P<name>\S+) \(Possible options: (?P<others>.+)\)",
        "Die Option {name} gibt es nicht. Ähnlich sind: {others}",
    ),
    (r"Missing argument '(?P<name>[^']+)'\..*", "Es fehlt eine Angabe: {name}"),
    (r"Missing option '(?P<name>[^']+)'\..*", "Es fehlt die Option {name}."),
    (r"Missing command\.", "Es fehlt ein Befehl."),
    (r"Option '?(?P<name>[^' ]+)'? requires an argument\.", "Die Option {name} braucht einen Wert."),
    (r"Option '?(?P<name>[^' ]+)'? does not take a value\.", "Die Option {name} nimmt keinen Wert."),
    (r"Got unexpected extra argument(\(s\)|s)? \((?P<words>.+)\)", "Zu viele Angaben: {words}"),
    (r"Invalid value for '?(?P<name>.+?)'?: (?P<cause>.+)", "Ungültiger Wert für {name}: {cause}"),
    (r"Input should be a valid integer.*", "eine ganze Zahl wird erwartet."),
    (r"Input should be greater than or equal to (?P<least>\d+)", "mindestens {least} wird erwartet."),
)
