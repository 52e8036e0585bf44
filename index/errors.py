"""Every error a user can meet, in two languages, each saying what happened and what to do next.

BelegtError
├── UsageError              the call itself is off (a bad date, an unknown option value)
├── LoadError               one file can't be taken; the rest of the batch goes on
│   ├── FileEmpty           nothing in it, or nothing but white space
│   │   └── PagesWithoutText  a PDF of pictures
│   ├── UploadLost          a file that did not reach the page whole
│   ├── FileBinary          not text, though its name says so
│   ├── FormatUnsupported   an ending that no loader knows
│   ├── FileEncrypted       a PDF or a ZIP file that asks for a password
│   ├── FileBroken          a PDF, DOCX or HTML file whose structure can't be read
│   ├── FileUnreadable      missing, no permission, or an input/output error
│   ├── FileTooLarge        above the limit for one article
│   ├── FileTooSlow         its reading did not end
│   ├── PathOutside         leads out of the folder that was added (a link)
│   ├── BundleOverfull      one file with more articles than are taken of one
│   ├── BundleBomb          one file that unpacks to far more than articles do
│   ├── BundleNested        a file of many articles within another
│   ├── NoArticles          not what its ending says of it, or not for sure
│   │   ├── FeedUnknown     an .xml file that is no feed
│   │   ├── TextColumnUnknown  a table of which no column is known to hold the text
│   │   └── ColumnUnknown   a column that was named and is not there
│   └── ExtraMissing        a format that wants a package which is not installed
├── StoreError              the archive as a whole
│   ├── ArchiveMissing      a question to an archive that was never made
│   ├── NotAnArchive        the folder holds something else
│   │   └── FolderTaken     a new archive was to be made in a folder that is not empty
│   ├── ArchiveLocked       another process is writing
│   ├── ArchiveDamaged      vectors can't be read
│   │   └── RecordDamaged   nor can the record, from which they would be rebuilt
│   ├── DiskFull            no room to write
│   ├── ArchiveNewer        written by a newer version
│   ├── EmbedderChanged     the vectors belong to another model
│   ├── SourceUnknown       no document of that name
│   ├── ServerUnreachable   a Chroma server that does not answer
│   ├── BackupTargetTaken   a file that a backup would overwrite and that is none
│   └── BackupBroken        a backup that is none, is damaged, or is of a newer version
└── ModelError
    ├── ModelMissing        not pulled yet
    │   └── ModelPathWrong  a file that is not where it was said to be
    ├── HashMismatch        a download that is not what was pinned
    ├── DownloadFailed      network or disk, with the cause
    ├── ModelUnusable       a file that does not load
    ├── ModelUnreachable    a model server that does not answer
    ├── EmbedderDiffers     a server that embeds with another model than the archive's
    └── PromptTooLong       more than the model reads at once
"""

from __future__ import annotations

from typing import ClassVar

from index.causes import translate_cause

LANGUAGES = ("de", "en")


class BelegtError(Exception):
    """Base of all errors of this project; `facts` fill the sentence of the class.

    `str(error)` is German; `error.text("en")` is English.
    """

    de: ClassVar[str] = "Unerwarteter Fehler: {cause}"
    en: ClassVar[str] = "Unexpected error: {cause}"

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.text("de"))

    def text(self, lang: str = "de") -> str:
        """Return the message in `lang` ("de" or "en")."""
        if lang != "en":
            return self.de.format(**self.facts)
        told = {name: translate_cause(str(fact)) if name == "cause" else fact for name, fact in self.facts.items()}
        return self.en.format(**told)

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.facts))


def _rebuild(kind: type[BelegtError], facts: dict[str, object]) -> BelegtError:
    return kind(**facts)


class UsageError(BelegtError):
    de = "{cause}"
    en = "{cause}"


class DatasetBroken(BelegtError):
    de = "{path}, Eintrag {entry}: „{field}“ fehlt oder hat die falsche Form."
    en = "{path}, entry {entry}: “{field}” is missing or malformed."


class LoadError(BelegtError):
    """One file can't be taken. Facts: `path`, and `cause` where the class leaves it open."""

    de = "{path}: konnte nicht gelesen werden ({cause})."
    en = "{path}: could not be read ({cause})."


class FileEmpty(LoadError):
    de = "{path}: enthält keinen Text."
    en = "{path}: holds no text."


class PagesWithoutText(FileEmpty):
    de = "{path}: enthält keinen Text. Bei eingescannten Seiten zuerst eine Texterkennung (OCR) anwenden."
    en = "{path}: holds no text. For scanned pages run a text recognition (OCR) first."


class UploadLost(LoadError):
    de = "{path}: kam nicht vollständig an. Bitte noch einmal hinzufügen."
    en = "{path}: did not arrive completely. Please add it again."


class FileBinary(LoadError):
    de = "{path}: ist keine Textdatei (Binärdaten). Bitte als Text, HTML, PDF oder DOCX speichern."
    en = "{path}: is not a text file (binary data). Please save it as text, HTML, PDF or DOCX."


