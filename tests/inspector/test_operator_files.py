"""Every file and variable that an office writes: whatever stands in it, the program says in one line what is wrong.

Good examples are damaged at random places; what comes out is either usable or an error of ours that names the file.
"""

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from inspector.judging.standards import find, read_file
from inspector.keys import keys_for
from inspector.links.accepted import read_accepted
from inspector.links.policy import load_policy
from inspector.notify.mailing import mailbox_of
from inspector.notify.webhook import hook_of
from inspector.registry.reader import read_registry
from rules.errors import InspectorError
from rules.standards.reading import load_standard
from spiders.parsing.safety.lexicon import bundled

Load = Callable[[Path], object]


def standard(path: Path) -> object:
    return load_standard(*read_file(str(path)), find)


def registry(path: Path) -> object:
    return read_registry([path])


def words(path: Path) -> object:
    return bundled().extended(path.read_text("utf-8-sig"), str(path))


LOADERS: dict[str, tuple[Load, dict[str, Any]]] = {
    "accepted": (
        read_accepted,
        {"accepted": [{"url": "http://a.cn/*", "reason": "x", "owner": "y", "expires": "2026-12-31"}] * 2},
    ),
    "recognisers": (
        load_policy,
        {
            "statuses": [{"status": "403", "state": "broken", "confirm": "later", "reason": "x"}],
            "challenges": [{"name": "x", "when": [{"status": [403], "body": ["a"], "max_text": 60}]}],
            "words": {"who": ["您"], "gone": ["没了"]},
            "titles": ["栏目建设中"],
        },
    ),
    "standard": (
        standard,
        {
            "id": "county",
            "extends": "census-2015",
            "name": {"zh": "县", "en": "county"},
            "source": "x",
            "rules": [
                {"id": "stale-columns", "thresholds": {"limit_columns": 3}},
                {"id": "broken-links", "evidence": "official"},
            ],
            "drop": ["interviews"],
        },
    ),
    "registry": (
        registry,
        {
            "sites": [
                {
                    "网站标识码": "4212210001",
                    "网站名称": "示例县人民政府",
                    "首页网址": "http://www.example.gov.cn/",
                    "columns": [{"栏目名称": "通知公告", "栏目网址": "http://www.example.gov.cn/tzgg/"}],
                }
            ]
        },
    ),
}
_WORDS = ("", " ", "no", "1:30", "2026-02-30", "x" * 3000, "\u202e\x85", "*" * 99, "{{", "\n")
_SHAPES: tuple[object, ...] = ([], {}, [[]], {"a": {"b": []}}, [None])
ODD = st.sampled_from([None, True, 0, -1, 1e400, 3.5, *_WORDS, *_SHAPES])


