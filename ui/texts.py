"""What the page says, German and English, and how it writes dates and counts."""

from __future__ import annotations

from dataclasses import dataclass

from rag.cli.terminal.formats import format_number


@dataclass(frozen=True, slots=True)
class Texts:
    """Every word of the page in one language. Names in braces are filled with `str.format`."""

    lang: str
    tagline: str
    archive_empty: str
    documents_one: str
    documents_many: str
    span: str
    pending: str
    switch_language: str
    switch_theme: str
    tab_ask: str
    tab_archive: str
    question_label: str
    question_hint: str
    ask: str
    stop: str
    filters: str
    filter_since: str
    filter_until: str
    filter_day: str
    filter_source: str
    filter_source_hint: str
    idle: str
    searching: str
    waiting_one: str
    waiting_many: str
    writing: str
    draft: str
    checked: str
    sure: str
    likely: str
    unsure: str
    understood: str
    copy_plain: str
    copy_markdown: str
    copied: str
    thread: str
    thread_one: str
    thread_many: str
    save_markdown: str
    save_word: str
    new_thread: str
    export_title: str
    export_name: str
    stopped: str
    failed: str
    refused: str
    refused_help: str
    nearest: str
    nearest_help: str
    nothing_near: str
    evidence: str
    evidence_draft: str
    not_cited: str
    also_in: str
    whole_paragraph: str
    open_article: str
    article: str
    close: str
    kind_teaser: str
    kind_comment: str
    kind_notice: str
    no_title: str
    faq: str
    reference: str
    timing: str
    timing_quote: str
    welcome: str
    welcome_help: str
    welcome_button: str
    drop: str
    drop_button: str
    drop_help: str
    transferring: str
    uploads: str
    upload_waiting: str
    upload_reading: str
    upload_added: str
    upload_changed: str
    upload_unchanged: str
    upload_moved: str
    upload_failed: str
    upload_lost: str
    uploads_done: str
    uploads_failed: str
    documents: str
    documents_shown: str
    documents_none: str
    find_label: str
    find_hint: str
    column_actions: str
    chunks_one: str
    chunks_many: str
    remove: str
    remove_question: str
    removed: str
    page_back: str
    page_on: str
    timeline_months: str
    timeline_years: str
    timeline_unknown: str
    check: str
    checking: str
    check_fine: str
    check_trouble: str
    repair: str
    repairing: str
    column_date: str
    column_title: str
    column_source: str
    unindexed: str
    port_taken: str
    serving: str
    ended: str