class FormatUnsupported(LoadError):
    de = "{path}: Das Format {suffix} wird nicht gelesen. Möglich sind {formats}."
    en = "{path}: the format {suffix} is not read. Possible are {formats}."


class FileEncrypted(LoadError):
    de = "{path}: ist mit einem Passwort geschützt. Bitte eine ungeschützte Kopie speichern."
    en = "{path}: is protected by a password. Please save an unprotected copy."


class FileBroken(LoadError):
    de = "{path}: ist beschädigt ({cause}). Bitte die Datei neu beschaffen oder anders speichern."
    en = "{path}: is damaged ({cause}). Please get the file again or save it differently."


class FileUnreadable(LoadError):
    de = "{path}: lässt sich nicht öffnen ({cause})."
    en = "{path}: can't be opened ({cause})."


class FileTooLarge(LoadError):
    de = "{path}: ist mit {size} größer als die Grenze von {limit}. Bitte in einzelne Artikel teilen."
    en = "{path}: at {size} is above the limit of {limit}. Please split it into single articles."


class FileTooSlow(LoadError):
    de = "{path}: Das Lesen war nach {limit} Sekunden nicht zu Ende. Bitte anders speichern, etwa als reinen Text."
    en = "{path}: reading did not end within {limit} seconds. Please save it differently, for example as plain text."


class PathOutside(LoadError):
    de = "{path}: führt aus dem Ordner hinaus und wird nicht gelesen. Bitte die Datei selbst hineinkopieren."
    en = "{path}: leads out of the folder and is not read. Please copy the file itself into it."


class BundleOverfull(LoadError):
    de = "{path}: enthält mehr als {limit} Artikel; die ersten sind aufgenommen. Bitte in mehrere Dateien teilen."
    en = "{path}: holds more than {limit} articles; the first ones were taken in. Please split it into several files."


class BundleBomb(LoadError):
    de = "{path}: entpackt sich auf mehr als {limit} und wird nicht weiter gelesen. Bitte auspacken und nachsehen."
    en = "{path}: unpacks to more than {limit} and is not read any further. Please unpack it and have a look."


class BundleNested(LoadError):
    de = "{path}: Eine Sammeldatei in einer Sammeldatei wird nicht gelesen. Bitte vorher auspacken."
    en = "{path}: a bundle within a bundle is not read. Please unpack it before."


class NoArticles(LoadError):
    """In a folder such a file is passed over: it may well be something else."""


class FeedUnknown(NoArticles):
    de = "{path}: ist weder RSS noch Atom. Andere XML-Dateien werden nicht gelesen."
    en = "{path}: is neither RSS nor Atom. Other XML files are not read."


class TextColumnUnknown(NoArticles):
    de = (
        "{path}: Welche Spalte den Text enthält, ist nicht zu erkennen. "
        "Bitte mit --column text=SPALTE angeben; vorhanden sind {columns}."
    )
    en = (
        "{path}: it can't be told which column holds the text. "
        "Please name it with --column text=COLUMN; there are {columns}."
    )


class ColumnUnknown(NoArticles):
    de = "{path}: Die Spalte {column} gibt es nicht; vorhanden sind {columns}."
    en = "{path}: there is no column {column}; there are {columns}."


class ExtraMissing(LoadError):
    de = "{path}: Dafür fehlt ein Paket. Bitte „pip install belegt[{extra}]“ ausführen und es noch einmal versuchen."
    en = "{path}: this takes a package that is missing. Please run “pip install belegt[{extra}]” and try again."


class StoreError(BelegtError):
    de = "Archiv {path}: {cause}"
    en = "Archive {path}: {cause}"


class ArchiveMissing(StoreError):
    de = "Unter {path} gibt es noch kein Archiv. Mit „belegt add ORDNER“ anlegen oder mit --archive ein anderes wählen."
    en = "There is no archive at {path} yet. Make one with “belegt add FOLDER” or choose another with --archive."


class NotAnArchive(StoreError):
    de = "{path} ist kein belegt-Archiv. Bitte einen leeren oder neuen Ordner angeben."
    en = "{path} is not a belegt archive. Please name an empty or new folder."


class FolderTaken(NotAnArchive):
    de = "Unter {path} liegt schon etwas. Bitte mit --archive einen neuen oder leeren Ordner angeben."
    en = "There is something at {path} already. Please name a new or empty folder with --archive."


class ArchiveLocked(StoreError):
    de = (
        "In das Archiv {path} schreibt gerade ein anderer Vorgang. Lesen geht weiter; "
        "bitte warten, bis er fertig ist, und es dann noch einmal versuchen."
    )
    en = (
        "Another process is writing to the archive {path}. Reading goes on; please wait until it is done and try again."
    )


class ArchiveDamaged(StoreError):
    de = "Das Archiv {path} ist beschädigt ({cause}). Bitte „belegt repair“ ausführen."
    en = "The archive {path} is damaged ({cause}). Please run “belegt repair”."


