"""Who is told of a run, and what: by the command, on a database of some nights."""

import hmac
import json
import os
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from inspector.cli import main
from inspector.notify.notifying import channels_of
from rules.errors import UsageError
from tests import forking

BAD = "1100000001"
KEY = "sixteen characters"
LOOPBACK = ("--allow-net", "127.0.0.0/8")


def by_mail(port: int, **more: str) -> dict[str, str]:
    return {"INSPECTOR_SMTP_URL": f"smtp://127.0.0.1:{port}", "INSPECTOR_MAIL_TO": "office@example.gov.cn", **more}


def test_a_mail_says_what_changed_since_the_last_run(nights: Any, told: Any, post: Any) -> None:
    taker, port = post()
    nights.crawl({BAD: ("a.doc",)})
    told("--dry-run")
    nights.crawl({BAD: ("b.doc", "c.doc")})
    result = told(**by_mail(port, INSPECTOR_REPORT_URL="https://inspect.example.gov.cn/"), lang="zh")
    assert (result.exit_code, result.stderr) == (0, "已通知：mail\n")
    (message,) = taker.taken
    assert message["Subject"] == "网站检查 2026-03-03：1 个网站有变化，新问题 2 个，已整改 1 个"
    assert message["To"] == message["From"] == "office@example.gov.cn"
    assert message["Auto-Submitted"] == "auto-generated"
    text = message.get_content()
    assert "报告：https://inspect.example.gov.cn/" in text
    assert "新增 2，再次出现 0，已整改 1" in text
    assert "http://www.s1.gov.cn/b.doc" in text
    assert "第1网（1100000001）：不合格" in text


def test_nobody_is_told_where_nothing_changed(nights: Any, told: Any, post: Any) -> None:
    taker, port = post()
    nights.crawl({BAD: ("a.doc",)})
    told("--dry-run")
    nights.crawl({BAD: ("a.doc",)})
    result = told(**by_mail(port))
    assert (result.exit_code, result.stderr) == (0, "nothing changed since the last run: nobody is told\n")
    assert taker.taken == []


def test_the_first_run_is_told_where_it_found_something(nights: Any, told: Any, post: Any) -> None:
    taker, port = post()
    nights.crawl({BAD: ("a.doc",)})
    assert told(**by_mail(port)).exit_code == 0
    assert "no earlier run to compare with" in taker.taken[0].get_content()


def test_a_first_run_without_problems_is_no_news(nights: Any, told: Any, post: Any) -> None:
    taker, port = post()
    nights.crawl()
    assert told(**by_mail(port)).exit_code == 0
    assert taker.taken == []


def test_an_outcome_that_changed_is_news_without_a_new_problem(nights: Any, told: Any) -> None:
    nights.crawl()
    told("--dry-run")
    nights.crawl(missed=(BAD,))
    result = told("--dry-run")
    assert "第1网 (1100000001): Pass → Undetermined" in result.stdout
    assert result.stdout.startswith("Inspection of 2026-03-03: 1 sites changed, 0 new problems, 0 fixed\n\n")


def test_a_server_that_refuses_for_good_is_asked_once_and_told_in_a_line(nights: Any, told: Any, post: Any) -> None:
    taker, port = post()
    taker.replies = ["550 no such mailbox", "550 no such mailbox"]
    nights.crawl({BAD: ("a.doc",)})
    result = told(**by_mail(port))
    assert result.exit_code == 3
    assert result.stderr.count("\n") == 1
    assert "no such mailbox" in result.stderr
    assert "inspector notify --run 1 sends it again" in result.stderr
    assert len(taker.replies) == 1


def test_a_report_address_with_a_password_in_it_is_sent_to_nobody() -> None:
    environment = {"INSPECTOR_SMTP_URL": "smtp://mail.example.cn", "INSPECTOR_MAIL_TO": "a@b.cn"}
    with pytest.raises(UsageError) as told:
        channels_of({**environment, "INSPECTOR_REPORT_URL": "https://me:geheim@inspect.example.cn/"})
    assert "geheim" not in told.value.text("en") + told.value.text("zh")
    plain = "https://inspect.example.cn/@night/?to=a@b.cn"
    assert channels_of({**environment, "INSPECTOR_REPORT_URL": plain}).report == plain


def by_hook(web: Any) -> dict[str, str]:
    return {"INSPECTOR_WEBHOOK_URL": f"{web.url}/hook", "INSPECTOR_WEBHOOK_KEY": KEY}


def test_a_webhook_gets_a_signed_account_of_the_changes(nights: Any, told: Any, web: Any) -> None:
    web.page("/hook", "ok")
    nights.crawl({BAD: ("a.doc",)})
    result = told(*LOOPBACK, **by_hook(web))
    assert (result.exit_code, result.stderr) == (0, "told: webhook\n")
    assert web.asked == ["POST /hook"]
    (sent,), body = web.headers, web.bodies["/hook"]
    expected = hmac.new(KEY.encode(), f"{sent['X-Inspector-Timestamp']}.".encode() + body, sha256).hexdigest()
    assert sent["X-Inspector-Signature"] == f"sha256={expected}"
    value = json.loads(body)
    assert value["schema"] == "inspector/changes/1"
    assert value["counts"] == {"new": 1, "back": 0, "fixed": 0}
    assert [site["code"] for site in value["sites"]] == [BAD]
    assert value["sites"][0]["problems"][0]["url"] == "http://www.s1.gov.cn/a.doc"


def test_a_hook_inside_the_network_is_asked_only_where_that_is_allowed(nights: Any, told: Any, web: Any) -> None:
    web.page("/hook", "ok")
    nights.crawl({BAD: ("a.doc",)})
    result = told(**by_hook(web))
    assert result.exit_code == 3
    assert "private-address" in result.stderr
    assert web.asked == []


def test_notify_without_a_channel_stops_a_run_before_its_first_request(nights: Any) -> None:
    runs = len(nights.store.runs())
    result = CliRunner(env={"INSPECTOR_LANG": "en"}).invoke(main, ["--db", nights.url, "run", "--notify"])
    assert result.exit_code == 2
    assert "docs/notify.md" in result.stderr
    assert len(nights.store.runs()) == runs


@pytest.mark.e2e
@pytest.mark.parametrize("taken", [True, False])
def test_a_message_that_is_not_taken_over_costs_the_run_nothing(web: Any, tmp_path: Path, taken: bool) -> None:
    web.page("/", "<html><head><title>县政府</title></head><body><a href='/gone.html'>公告</a></body></html>")
    web.page("/hook", "", status=200 if taken else 410)
    sites = tmp_path / "sites.yaml"
    sites.write_text(f"sites:\n  - code: '4400000001'\n    name: 县政府\n    url: {web.url}/\n", "utf-8")
    environment = {**os.environ, **by_hook(web), "INSPECTOR_BROWSER": "none", "INSPECTOR_LANG": "en"}
    base = ["--db", f"sqlite:///{tmp_path}/run.db"]
    forking.run("inspector", [*base, "sites", "import", str(sites)], environment=environment).check_returncode()
    command = [*base, "run", "--notify", "--out", str(tmp_path / "out"), *LOOPBACK]
    done = forking.run("inspector", command, environment=environment)
    assert done.returncode in (1, 3), done.stderr
    assert web.count("/hook") == 1
    assert (tmp_path / "out" / "index.html").exists()
    assert ("told: webhook" in done.stderr) is taken
    assert ("was not taken over: 127.0.0.1" in done.stderr) is not taken
    assert KEY not in done.stdout + done.stderr