DE = Texts(
    lang="de",
    tagline="Antworten aus Ihrem Archiv. Jeder Satz mit Beleg.",
    archive_empty="Das Archiv ist noch leer.",
    documents_one="1 Artikel",
    documents_many="{n} Artikel",
    span="{first} bis {last}",
    pending="{n} Textstücke noch nicht durchsuchbar",
    switch_language="English",
    switch_theme="Hell / Dunkel",
    tab_ask="Fragen",
    tab_archive="Archiv",
    question_label="Ihre Frage",
    question_hint="Was möchten Sie aus dem Archiv wissen?",
    ask="Fragen",
    stop="Anhalten",
    filters="Eingrenzen",
    filter_since="Erschienen ab",
    filter_until="Erschienen bis",
    filter_day="2024 oder 2024-06-19",
    filter_source="Dateien",
    filter_source_hint="agentur/*, bericht.txt",
    idle="Die Antwort steht hier, darunter die Stellen, auf die sie sich stützt.",
    searching="Belege werden gesucht …",
    waiting_one="Davor ist noch eine Frage in Arbeit …",
    waiting_many="Davor sind noch {n} Fragen in Arbeit …",
    writing="Das Sprachmodell wägt die Stellen ab …",
    draft="Entwurf. Er wird noch an den Belegen geprüft.",
    checked="Geprüft an den Belegen",
    sure="sicher",
    likely="wahrscheinlich",
    unsure="unsicher, bitte die Belege lesen",
    understood="Verstanden als: {question}",
    copy_plain="Kopieren",
    copy_markdown="Als Markdown kopieren",
    copied="Kopiert",
    thread="Vorher gefragt",
    thread_one="1 Frage in diesem Gespräch",
    thread_many="{n} Fragen in diesem Gespräch",
    save_markdown="Als Markdown sichern",
    save_word="Als Word-Datei sichern",
    new_thread="Neues Gespräch",
    export_title="Fragen an das Archiv",
    export_name="fragen-an-das-archiv",
    stopped="Angehalten. Dieser Entwurf ist nicht geprüft.",
    failed="Das hat nicht geklappt",
    refused="Keine Antwort im Archiv",
    refused_help="Im Archiv steht nichts, was diese Frage belegt beantwortet.",
    nearest="Am nächsten kamen",
    nearest_help="Diese Stellen ähneln der Frage, beantworten sie aber nicht.",
    nothing_near="Auch Ähnliches wurde nicht gefunden.",
    evidence="Belege",
    evidence_draft="Gefundene Stellen",
    not_cited="Gefunden, aber nicht zitiert",
    also_in="auch in",
    whole_paragraph="Ganzer Absatz",
    open_article="Im Artikel zeigen",
    article="Artikel",
    close="Schließen",
    kind_teaser="Anriss anderer Artikel",
    kind_comment="Leserkommentar",
    kind_notice="Hinweis der Website",
    no_title="Ohne Titel",
    faq="Frage und Antwort",
    reference="Beleg {n} zeigen",
    timing="Belege nach {evidence}, Antwort nach {total}",
    timing_quote="Antwort nach {total}",
    welcome="Legen Sie Artikel ins Archiv",
    welcome_help=(
        "Ziehen Sie Dateien oder einen Ordner auf diese Seite. Sobald der erste Artikel gelesen ist, können Sie Fragen "
        "stellen. Alles bleibt auf diesem Rechner."
    ),
    welcome_button="Artikel hinzufügen",
    drop="Artikel hierher ziehen",
    drop_button="oder Dateien auswählen",
    drop_help="{formats}, je Datei bis {limit}. Die Dateien werden ins Archiv kopiert und bleiben auf diesem Rechner.",
    transferring="Dateien werden übertragen …",
    uploads="Hinzugefügte Dateien",
    upload_waiting="wartet",
    upload_reading="wird gelesen …",
    upload_added="aufgenommen",
    upload_changed="neue Fassung, ersetzt die frühere",
    upload_unchanged="war schon im Archiv",
    upload_moved="war schon im Archiv, umbenannt",
    upload_failed="nicht aufgenommen",
    upload_lost="kam nicht vollständig an. Bitte noch einmal hinzufügen.",
    uploads_done="{done} von {total} fertig",
    uploads_failed="{n} nicht aufgenommen",
    documents="Artikel im Archiv",
    documents_shown="{first} bis {last} von {matching} passenden, {total} im Archiv.",
    documents_none="Kein Artikel passt dazu.",
    find_label="In der Liste suchen",
    find_hint="Titel, Datei, Zeitung oder Jahr",
    column_actions="Aktion",
    chunks_one="1 Textstück",
    chunks_many="{n} Textstücke",
    remove="Entfernen",
    remove_question="{source} aus dem Archiv entfernen? Die Datei selbst bleibt, wo sie liegt.",
    removed="{source} ist nicht mehr im Archiv.",
    page_back="Zurück",
    page_on="Weiter",
    timeline_months="Artikel je Monat",
    timeline_years="Artikel je Jahr",
    timeline_unknown="({n} ohne Datum)",
    check="Archiv prüfen",
    checking="Das Archiv wird geprüft …",
    check_fine="Alles in Ordnung: {n} Textstücke, alle durchsuchbar.",
    check_trouble="Das Archiv hat Schaden genommen. Die Texte sind da, die Suche lässt sich aus ihnen neu aufbauen:",
    repair="Suche neu aufbauen",
    repairing="Die Suche wird neu aufgebaut …",
    column_date="Datum",
    column_title="Titel",
    column_source="Datei",
    unindexed="noch nicht durchsuchbar",
    port_taken="Der Port {port} ist besetzt oder gesperrt. Bitte mit --port einen anderen angeben.",
    serving="Die Seite ist offen: {url}\nBeenden mit Strg-C.",
    ended="Beendet.",
)

