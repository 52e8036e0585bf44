"""A conversation as a file to keep: every question with its answer and footnotes, as Markdown or as a Word document."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from rag.cli.citations import list_footnotes
from rag.cli.terminal.formats import clean_text
from rag.types import Answer
from ui.copying import escape_markdown, split_numbers, write_markdown
from ui.texts import Texts


@dataclass(frozen=True, slots=True)
class File:
    """A file for the reader's downloads."""

    name: str
    media_type: str
    content: bytes


def export_markdown(answers: Sequence[Answer], texts: Texts) -> File:
    """Return the conversation as Markdown; the footnotes of answer `n` are `[^n-1]`, `[^n-2]` and so on."""
    parts = [
        f"## {escape_markdown(clean_text(answer.question))}\n\n{write_markdown(answer, texts.lang, prefix=f'{n}-')}"
        for n, answer in enumerate(answers, 1)
    ]
    text = f"# {texts.export_title}\n\n" + "\n\n".join(parts) + "\n"
    return File(f"{texts.export_name}.md", "text/markdown;charset=utf-8", text.encode())


def export_word(answers: Sequence[Answer], texts: Texts) -> File:
    """Return the conversation as a DOCX document: a heading for each question, numbers raised, sources below."""
    from docx import Document
    from docx.shared import Pt

    document = Document()
    document.core_properties.title = texts.export_title
    document.core_properties.author = "belegt"
    document.add_heading(texts.export_title, level=1)
    for answer in answers:
        document.add_heading(clean_text(answer.question), level=2)
        paragraph = document.add_paragraph()
        for index, part in enumerate(split_numbers(answer.text)):
            run = paragraph.add_run(f"[{part}]" if index % 2 else clean_text(part))
            run.font.superscript = bool(index % 2)
        for number, origin, quote in list_footnotes(answer.citations, texts.lang):
            note = document.add_paragraph(clean_text(f"[{number}] {origin}: {quote}"))
            note.paragraph_format.left_indent = Pt(18)
            for run in note.runs:
                run.font.size = Pt(9)
    buffer = io.BytesIO()
    document.save(buffer)
    media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return File(f"{texts.export_name}.docx", media_type, buffer.getvalue())
