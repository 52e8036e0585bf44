"""What `belegt doctor` says, by key, German and English."""

from __future__ import annotations

DOCTOR_MESSAGES: dict[str, tuple[str, str]] = {
    "examining": ("Die Installation wird untersucht …", "Examining the installation …"),
    "all_well": ("Alles in Ordnung.", "All is well."),
    "some_warnings": ("Fragen werden beantwortet; {n} Hinweise.", "Questions are answered; {n} notes."),
    "some_problems": ("{n} Probleme, die das Antworten verhindern.", "{n} problems that prevent answering."),
    "one_warning": ("Fragen werden beantwortet; ein Hinweis.", "Questions are answered; one note."),
    "one_problem": ("Ein Problem, das das Antworten verhindert.", "One problem that prevents answering."),
    "mend": ("Abhilfe", "Mend"),
    # Topics
    "cpu": ("Prozessor", "Processor"),
    "encoder": ("ONNX Runtime (Embedding)", "ONNX Runtime (embedding)"),
    "embedding": ("Embedding-Bibliothek", "Embedding library"),
    "chroma": ("Chroma", "Chroma"),
    "llama": ("llama.cpp", "llama.cpp"),
    "sqlite": ("SQLite", "SQLite"),
    "model_llm": ("Sprachmodell {name}", "Language model {name}"),
    "model_embedder": ("Embedding-Modell {name}", "Embedding model {name}"),
    "reader": ("Leser", "Reader"),
    "home": ("Modellordner", "Model folder"),
    "archive": ("Archivordner", "Archive folder"),
    "disk": ("Freier Platz", "Free disk space"),
    "memory": ("Arbeitsspeicher", "Memory"),
    # Versions
    "not_installed": ("{name} ist nicht installiert.", "{name} is not installed."),
    "install": ('pip install "{requirement}"', 'pip install "{requirement}"'),
    "wrong_version": (
        "{version} ist installiert, gebraucht wird {requirement}.",
        "{version} is installed, {requirement} is needed.",
    ),
    "from_source": (
        "läuft aus dem Quellordner, ohne installiert zu sein; Befehle wie „belegt ui“ fehlen so.",
        "runs from the source folder without being installed; commands such as “belegt ui” are missing.",
    ),
    "install_here": ("Im Quellordner: pip install -e .", "In the source folder: pip install -e ."),
    "sqlite_ok": ("{version}, mit Volltextsuche (FTS5)", "{version}, with full-text search (FTS5)"),
    "sqlite_bad": ("{version}, ohne Volltextsuche (FTS5).", "{version}, without full-text search (FTS5)."),
    "sqlite_mend": (
        "Ein Python verwenden, dessen SQLite FTS5 enthält, etwa das von python.org oder der Distribution.",
        "Use a Python whose SQLite holds FTS5, such as that of python.org or of the distribution.",
    ),
    # Libraries
    "loads": ("lädt ({seconds})", "loads ({seconds})"),
    "computes": ("lädt und rechnet ({seconds})", "loads and computes ({seconds})"),
    "crashes": ("stürzt beim Laden oder Rechnen ab ({signal}).", "crashes while loading or computing ({signal})."),
    "fails": ("lädt nicht: {cause}", "does not load: {cause}"),
    "hangs": ("antwortet nicht innerhalb von {seconds}.", "does not answer within {seconds}."),
    "reinstall": (
        'pip install --force-reinstall --no-deps "{requirement}"',
        'pip install --force-reinstall --no-deps "{requirement}"',
    ),
    "rebuild_llama": (
        'Für diesen Rechner neu bauen (dauert einige Minuten): CMAKE_ARGS="{flags}" pip install '
        "--force-reinstall --no-deps --no-cache-dir --no-binary llama-cpp-python {package}",
        'Build it anew for this computer (takes some minutes): CMAKE_ARGS="{flags}" pip install '
        "--force-reinstall --no-deps --no-cache-dir --no-binary llama-cpp-python {package}",
    ),
    "cpu_ok": ("llama.cpp nutzt {features}", "llama.cpp uses {features}"),
    "cpu_unused": (
        "Der Prozessor kann {features}, llama.cpp ist aber ohne gebaut; Antworten dauern länger als nötig.",
        "The processor has {features}, but llama.cpp was built without; answers take longer than they need to.",
    ),
    "cpu_lacks": (
        "llama.cpp ist mit {features} gebaut, das kann dieser Prozessor nicht; das Antworten stürzt ab.",
        "llama.cpp was built with {features}, which this processor lacks; answering will crash.",
    ),
    "cpu_unknown": (
        "llama.cpp nutzt {features}; der Prozessor nennt seine Befehle nicht.",
        "llama.cpp uses {features}; the processor does not tell its features.",
    ),
    "no_features": ("keine besonderen Befehle", "no special features"),
    # Models
    "model_present": ("vorhanden, {size}", "present, {size}"),
    "model_verified": ("vorhanden, {size}, Prüfsumme stimmt", "present, {size}, the hash is right"),
    "model_wrong": ("Die Datei ist nicht die geprüfte: {cause}", "The file is not what was checked: {cause}"),
    "model_missing": ("fehlt.", "is missing."),
    "model_optional": ("fehlt (ein anderes ist vorhanden).", "is missing (another one is present)."),
    "reader_fits": ("vorhanden, {size}, passt zu {embedder}", "present, {size}, fits {embedder}"),
    "reader_strange": (
        "vorhanden, {size}, passt aber nicht zu {embedder}, wie es hier liegt; geantwortet wird ohne Kurzantwort.",
        "present, {size}, but does not fit {embedder} as it lies here; answers come without a short one.",
    ),
    "reader_broken": ("Die Datei lässt sich nicht lesen: {cause}", "The file cannot be read: {cause}"),
    "reader_mend": ("belegt neu installieren.", "Install belegt again."),
    "pull": ("{command}", "{command}"),
    # Paths, disk, memory
    "writable": ("{path} ist beschreibbar", "{path} is writable"),
    "not_writable": ("In {path} darf nicht geschrieben werden.", "{path} is not writable."),
    "home_mend": (
        "Rechte ändern oder die Variable BELEGT_HOME auf einen eigenen Ordner setzen.",
        "Change the permissions or set the variable BELEGT_HOME to a folder of your own.",
    ),
    "archive_mend": (
        "Rechte ändern oder mit --archive einen anderen Ordner wählen.",
        "Change the permissions or choose another folder with --archive.",
    ),
    "free": ("{size} frei in {path}", "{size} free in {path}"),
    "little_free": (
        "Nur {size} frei in {path}; für Modelle und Archiv werden etwa {needed} gebraucht.",
        "Only {size} free in {path}; models and archive need about {needed}.",
    ),
    "free_mend": (
        "Platz schaffen oder BELEGT_HOME auf ein anderes Laufwerk legen.",
        "Make room or put BELEGT_HOME on another drive.",
    ),
    "memory_ok": ("{available} von {total} frei", "{available} of {total} free"),
    "memory_low": (
        "Nur {available} von {total} frei; zum Antworten werden etwa {needed} gebraucht.",
        "Only {available} of {total} free; answering needs about {needed}.",
    ),
    "memory_mend": (
        "Andere Programme schließen oder das kleinere Modell nehmen: belegt models pull --llm 0.5b, "
        "dann belegt ask --llm 0.5b.",
        "Close other programs or take the smaller model: belegt models pull --llm 0.5b, then belegt ask --llm 0.5b.",
    ),
}
