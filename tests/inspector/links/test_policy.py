"""Files of users: recognisers and accepted links."""

import time
from datetime import date
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.links.accepted import Accepted, AcceptedList, read_accepted
from inspector.links.policy import Patience, load_policy
from rules.errors import UsageError
from spiders.parsing.recognisers import built_in


def test_without_a_file_ours_counts():
    assert load_policy().recognisers is built_in()
    assert load_policy(patience=Patience(tries=5)).patience.tries == 5


def test_a_users_file_goes_first(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("statuses: [{status: '403', state: broken, reason: 我方规定}]", "utf-8")
    assert load_policy(path).recognisers.status(403).state == "broken"
    assert load_policy(path).recognisers.status(404).state == "broken"


@pytest.mark.parametrize("content", [b"statuses: 1", b"\xff\xfe", b"[", None])
def test_a_file_that_cannot_be_used_is_named_in_one_line(tmp_path, content):
    path = tmp_path / "mine.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError) as error:
        load_policy(path)
    assert "mine.yaml" in error.value.text("en")
    assert "\n" not in error.value.text("en") + error.value.text("zh")


def accepted(tmp_path, text):
    path = tmp_path / "accepted.yaml"
    path.write_text(text, "utf-8")
    return read_accepted(path)


LIST = """
accepted:
  - {url: "http://a.gov.cn/x?id=[1]", reason: 已列入计划, owner: 信息科, expires: 2026-03-31}
  - {url: "http://old.gov.cn/*", reason: 关停中, owner: 信息科, expires: 2026-06-30}
  - {url: "*://b.gov.cn/*.pdf", reason: 待迁移, owner: 信息科, expires: 2026-06-30}
"""


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://a.gov.cn/x?id=[1]", "已列入计划"),
        ("http://a.gov.cn/x?id=1", None),
        ("http://old.gov.cn/a/b", "关停中"),
        ("https://old.gov.cn/a", None),
        ("https://b.gov.cn/d/e.pdf", "待迁移"),
        ("https://b.gov.cn/d/e.pdfx", None),
    ],
)
def test_entries_answer_for_what_they_name(tmp_path, url, reason):
    found = accepted(tmp_path, LIST).find(url, date(2026, 3, 31))
    assert (found.reason if found else None) == reason


def test_an_entry_holds_to_the_end_of_its_day(tmp_path):
    entries = accepted(tmp_path, LIST)
    url = "http://a.gov.cn/x?id=[1]"
    assert entries.find(url, date(2026, 3, 31))
    assert entries.find(url, date(2026, 4, 1)) is None
    assert [entry.url for entry in entries.expired(date(2026, 4, 1))] == [url]
    assert entries.expired(date(2026, 3, 31)) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("accepted: 3", "list"),
        ("", "list"),
        ("accepted: [{url: a}]", ":1:12: entry 1: needs exactly"),
        ("accepted: [a]", ":1:12: entry 1: needs exactly"),
        ("accepted: []\nrejected: []", "and nothing else"),
        ("accepted:\n- {url: a, reason: c, owner: [b], expires: 2026-01-01}", ":2:23: entry 1: owner is a text"),
        ("accepted: [{url: a, reason: c, owner: b, expires: 2026-02-30}]", "entry 1: expires is a day"),
        ("accepted: [{url: a, url: a, reason: c, owner: b, expires: 2026-01-01}]", "stands twice"),
        ("accepted: [&x {url: a, reason: c, owner: b, expires: 2026-01-01}, *x]", "anchors, aliases and tags"),
        ("accepted: !!python/tuple []", "anchors, aliases and tags"),
        ("accepted: " + "[" * 60, "nested too deeply"),
        ("accepted: " + "[" * 200_000, "nested too deeply"),
        ("#" * (4 * 1024 * 1024 + 1), "larger than 4 MB"),
        ("accepted: [{url: a, reason: '', owner: b, expires: 2026-01-01}]", "entry 1: reason is empty"),
        ("accepted: [{url: a, reason: c, owner: b, expires: soon}]", "entry 1: expires is a day"),
        ("accepted: [{url: a, reason: c, owner: b, expires: 2026-01-01 10:00:00}]", "entry 1: expires is a day"),
        ("{", ":2:1: not valid YAML: did not find"),
        ("a: 1\nb: \0", ":2:1: not valid YAML: unacceptable character"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path, text, words):
    with pytest.raises(UsageError) as error:
        accepted(tmp_path, text)
    assert words in error.value.text("en")
    assert "accepted.yaml" in error.value.text("zh")
    assert "\n" not in error.value.text("en") + error.value.text("zh")


def test_broken_yaml_is_told_with_its_line_in_both_languages(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("statuses: []\na: [1\n", "utf-8")
    with pytest.raises(UsageError) as error:
        load_policy(path)
    assert error.value.text("en").startswith(f"{path}:3:1: not valid YAML: did not find expected ',' or ']'")
    assert error.value.text("zh").startswith(f"链接判定规则有误（格式见 docs/links.md）：{path}:3:1: 不是有效的 YAML：")


def test_words_that_yaml_1_1_takes_for_something_else_are_words(tmp_path):
    text = "accepted: [{url: 'http://a.cn/*', reason: no, owner: 12:30, expires: 2026-01-01}]"
    (entry,) = accepted(tmp_path, text).entries
    assert (entry.reason, entry.owner, entry.expires) == ("no", "12:30", date(2026, 1, 1))


@given(
    pattern=st.text(alphabet="ab*", min_size=1, max_size=12).filter(lambda text: "*" in text),
    url=st.text(alphabet="ab", max_size=16),
)
def test_stars_stand_for_anything_and_all_else_for_itself(pattern, url):
    entry = Accepted(url=pattern, reason="r", owner="o", expires=date(2026, 1, 1))
    found = AcceptedList([entry]).find(url, date(2026, 1, 1))
    assert (found is not None) == fnmatchcase(url, pattern)


def test_many_stars_cost_no_time():
    entry = Accepted(url="*a" * 2000 + "b", reason="r", owner="o", expires=date(2026, 1, 1))
    entries = AcceptedList([entry])
    began = time.process_time()
    for _ in range(100):
        assert entries.find("a" * 4000, date(2026, 1, 1)) is None
    assert time.process_time() - began < 1


def test_a_list_of_ten_thousand_entries_is_read_in_seconds(tmp_path):
    line = "- {url: 'http://a.cn/%d/*', reason: 关停中, owner: 信息科, expires: 2026-12-31}\n"
    text = "accepted:\n" + "".join(line % number for number in range(10_000))
    began = time.process_time()
    assert len(accepted(tmp_path, text).entries) == 10_000
    assert time.process_time() - began < 15
    with pytest.raises(UsageError, match="10000"):
        accepted(tmp_path, text + line % 10_000)