class RecordDamaged(ArchiveDamaged):
    de = (
        "Die Datei des Archivs {path} ist beschädigt ({cause}). Bitte eine Sicherung zurückspielen "
        "(„belegt restore“) oder die Artikel in ein neues Archiv aufnehmen („belegt add“)."
    )
    en = (
        "The file of the archive {path} is damaged ({cause}). Please bring back a backup (“belegt restore”) "
        "or take the articles into a new archive (“belegt add”)."
    )


class DiskFull(StoreError):
    de = (
        "Auf dem Datenträger von {path} ist kein Platz mehr. Was schon aufgenommen wurde, bleibt; "
        "bitte Platz schaffen und denselben Befehl noch einmal geben."
    )
    en = (
        "The disk of {path} is full. What was taken in already stays; please make room and give the same command again."
    )


class ArchiveNewer(StoreError):
    de = "Das Archiv {path} stammt von einer neueren Version von belegt (Schema {found}). Bitte belegt aktualisieren."
    en = "The archive {path} was written by a newer version of belegt (schema {found}). Please update belegt."


class EmbedderChanged(StoreError):
    de = (
        "Das Archiv {path} wurde mit dem Embedding-Modell {found} angelegt, eingestellt ist {expected}. "
        "Bitte „belegt reindex --embedder {expected}“ ausführen oder das Archiv mit {found} öffnen."
    )
    en = (
        "The archive {path} was built with the embedding model {found}, but {expected} is set. "
        "Please run “belegt reindex --embedder {expected}” or open the archive with {found}."
    )


class SourceUnknown(StoreError):
    de = "Im Archiv gibt es kein Dokument {source}. „belegt status --documents“ zeigt alle."
    en = "The archive has no document {source}. “belegt status --documents” lists all."


class ServerUnreachable(StoreError):
    de = (
        "Der Chroma-Server von {address} antwortet nicht wie erwartet ({cause}). Läuft er, und stimmt die Adresse? "
        "Was schon übertragen war, bleibt; derselbe Befehl setzt dort fort."
    )
    en = (
        "The Chroma server of {address} does not answer as expected ({cause}). Is it running, and is the address "
        "right? What was sent already stays; the same command goes on from there."
    )


class BackupTargetTaken(StoreError):
    de = "{path}: dort liegt schon etwas, das keine Sicherung ist. Bitte einen anderen Namen angeben."
    en = "{path}: something that is no backup is there already. Please give another name."


class BackupBroken(StoreError):
    de = "{path}: ist keine brauchbare Sicherung ({cause})."
    en = "{path}: is no usable backup ({cause})."


class ModelError(BelegtError):
    de = "Modell {model}: {cause}"
    en = "Model {model}: {cause}"


class ModelMissing(ModelError):
    de = "Das Modell {model} fehlt. Bitte „{command}“ ausführen."
    en = "The model {model} is missing. Please run “{command}”."


class ModelPathWrong(ModelMissing):
    de = "{model} gibt es nicht: weder eine Datei dort noch ein bekanntes Modell ({names}). Bitte den Pfad prüfen."
    en = "There is no {model}: neither a file there nor a known model ({names}). Please check the path."


class HashMismatch(ModelError):
    de = (
        "{model}: Die Prüfsumme von {file} stimmt nicht: erwartet {expected}, gefunden {found}. "
        "Die Datei wurde verworfen; bitte noch einmal laden."
    )
    en = (
        "{model}: the checksum of {file} is wrong: expected {expected}, found {found}. "
        "The file was thrown away; please pull again."
    )


class DownloadFailed(ModelError):
    de = "{model}: Das Laden brach ab ({cause}). Ein neuer Aufruf setzt an der unterbrochenen Stelle fort."
    en = "{model}: the download broke off ({cause}). Another call goes on where it stopped."


class ModelUnusable(ModelError):
    de = "Das Modell {model} lässt sich nicht laden ({cause}). Bitte „belegt doctor“ ausführen."
    en = "The model {model} does not load ({cause}). Please run “belegt doctor”."


class ModelUnreachable(ModelError):
    de = "Der Modellserver {model} antwortet nicht wie erwartet ({cause}). Läuft er, und stimmt die Adresse?"
    en = "The model server {model} does not answer as expected ({cause}). Is it running, and is the address right?"


class EmbedderDiffers(ModelError):
    de = (
        "Der Server {address} rechnet nicht mit dem Embedding-Modell {model} des Archivs ({found}). "
        "Bitte dort dieses Modell starten oder hinter der Adresse mit „#NAME“ wählen."
    )
    en = (
        "The server {address} does not compute with the archive's embedding model {model} ({found}). "
        "Please start that model there, or choose it by “#NAME” after the address."
    )


class PromptTooLong(ModelError):
    de = "Das ist zu lang für das Modell {model}: {tokens} Token, Platz ist für {limit}. Bitte kürzer fragen."
    en = "This is too long for the model {model}: {tokens} tokens, there is room for {limit}. Please ask more briefly."