EN = Texts(
    lang="en",
    tagline="Answers from your archive. A source for every sentence.",
    archive_empty="The archive is still empty.",
    documents_one="1 article",
    documents_many="{n} articles",
    span="{first} to {last}",
    pending="{n} pieces of text not searchable yet",
    switch_language="Deutsch",
    switch_theme="Light / dark",
    tab_ask="Ask",
    tab_archive="Archive",
    question_label="Your question",
    question_hint="What would you like to know from the archive?",
    ask="Ask",
    stop="Stop",
    filters="Narrow down",
    filter_since="Published from",
    filter_until="Published until",
    filter_day="2024 or 2024-06-19",
    filter_source="Files",
    filter_source_hint="agency/*, report.txt",
    idle="The answer appears here, and below it the passages it rests on.",
    searching="Looking for evidence …",
    waiting_one="One other question comes first …",
    waiting_many="{n} other questions come first …",
    writing="The language model weighs the passages …",
    draft="Draft. It will be checked against the evidence.",
    checked="Checked against the evidence",
    sure="certain",
    likely="likely",
    unsure="uncertain, please read the evidence",
    understood="Understood as: {question}",
    copy_plain="Copy",
    copy_markdown="Copy as Markdown",
    copied="Copied",
    thread="Asked before",
    thread_one="1 question in this conversation",
    thread_many="{n} questions in this conversation",
    save_markdown="Save as Markdown",
    save_word="Save as a Word file",
    new_thread="New conversation",
    export_title="Questions to the archive",
    export_name="questions-to-the-archive",
    stopped="Stopped. This draft was not checked.",
    failed="That did not work",
    refused="No answer in the archive",
    refused_help="Nothing in the archive answers this question with evidence.",
    nearest="The nearest finds",
    nearest_help="These passages resemble the question but do not answer it.",
    nothing_near="Nothing similar was found either.",
    evidence="Evidence",
    evidence_draft="Passages found",
    not_cited="Found but not cited",
    also_in="also in",
    whole_paragraph="Whole paragraph",
    open_article="Show in the article",
    article="Article",
    close="Close",
    kind_teaser="Teaser of other articles",
    kind_comment="Reader's comment",
    kind_notice="Notice of the website",
    no_title="Untitled",
    faq="Question and answer",
    reference="Show evidence {n}",
    timing="evidence after {evidence}, answer after {total}",
    timing_quote="answer after {total}",
    welcome="Put articles into the archive",
    welcome_help=(
        "Drop files or a folder on this page. As soon as the first article is read you can ask questions. "
        "Everything stays on this computer."
    ),
    welcome_button="Add articles",
    drop="Drop articles here",
    drop_button="or choose files",
    drop_help="{formats}, up to {limit} each. The files are copied into the archive and stay on this computer.",
    transferring="Transferring files …",
    uploads="Files added",
    upload_waiting="waiting",
    upload_reading="being read …",
    upload_added="added",
    upload_changed="new version, replaces the earlier one",
    upload_unchanged="was in the archive already",
    upload_moved="was in the archive already, renamed",
    upload_failed="not added",
    upload_lost="did not arrive completely. Please add it again.",
    uploads_done="{done} of {total} done",
    uploads_failed="{n} not added",
    documents="Articles in the archive",
    documents_shown="{first} to {last} of {matching} that match, {total} in the archive.",
    documents_none="No article matches.",
    find_label="Search the list",
    find_hint="Title, file, newspaper or year",
    column_actions="Action",
    chunks_one="1 piece of text",
    chunks_many="{n} pieces of text",
    remove="Remove",
    remove_question="Remove {source} from the archive? The file itself stays where it is.",
    removed="{source} is no longer in the archive.",
    page_back="Back",
    page_on="Next",
    timeline_months="Articles per month",
    timeline_years="Articles per year",
    timeline_unknown="({n} without a date)",
    check="Check the archive",
    checking="Checking the archive …",
    check_fine="All is well: {n} pieces of text, all searchable.",
    check_trouble="The archive is damaged. Its texts are there, and the search can be rebuilt from them:",
    repair="Rebuild the search",
    repairing="Rebuilding the search …",
    column_date="Date",
    column_title="Title",
    column_source="File",
    unindexed="not searchable yet",
    port_taken="Port {port} is taken or blocked. Please choose another with --port.",
    serving="The page is open: {url}\nStop it with Ctrl-C.",
    ended="Stopped.",
)


def get_texts(lang: str) -> Texts:
    """Return the page's words in `lang`; anything but "en" is German."""
    return EN if lang == "en" else DE


def format_count(one: str, many: str, n: int, lang: str) -> str:
    """Return `one` for 1, else `many` with `{n}` written as a reader of `lang` writes it."""
    return one if n == 1 else many.format(n=format_number(n, lang))