def places(value: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from places(one, (*path, key))


def damaged(good: dict[str, Any], path: tuple[Any, ...], odd: object, how: str) -> object:
    bad = copy.deepcopy(good)
    around: Any = bad
    for step in path[:-1]:
        around = around[step]
    if how == "remove":
        del around[path[-1]]
    elif how == "rename" and isinstance(around, dict):
        around[str(odd)[:40] or "x"] = around.pop(path[-1])
    else:
        around[path[-1]] = odd
    return bad


def error_of(load: Callable[[], object]) -> InspectorError | None:
    try:
        load()
    except InspectorError as error:
        return error
    return None


def said_of(load: Load, path: Path) -> str:
    """What is said of a file; "" where it can be used."""
    error = error_of(lambda: load(path))
    if error is None:
        return ""
    assert error.exit_code == 2
    for text in (error.text("zh"), error.text("en")):
        told = [line for line in text.splitlines() if line not in ("nothing was imported", "未导入任何内容")]
        assert told
        assert all(path.name in line and len(line) < 1000 for line in told)
    return error.text("en")


@pytest.mark.parametrize("name", LOADERS)
def test_the_examples_are_good(name: str, tmp_path: Path) -> None:
    load, good = LOADERS[name]
    path = tmp_path / f"{name}.yaml"
    path.write_text(yaml.safe_dump(good, allow_unicode=True, sort_keys=False).replace("*id001", "x"), "utf-8")
    if name == "accepted":
        path.write_text(yaml.dump(copy.deepcopy(good), Dumper=_Plain, allow_unicode=True), "utf-8")
    assert said_of(load, path) == ""


class _Plain(yaml.SafeDumper):
    """Writes everything out: our loaders take no aliases."""

    def ignore_aliases(self, data: object) -> bool:
        return True


@given(data=st.data())
@pytest.mark.parametrize("name", LOADERS)
def test_any_damage_is_told_in_lines_that_name_the_file(
    name: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    load, good = LOADERS[name]
    where = data.draw(st.sampled_from(list(places(good))))
    bad = damaged(good, where, data.draw(ODD), data.draw(st.sampled_from(["put", "remove", "rename"])))
    path = tmp_path_factory.getbasetemp() / f"damaged-{name}.yaml"
    path.write_text(yaml.dump(bad, Dumper=_Plain, allow_unicode=True, sort_keys=False), "utf-8")
    said_of(load, path)


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(20)
)


@pytest.mark.parametrize("name", LOADERS)
@pytest.mark.parametrize(
    "content",
    [
        BOMB.encode(),
        b"[" * 100_000,
        b"{a: " * 100_000,
        b"- " * 100_000,
        b"a: !!python/object/apply:os.system [true]",
        b"a: !!timestamp x",
        b"? [a, b]\n: c",
        b"a: 1\na: 2",
        b"a:\n\t- b",
        b"\xff\xfe\x00",
        b"a: \x00",
        "a: 中文".encode("gb18030"),
        b"--- a\n--- b",
        b"%YAML 9.9\n--- a",
        b"<<: {a: b}",
        b"",
        b"null",
        b"3",
        b"- a",
        b"a: |\n" + b" x\n" * 1000,
        b"'" * 99_999,
    ],
    ids=range(21),
)
def test_no_yaml_is_too_odd(name: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.yaml"
    path.write_bytes(content)
    said = said_of(LOADERS[name][0], path)
    assert said or (name == "recognisers" and content == b"")


@given(text=st.text(alphabet="wordallownamepersonspam\t\n#布署部 ,-\r\x00", max_size=200))
def test_any_word_list_is_read_or_told(text: str) -> None:
    error = error_of(lambda: bundled().extended(text, "words.txt"))
    assert error is None or all("words.txt" in line for line in error.text("en").splitlines())


_VALUES = st.one_of(
    st.text(max_size=60), st.sampled_from(["", "a:b", "a@b.cn", "smtp://", "smtps://h:99999", "http://[", "x" * 9000])
)


@given(values=st.lists(_VALUES, min_size=10, max_size=10))
def test_any_environment_is_usable_or_told_without_its_secrets(values: list[str]) -> None:
    secret = "s3cret-pass-word-0"
    names = ("MAIL_TO", "MAIL_FROM", "SMTP_URL", "SMTP_USER", "WEBHOOK_URL", "REPORT_URL", "AUTH", "COOKIE", "HEADERS")
    environment = {f"INSPECTOR_{name}": value for name, value in zip(names, values, strict=False)}
    environment |= {"INSPECTOR_SMTP_PASSWORD": secret, "INSPECTOR_WEBHOOK_KEY": secret}
    for load in (mailbox_of, hook_of, lambda found: keys_for("http://a.gov.cn/", found)):
        error = error_of(lambda load=load: repr(load(environment)))
        if error is not None:
            assert secret not in error.text("zh") + error.text("en")
            assert "\n" not in error.text("en")
    assert all(secret not in repr(one) for one in _usable(environment))


def _usable(environment: dict[str, str]) -> Iterator[object]:
    for load in (mailbox_of, hook_of):
        if error_of(lambda load=load: load(environment)) is None:
            yield load(environment)
