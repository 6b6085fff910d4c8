"""Makes the Word templates anew from ``templates/papers.yaml``: ``python -m reports.make_templates``.

The templates are committed; an office replaces them with its own. They are laid out as the national standard for
official papers lays out a letter: A4, title in a song face, body in an imitation-song face at 16 pt, 28 pt lines.
"""

import io
from collections.abc import Mapping
from pathlib import Path

import yaml
from docx import Document
from docx.document import Document as Paper
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from reports.docx import timeless

FOLDER = Path(__file__).parent / "templates"
_TITLE_FACE = {"zh": "方正小标宋简体", "en": "Cambria"}
_BODY_FACE = {"zh": "仿宋", "en": "Cambria"}
_HEAD_FACE = {"zh": "黑体", "en": "Calibri"}
_BODY_SIZE = Pt(16)


def make(folder: Path) -> list[Path]:
    """Writes a template per paper and language into ``folder`` and returns their paths."""
    papers = yaml.safe_load((FOLDER / "papers.yaml").read_text("utf-8"))
    made = []
    for name, languages in papers.items():
        for lang, text in languages.items():
            buffer = io.BytesIO()
            _paper(text, lang).save(buffer)
            made.append(folder / f"{name}.{lang}.docx")
            made[-1].write_bytes(timeless(buffer.getvalue()))
    return made


def _paper(text: Mapping[str, list[str]], lang: str) -> Paper:
    paper = Document()
    paper.core_properties.author = ""
    paper.core_properties.comments = ""
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    _write(_line(paper, WD_ALIGN_PARAGRAPH.CENTER), str(text["title"]), _TITLE_FACE[lang], Pt(22))
    _write(_line(paper, WD_ALIGN_PARAGRAPH.CENTER), str(text["number"]), _BODY_FACE[lang], _BODY_SIZE)
    for index, words in enumerate(text["opening"]):
        _write(_line(paper, indent=index > 0), words, _BODY_FACE[lang], _BODY_SIZE)
    for section in text["sections"]:
        _section(paper, section, lang)
    for words in text["end"]:
        _write(_line(paper, WD_ALIGN_PARAGRAPH.RIGHT), words, _BODY_FACE[lang], _BODY_SIZE)
    return paper


def _section(paper: Paper, section: object, lang: str) -> None:
    assert isinstance(section, dict)
    _write(_line(paper, indent=True), section["heading"], _HEAD_FACE[lang], _BODY_SIZE)
    for words in section["text"]:
        _write(_line(paper, indent=True), words, _BODY_FACE[lang], _BODY_SIZE)
    if "table" in section:
        _table(paper, section["table"], _BODY_FACE[lang])


def _table(paper: Paper, told: Mapping[str, list[str]], face: str) -> None:
    table = paper.add_table(rows=4, cols=len(told["heads"]))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    cells = [f"{{{{ row.{cell} }}}}" for cell in told["cells"]]
    rows = (told["heads"], [f"{{%tr for row in {told['rows']} %}}"], cells, ["{%tr endfor %}"])
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=False):
            _write(cell.paragraphs[0], text, face, Pt(12))


def _line(paper: Paper, align: WD_ALIGN_PARAGRAPH | None = None, indent: bool = False) -> Paragraph:
    line = paper.add_paragraph()
    if align is not None:
        line.alignment = align
    line.paragraph_format.line_spacing = Pt(28)
    line.paragraph_format.space_after = Pt(0)
    if indent:
        line.paragraph_format.first_line_indent = Pt(32)
    return line


def _write(line: Paragraph, text: str, face: str, size: Pt) -> None:
    run = line.add_run(text)
    run.font.name, run.font.size = face, size
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)


if __name__ == "__main__":
    make(FOLDER)
