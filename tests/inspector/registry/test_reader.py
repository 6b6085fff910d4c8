"""Registry files: what is read, and what is told of what cannot be."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.registry import RegistryFile, merged, read_registry, write_template
from rules.errors import RegistryError
from rules.observations import RegisteredColumn, Site

Faults = Callable[..., list[str]]
Read = Callable[..., RegistryFile]
Make = Callable[..., Path]
SITE_HEAD = ("网站标识码", "网站名称", "首页网址", "主办单位", "网站状态")
COLUMN_HEAD = ("网站标识码", "栏目名称", "栏目网址", "栏目类别", "更新周期")
SITE_ROW = ("1100000001", "甲网", "http://www.a.gov.cn/", "甲办", "正常")
NEWS = ("1100000001", "动态", "http://www.a.gov.cn/dt/", "动态要闻", "两周")
THREE_COLUMNS = (
    COLUMN_HEAD,
    NEWS,
    (None, "通知", "http://www.a.gov.cn/tz/", None, None),
    (None, "公告", "http://www.a.gov.cn/gg/", None, None),
)


def sites_of(found: RegistryFile) -> list[Site]:
    return merged(found.entries, {})


def test_the_same_sites_come_from_every_kind_of_file(fixtures: Path, read: Read) -> None:
    from_yaml = sites_of(read(fixtures / "sites.yaml"))
    from_two = sites_of(read(fixtures / "sites.csv", fixtures / "columns.csv"))
    joined = sites_of(read(fixtures / "joined.csv"))
    assert from_yaml == from_two == joined
    assert [site.code for site in from_yaml] == ["9900000001", "bm99000001"]
    portal = from_yaml[0]
    assert portal.portal
    assert portal.county == "示范县"
    home = "http://www.shifan.example"
    assert portal.columns == (
        RegisteredColumn(name="工作动态", url=f"{home}/gzdt/", category="news", on_home=True, period_days=14),
        RegisteredColumn(name="通知公告", url=f"{home}/tzgg/", category="notices", period_days=186),
        RegisteredColumn(name="县长信箱", url=f"{home}/xzxx/", category="consultation"),
    )
    assert (from_yaml[1].state, from_yaml[1].note) == ("excepted", "正在改版")


def test_every_fault_is_told_at_once_with_row_and_column(fixtures: Path, faults: Faults) -> None:
    told = faults(fixtures / "bad.csv")
    assert [line.split("：")[0] for line in told] == [
        "bad.csv 第 3 行「首页网址」",
        "bad.csv 第 4 行「网站标识码」",
        "bad.csv 第 5 行「网站名称」",
        "bad.csv 第 5 行「网站状态」",
        "bad.csv 第 6 行「跳转网址」",
        "bad.csv 第 7 行「网站标识码」",
        "bad.csv 第 8 行「主办单位」",
    ]


def test_a_workbook_names_file_sheet_row_and_column_in_both_languages(workbook: Make, faults: Faults) -> None:
    path = workbook(columns=(COLUMN_HEAD, NEWS, ("9999999999", "通知", "http://www.a.gov.cn/tz/", "", "")))
    assert faults(path) == [
        "表.xlsx [政府网站栏目(系统)基本信息表] 第 3 行「网站标识码」："
        "网站 9999999999 不在网站表中，也未登记；请先填写该网站"
    ]
    assert faults(path, lang="en") == [
        "表.xlsx [政府网站栏目(系统)基本信息表] row 3 column '网站标识码': "
        "site 9999999999 is neither in the file nor registered: add the site first"
    ]


def test_a_workbook_is_read_with_numbers_titles_and_remarks_in_headings(workbook: Make, read: Read) -> None:
    head = ("网站标识码 *", "网站名称（全称）", "首页 网址", "主办单位*", "网站状态", "是否门户网站")
    rows = (("政府网站基本信息表",), (), head, (1100000001, "甲网", "http://www.a.gov.cn/", "甲办", "正常", "是"), ())
    columns = (COLUMN_HEAD, (1100000001.0, "动态", "http://www.a.gov.cn/dt/", "动态要闻", 14))
    (site,) = sites_of(read(workbook(rows, columns)))
    assert (site.code, site.portal, site.columns[0].period_days) == ("1100000001", True, 14)


def test_a_merged_cell_downwards_holds_for_all_its_rows(workbook: Make, read: Read) -> None:
    path = workbook(columns=THREE_COLUMNS, change=lambda book: book.worksheets[1].merge_cells("A2:A4"))
    (site,) = sites_of(read(path))
    assert [column.name for column in site.columns] == ["动态", "通知", "公告"]


def test_a_merged_cell_ends_where_it_ends(workbook: Make, faults: Faults) -> None:
    path = workbook(columns=THREE_COLUMNS, change=lambda book: book.worksheets[1].merge_cells("A2:A3"))
    assert [line.split("：")[0] for line in faults(path)] == [
        "表.xlsx [政府网站栏目(系统)基本信息表] 第 4 行「网站标识码」"
    ]


def test_a_formula_is_refused_where_it_matters_only(workbook: Make, read: Read, faults: Faults) -> None:
    def sheet_of_sums(book: Any) -> None:
        book.create_sheet("统计").append(["=SUM(A1:A9)", "网站标识码"])

    assert len(read(workbook(change=sheet_of_sums)).entries) == 1
    row = (*SITE_ROW[:2], '=HYPERLINK("http://www.a.gov.cn/")', *SITE_ROW[3:])
    assert faults(workbook((SITE_HEAD, row)))[0].startswith(
        "表.xlsx [政府网站基本信息表] 第 2 行「首页网址」：单元格是公式"
    )


def test_empty_rows_and_columns_in_between_do_not_count(workbook: Make, read: Read) -> None:
    rows = (SITE_HEAD, (), (" ", None, ""), SITE_ROW, ())
    assert len(read(workbook(rows)).entries) == 1


def test_a_misspelt_heading_is_not_dropped_silently(workbook: Make, faults: Faults) -> None:
    path = workbook(columns=((*COLUMN_HEAD[:4], "更新周其"), NEWS))
    assert faults(path) == [
        "表.xlsx [政府网站栏目(系统)基本信息表] 第 1 行「更新周其」：没有这一列，是不是“更新周期”？"
    ]


def test_columns_of_the_offices_own_are_remarked(workbook: Make, read: Read) -> None:
    found = read(workbook(((*SITE_HEAD, "经办人意见"), (*SITE_ROW, "同意"))))
    assert len(found.notes) == 1
    assert "经办人意见" in found.notes[0][0]


def test_a_table_without_a_vital_column_is_told_once(text_file: Make, faults: Faults) -> None:
    path = text_file("网站名称,首页网址\n甲,http://a/\n乙,http://b/\n")
    assert faults(path) == ["表.csv 第 1 行「网站标识码」：表头缺少这一列，请补上"]


def test_a_short_table_may_leave_out_what_is_not_vital(text_file: Make, read: Read) -> None:
    (site,) = sites_of(read(text_file("code,name,url\nbm01000001,甲,http://a.gov.cn/\n")))
    assert (site.code, site.sponsor, site.state) == ("bm01000001", None, "normal")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_csv_in_the_encodings_and_separators_of_offices(
    text_file: Make, read: Read, encoding: str, separator: str
) -> None:
    text = "标识码,网站名称,网址\r\n1100000001,甲网,http://a.gov.cn/\r\n".replace(",", separator)
    (site,) = sites_of(read(text_file(text, encoding=encoding)))
    assert site.name == "甲网"


def test_csv_that_is_no_text_or_has_no_headings_is_refused(text_file: Make, faults: Faults) -> None:
    assert "无法识别编码" in faults(text_file(b"\xff\xff\x00\x81" * 9))[0]
    assert "没有找到表头" in faults(text_file("a,b\n1,2\n"))[0]
    assert "检查引号" in faults(text_file('标识码,网站名称,网址\n"1,2\n'))[0]


def test_rows_are_counted_by_lines_even_after_a_cell_of_several_lines(text_file: Make, faults: Faults) -> None:
    text = '标识码,网站名称,网址,备注\n1100000001,甲,http://a.gov.cn/,"一\n二\n三"\n2,乙,http://b.gov.cn/,\n'
    assert faults(text_file(text))[0].startswith("表.csv 第 5 行")


def test_one_joined_row_that_contradicts_another_is_refused(text_file: Make, faults: Faults) -> None:
    text = (
        "标识码,网站名称,首页网址,栏目名称,栏目网址\n"
        "1100000001,甲,http://a.gov.cn/,动态,http://a.gov.cn/1\n"
        "1100000001,乙,http://a.gov.cn/,通知,http://a.gov.cn/2\n"
    )
    assert faults(text_file(text)) == ["表.csv 第 3 行「标识码」：与 表.csv 第 2 行重复，每个网站只填一行"]


def test_a_column_address_stands_once_per_site(workbook: Make, faults: Faults) -> None:
    again = ("1100000001", "要闻", "http://WWW.A.GOV.CN/dt/", "", "")
    other = ("1100000001", "别的", "http://www.a.gov.cn/other/", "", "")
    assert [line.split("：")[1][:6] for line in faults(workbook(columns=(COLUMN_HEAD, NEWS, again, other)))] == [
        "与 表.xl"
    ]


def test_columns_may_belong_to_a_registered_site(text_file: Make, read: Read, faults: Faults) -> None:
    path = text_file("网站标识码,栏目名称,栏目网址\n1100000001,动态,http://a.gov.cn/1\n")
    assert "未登记" in faults(path)[0]
    found = read(path, registered=["1100000001"])
    before = Site(code="1100000001", name="甲", url="http://a.gov.cn/")
    (site,) = merged(found.entries, {before.code: before})
    assert site == replace(before, columns=(RegisteredColumn(name="动态", url="http://a.gov.cn/1"),))


def test_columns_that_a_file_does_not_speak_of_are_kept(text_file: Make, read: Read) -> None:
    kept = (RegisteredColumn(name="动态", url="http://a.gov.cn/1"),)
    before = {"1100000001": Site(code="1100000001", name="旧", url="http://a.gov.cn/", columns=kept)}
    sites = text_file("code,name,url\n1100000001,新,http://a.gov.cn/\n")
    assert merged(read(sites).entries, before) == [replace(before["1100000001"], name="新")]
    cleared = text_file("sites:\n- {code: '1100000001', name: 新, url: 'http://a.gov.cn/', columns: []}\n", "a.yaml")
    assert merged(read(cleared).entries, before)[0].columns == ()


def test_the_three_level_category_of_the_form_tells_what_a_column_is_for(text_file: Make, read: Read) -> None:
    text = (
        "网站标识码,栏目名称,栏目网址,一级分类,二级分类,三级分类名称\n"
        "1100000001,任免,http://a.gov.cn/1,信息公开类,人事信息,干部任免\n"
        "1100000001,甲,http://a.gov.cn/2,信息公开类,别的,\n"
    )
    columns = read(text_file(text), registered=["1100000001"]).entries[0].columns
    assert columns is not None
    assert [(column.category, column.category_path) for column in columns] == [
        ("personnel", ("信息公开类", "人事信息", "干部任免")),
        ("unknown", ("信息公开类", "别的")),
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_template_is_read_as_empty_until_it_is_filled_in(tmp_path: Path, faults: Faults, lang: str) -> None:
    from openpyxl import load_workbook

    path = tmp_path / "空表.xlsx"
    write_template(path, lang)
    assert faults(path) == ["空表.xlsx：没有填写任何网站"]
    book = load_workbook(path)
    assert len(book.worksheets) == 3
    lists = [rule.formula1 for rule in book.worksheets[1].data_validations.dataValidation]
    assert any(("动态要闻" if lang == "zh" else "news") in formula for formula in lists)
    values = {
        "标识码": "1100000001",
        "code": "1100000001",
        "名": "甲网",
        "name": "甲网",
        "首页网址": "http://a.gov.cn/",
    }
    for cell, example in zip(book.worksheets[0][3], book.worksheets[0][2], strict=True):
        cell.value = example.value
    sheet = book.worksheets[0]
    sheet["A3"], sheet["B3"] = values["标识码"], values["名"]
    book.save(path)
    (entry,) = read_registry([path]).entries
    assert entry.site is not None
    assert (entry.site.code, entry.site.name, entry.site.state) == ("1100000001", "甲网", "normal")
    assert entry.columns is None


def test_the_template_is_the_same_bytes_every_time(tmp_path: Path) -> None:
    write_template(tmp_path / "a.xlsx")
    write_template(tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_the_template_overwrites_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("filled in")
    with pytest.raises(RegistryError, match="不会覆盖"):
        write_template(path)
    assert path.read_text() == "filled in"
    with pytest.raises(RegistryError, match="xlsx"):
        write_template(tmp_path / "a.doc")
    with pytest.raises(RegistryError, match="无法写入"):
        write_template(tmp_path / "none" / "a.xlsx")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("sites: []", "没有填写任何网站"),
        ("", "应以 sites: 开头"),
        ("- a", "应以 sites: 开头"),
        ("site:\n- {}", "应以 sites: 开头"),
        ("sites:\n- a", "名称: 值"),
        ("sites:\n- {code: '1100000001', nmae: x, url: 'http://a/'}", "是不是 name"),
        ("sites:\n- {code: '1100000001', code: '1'}", "写了两次"),
        ("sites:\n- {code: [1], name: x, url: 'http://a/'}", "不是列表"),
        ("sites:\n- {code: '1100000001', name: x, url: 'http://a/', columns: {a: b}}", "栏目的列表"),
        ("sites:\n- &a {code: '1100000001'}\n- *a", "别名"),
        ("sites:\n- {code: 'x", "YAML 语法有误"),
        ("sites: " + "[" * 100_000, "嵌套过深"),
        ("sites:\n- \x00", "YAML"),
    ],
)
def test_yaml_that_is_not_as_it_should_be(text_file: Make, faults: Faults, content: str, said: str) -> None:
    assert any(said in line for line in faults(text_file(content, "a.yaml")))


def test_yaml_scalars_are_taken_as_written(text_file: Make, read: Read) -> None:
    text = "sites:\n- code: 0110000001\n  name: no\n  url: http://a.gov.cn/\n  portal: no\n  note: ~\n"
    (site,) = sites_of(read(text_file(text, "a.yaml")))
    assert (site.code, site.name, site.portal, site.note) == ("0110000001", "no", False, None)


def test_files_that_cannot_be_read_are_one_line(tmp_path: Path) -> None:
    for name, said in (("none.csv", "无法读取"), ("a.pdf", "不支持"), ("a.xls", "另存为 .xlsx")):
        path = tmp_path / name
        if name != "none.csv":
            path.write_bytes(b"x")
        with pytest.raises(RegistryError, match=said) as caught:
            read_registry([path])
        assert "\n" not in caught.value.text("zh")


def test_an_old_or_encrypted_workbook_is_told_as_such(text_file: Make, faults: Faults) -> None:
    assert "旧版 .xls" in faults(text_file(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xlsx"))[0]


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked(text_file: Make, faults: Faults) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", b"\0" * (60 * 1024 * 1024))
    assert packed.tell() < 1024 * 1024
    assert faults(text_file(packed.getvalue(), "a.xlsx")) == ["a.xlsx：解压后过大，请分成几个文件"]


def test_entities_in_a_workbook_are_not_expanded(workbook: Make, faults: Faults, tmp_path: Path) -> None:
    """A billion laughs in the sheet itself."""
    good = workbook()
    bomb = tmp_path / "bomb.xlsx"
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bomb, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{entities}]>'.encode()
                content = head + content.replace(b"<sheetData>", b"<sheetData>&l11;")
            target.writestr(name, content)
    assert "不是可读的 XLSX" in faults(bomb)[0]


def outcome(path: Path) -> RegistryFile | RegistryError:
    try:
        return read_registry([path])
    except RegistryError as error:
        return error


@pytest.fixture
def good_workbook(workbook: Make) -> bytes:
    return workbook(columns=(COLUMN_HEAD, NEWS)).read_bytes()


SUFFIXES = st.sampled_from([".xlsx", ".csv", ".yaml"])


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(suffix=SUFFIXES, content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_any_bytes_are_read_or_refused(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = tmp_path / f"any{suffix}"
    path.write_bytes(content)
    with pytest.raises(RegistryError) as caught:
        read_registry([path])
    assert caught.value.text("en")


CELLS = st.one_of(
    st.text(max_size=12), st.sampled_from(["1100000001", "http://a.gov.cn/", "甲", "正常", "两周", "=1", ""])
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELLS, min_size=5, max_size=5), max_size=6))
def test_any_rows_below_good_headings_are_read_or_refused(tmp_path: Path, rows: list[list[str]]) -> None:
    import csv

    path = tmp_path / "any.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([SITE_HEAD, *([cell.replace("\r", "") for cell in row] for row in rows)])
    found = outcome(path)
    if isinstance(found, RegistryError):
        assert found.text("zh").endswith("未导入任何内容")
    else:
        assert all(entry.site is not None and entry.site.url.startswith("http") for entry in found.entries)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_workbook_is_read_or_refused(good_workbook: bytes, data: st.DataObject, tmp_path: Path) -> None:
    good = good_workbook
    at = data.draw(st.integers(0, len(good) - 1))
    damaged = good[:at] + data.draw(st.binary(min_size=1, max_size=8)) + good[at + data.draw(st.integers(0, 8)) :]
    path = tmp_path / "damaged.xlsx"
    path.write_bytes(damaged)
    found = outcome(path)
    assert "damaged.xlsx" in found.text("en") if isinstance(found, RegistryError) else found.entries
