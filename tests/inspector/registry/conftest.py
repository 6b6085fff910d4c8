"""Workbooks as offices make them, and what reading a file said."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from inspector.registry import BadRegistryError, RegistryFile, read_registry
from inspector.registry.forms import COLUMN_SHEET, SITE_SHEET

FIXTURES = Path(__file__).parents[3] / "fixtures" / "registry"
SITE_HEAD = ("网站标识码", "网站名称", "首页网址", "主办单位", "网站状态")
COLUMN_HEAD = ("网站标识码", "栏目名称", "栏目网址", "栏目类别", "更新周期")
SITE_ROW = ("1100000001", "甲网", "http://www.a.gov.cn/", "甲办", "正常")


@pytest.fixture
def fixtures() -> Path:
    return FIXTURES


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """A workbook of the two forms from rows; ``change`` may alter it before it is saved."""

    def make(
        sites: Sequence[Sequence[object]] = (SITE_HEAD, SITE_ROW),
        columns: Sequence[Sequence[object]] | None = None,
        change: Callable[[Any], None] | None = None,
    ) -> Path:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = SITE_SHEET
        for row in sites:
            sheet.append(list(row))
        if columns is not None:
            second = book.create_sheet(COLUMN_SHEET)
            for row in columns:
                second.append(list(row))
        if change is not None:
            change(book)
        path = tmp_path / "表.xlsx"
        book.save(path)
        return path

    return make


@pytest.fixture
def text_file(tmp_path: Path) -> Callable[..., Path]:
    def make(content: str | bytes, name: str = "表.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return make


@pytest.fixture
def read() -> Callable[..., RegistryFile]:
    def reading(*paths: Path, registered: Sequence[str] = ()) -> RegistryFile:
        return read_registry(paths, registered)

    return reading


@pytest.fixture
def faults() -> Callable[..., list[str]]:
    """The lines that a bad file is refused with, without the last one, which says that nothing was imported."""

    def told(*paths: Path, lang: str = "zh", registered: Sequence[str] = ()) -> list[str]:
        with pytest.raises(BadRegistryError) as caught:
            read_registry(paths, registered)
        lines = caught.value.text(lang).splitlines()
        assert lines[-1] == {"zh": "未导入任何内容", "en": "nothing was imported"}[lang]
        return lines[:-1]

    return told
