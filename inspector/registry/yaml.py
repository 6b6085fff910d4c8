"""Sites with their columns from YAML. Every scalar is taken as it is written: ``no`` and ``0110`` are text here."""

from collections.abc import Iterator

import yaml

from inspector.registry.forms import COLUMN_HEADINGS, SITE_HEADINGS, YAML_COLUMN_KEYS, Field, heading
from inspector.registry.places import Fault, Place, RawRow, RawTables
from inspector.registry.suggest import did_you_mean

MAX_DEPTH = 8
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _RefusedError(Exception):
    """The document cannot be taken in at all."""

    def __init__(self, row: int | None, zh: str, en: str) -> None:
        self.row, self.zh, self.en = row, zh, en


def read_yaml(tables: RawTables, content: bytes, file: str) -> None:
    """Adds the sites below ``sites:``, each with its ``columns:``; rows are lines of the file."""
    try:
        _check_events(content)
        root = yaml.compose(content, Loader=LOADER)
        _take_root(tables, root, file)
    except _RefusedError as refused:
        tables.faults.append(Fault(place=Place(file=file, row=refused.row), zh=refused.zh, en=refused.en))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = " ".join(str(getattr(error, "problem", None) or getattr(error, "reason", None) or "?").split())
        row = None if mark is None else mark.line + 1
        fault = Fault(place=Place(file=file, row=row), zh=f"YAML 语法有误：{what}", en=f"broken YAML: {what}")
        tables.faults.append(fault)
    except (UnicodeDecodeError, ValueError):
        zh, en = "不是 UTF-8 编码的 YAML 文件", "is no YAML in UTF-8"
        tables.faults.append(Fault(place=Place(file=file), zh=zh, en=en))


def _check_events(content: bytes) -> None:
    """Refuses what a registry never needs and a bomb is made of, before anything is built from it."""
    depth = 0
    for event in yaml.parse(content, Loader=LOADER):
        if isinstance(event, yaml.AliasEvent):
            raise _RefusedError(_line(event), "不支持别名（*…），请直接写出", "aliases (*…) are not read: write it out")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise _RefusedError(_line(event), "嵌套过深", "nested too deeply")


def _take_root(tables: RawTables, root: yaml.Node | None, file: str) -> None:
    sites = None
    if isinstance(root, yaml.MappingNode):
        for key, value in root.value:
            if isinstance(key, yaml.ScalarNode) and key.value in {"sites", "网站"}:
                sites = value
            else:
                zh, en = "不认识此项，顶层应为 sites", "unknown here; the top level is 'sites'"
                tables.faults.append(Fault(place=_place(key, file), column=_shown(key), zh=zh, en=en))
    if not isinstance(sites, yaml.SequenceNode):
        raise _RefusedError(1, "应以 sites: 开头，下面逐个列出网站", "starts with sites: and lists one site per entry")
    for node in sites.value:
        _take_site(tables, node, file)


def _take_site(tables: RawTables, node: yaml.Node, file: str) -> None:
    row = RawRow(place=_place(node, file))
    columns: yaml.Node | None = None
    for key, value in _pairs(tables, node, file):
        if key.value in {"columns", "栏目"}:
            columns = value
        else:
            _take_scalar(tables, row, key, value, SITE_HEADINGS)
    tables.sites.append(row)
    if columns is None:
        return
    code = row.cells.get("code", "")
    if not isinstance(columns, yaml.SequenceNode):
        zh, en = "应为栏目的列表", "is a list of columns"
        tables.faults.append(Fault(place=_place(columns, file), column="columns", zh=zh, en=en))
        return
    if not columns.value:
        tables.cleared.add(code)
    for entry in columns.value:
        column = RawRow(place=_place(entry, file), cells={"site_code": code})
        for key, value in _pairs(tables, entry, file):
            _take_scalar(tables, column, key, value, COLUMN_HEADINGS)
        tables.columns.append(column)


def _pairs(tables: RawTables, node: yaml.Node, file: str) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
    if not isinstance(node, yaml.MappingNode):
        zh, en = "应为“名称: 值”的形式", "is written as 'name: value' lines"
        tables.faults.append(Fault(place=_place(node, file), zh=zh, en=en))
        return
    seen: set[str] = set()
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.value in seen:
            zh, en = "同一项写了两次，或名称不是文字", "written twice, or its name is no text"
            tables.faults.append(Fault(place=_place(key, file), column=_shown(key), zh=zh, en=en))
            continue
        seen.add(key.value)
        yield key, value


def _take_scalar(
    tables: RawTables, row: RawRow, key: yaml.ScalarNode, value: yaml.Node, known: dict[str, Field]
) -> None:
    written = str(key.value)
    name = YAML_COLUMN_KEYS.get(written, written) if known is COLUMN_HEADINGS else written
    entry = known.get(heading(name))
    place = _place(key, row.place.file)
    if entry is None:
        zh, en = did_you_mean(name, known)
        tables.faults.append(Fault(place=place, column=_shown(key), zh=f"不认识此项{zh}", en=f"unknown{en}"))
    elif entry.key in row.labels:
        zh, en = "同一项写了两次", "written twice"
        tables.faults.append(Fault(place=place, column=_shown(key), zh=zh, en=en))
    elif isinstance(value, yaml.ScalarNode):
        null = not value.style and value.value in {"~", "null", "Null", "NULL", ""}
        row.cells[entry.key] = "" if null else value.value
        row.labels[entry.key] = key.value
    else:
        zh, en = "应为一个值，不是列表", "is one value, not a list"
        tables.faults.append(Fault(place=place, column=_shown(key), zh=zh, en=en))


def _place(node: yaml.Node, file: str) -> Place:
    return Place(file=file, row=_line(node))


def _line(part: yaml.Node | yaml.Event) -> int | None:
    return None if part.start_mark is None else part.start_mark.line + 1


def _shown(key: yaml.Node) -> str:
    """The name of an entry, on one line."""
    name = str(key.value)[:40] if isinstance(key, yaml.ScalarNode) else "?"
    return "".join(char if char.isprintable() else " " for char in name)
