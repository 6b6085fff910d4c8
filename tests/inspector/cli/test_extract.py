"""``inspector extract`` as its users and programs call it."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from inspector.cli import main
from inspector.cli._pagefacts import REASONS
from tests.evaluate.scoring import FOLDER

PAGE = FOLDER / "article" / "labelled.html"
LIST = FOLDER / "list" / "trs.html"
CONTRACT = [
    *("id", "encoding", "kind", "state", "title", "published", "published_at", "published_from", "source", "items"),
    *("next_page", "columns", "letters", "marks", "meta", "cms", "redirect"),
]
Invoke = Callable[..., Result]


@pytest.fixture
def extract() -> Invoke:
    def invoke(*arguments: str, given: str = "", lang: str = "en") -> Result:
        return CliRunner(env={"INSPECTOR_LANG": lang}).invoke(main, ["extract", *arguments], input=given)

    return invoke


def line(**asked: Any) -> str:
    return json.dumps(asked) + "\n"


def test_a_file_is_shown_to_people(extract: Invoke) -> None:
    shown = extract(str(PAGE), "--today", "2024-09-12")
    assert shown.exit_code == 0
    assert re.search(r"^published +2024-09-10 09:24  \[visible\] 发布日期:2024-09-10 09:24$", shown.stdout, re.M)
    assert "清河日报" in shown.stdout
    assert re.search(r"^发布 +2024-09-10 09:24", extract(str(PAGE), "--today", "2024-09-12", lang="zh").stdout, re.M)


def test_items_of_a_list_are_shown_as_a_table(extract: Invoke) -> None:
    shown = extract(str(LIST), "--today", "2021-01-31", "--url", "http://www.example.gov.cn/zwgk/")
    assert shown.exit_code == 0
    assert re.search(r"^\d{4}-\d\d-\d\d  .+  http://www\.example\.gov\.cn/", shown.stdout, re.M)


def test_one_line_of_json_has_the_keys_of_the_contract_in_their_order(extract: Invoke) -> None:
    told = json.loads(extract(str(PAGE), "--jsonl", "--today", "2024-09-12").stdout)
    assert list(told)[: len(CONTRACT)] == CONTRACT
    assert (told["published"], told["published_at"], told["published_from"]) == ("2024-09-10", "09:24", "visible")
    assert set(told["marks"]) == {"site_code", "icp", "police", "sponsor"}


def test_lines_are_answered_in_order_with_the_ids_they_came_with(extract: Invoke) -> None:
    asked = line(id=7, file=str(PAGE), url="http://h/a.html", today="2024-09-12") + "\n"
    asked += line(id="x", file=str(LIST), url="http://h/b/", today="2024-09-12")
    answers = [json.loads(answer) for answer in extract("--jsonl", given=asked).stdout.splitlines()]
    assert [(a["id"], a["kind"]) for a in answers] == [(7, "article"), ("x", "list")]


def test_the_day_of_each_line_decides_what_is_the_future(extract: Invoke) -> None:
    asked = line(id=1, file=str(PAGE), today="2024-09-08") + line(id=2, file=str(PAGE), today="2024-09-09")
    answers = [json.loads(answer) for answer in extract("--jsonl", given=asked).stdout.splitlines()]
    assert [a["published"] for a in answers] == [None, "2024-09-10"]


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("{", "not JSON"),
        ("[1]", 'no "file"'),
        ('{"id": 3}', 'no "file"'),
        ('{"id": 3, "file": "/no/such/page.html"}', "cannot be read"),
        ('{"id": 3, "file": 5, "today": "soon"}', "5"),
    ],
)
def test_a_bad_line_is_answered_too_and_the_next_is_read(extract: Invoke, bad: str, says: str) -> None:
    result = extract("--jsonl", given=f"{bad}\n" + line(id=9, file=str(PAGE), today="2024-09-12"))
    wrong, right = map(json.loads, result.stdout.splitlines())
    assert says in wrong["error"]
    assert (right["id"], right["published"]) == (9, "2024-09-10")
    assert result.exit_code == 2


def test_what_steers_a_terminal_is_escaped_and_half_a_character_ends_nothing(tmp_path: Path) -> None:
    """In what a page says, in the ``id`` that comes back, and in what is said of a file that is not there."""
    harm = "\x1b]0;pwned\x07\x9b2J\u202egnp"
    page = tmp_path / "page.html"
    page.write_text(f"<html><head><title>通知{harm}公告</title></head><body><h1>通知</h1></body></html>", "utf-8")
    given = line(id=harm, file=str(page)) + line(id="\ud800", file="/no/\ud800" + harm) + line(id=9, file=str(PAGE))
    command = [sys.executable, "-m", "inspector", "extract", "--jsonl"]
    done = subprocess.run(command, input=given.encode(), capture_output=True, check=False)
    text = done.stdout.decode("utf-8")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    answers = [json.loads(one) for one in text.splitlines()]
    assert [answer["id"] for answer in answers] == [harm, "\ud800", 9]
    assert "公告" in answers[0]["title"]
    assert "error" in answers[1]


def test_an_answer_comes_before_the_next_line_is_given() -> None:
    command = [sys.executable, "-m", "inspector", "extract", "--jsonl"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(2):
            process.stdin.write(line(id=number, file=str(PAGE), today="2024-09-12"))
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait(30) == 0


def test_explain_lists_each_date_with_its_reason(extract: Invoke) -> None:
    page = FOLDER / "article" / "label-other-cell.html"
    shown = extract(str(page), "--explain", "--today", "2024-09-12").stdout
    assert re.search(r"^\*  2024-09-10  visible  labelled as publication, by the heading +", shown, re.M)
    assert re.search(r"^   2024-09-02  visible  labelled as another date +", shown, re.M)
    assert "标题旁标明的发布日期" in extract(str(page), "--explain", "--today", "2024-09-12", lang="zh").stdout


def test_explain_says_so_where_there_is_no_date(extract: Invoke, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>x</p>")
    assert extract(str(tmp_path / "a.html"), "--explain").stdout == "no date on the page\n"


def test_every_reason_has_words_in_both_languages() -> None:
    from typing import get_args

    from spiders.parsing.candidates import Reason

    assert set(REASONS) == set(get_args(Reason))
    assert all(zh and en for zh, en in REASONS.values())


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "give a file or a URL"),
        (["--jsonl", "--explain"], "give a file or a URL"),
        (["/no/such/page.html"], "cannot be read"),
        ([str(PAGE), "--today", "yesterday"], "write it like 2024-05-31"),
        (["http://127.0.0.1:9/"], "not reached"),
    ],
)
def test_a_wrong_call_ends_in_one_line(extract: Invoke, arguments: list[str], says: str) -> None:
    result = extract(*arguments)
    assert result.exit_code in (2, 3)
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_page_is_fetched_through_the_guard_and_redirects_are_followed(extract: Invoke, web: Any) -> None:
    body = PAGE.read_bytes()
    web.page("/a.html", status=302, Location="/b/c.html")
    web.page("/b/c.html", body)
    refused = extract(f"{web.url}/a.html", "--jsonl")
    assert (refused.exit_code, "private-address" in refused.stderr) == (3, True)
    got = extract(f"{web.url}/a.html", "--jsonl", "--today", "2024-09-12", "--allow-net", "127.0.0.1")
    assert json.loads(got.stdout)["published"] == "2024-09-10"


def test_redirects_without_end_are_given_up(extract: Invoke, web: Any) -> None:
    web.page("/round", status=302, Location="/round")
    result = extract(f"{web.url}/round", "--allow-net", "127.0.0.1")
    assert (result.exit_code, "redirect-loop" in result.stderr) == (3, True)
