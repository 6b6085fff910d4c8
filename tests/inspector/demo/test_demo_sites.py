"""The fixture sites are what their site.toml says, and the loopback server misbehaves as told."""

import http.client
from contextlib import closing
from datetime import timedelta

import pytest

from inspector.demo.plan import ColumnPlan, Expectation, SitePlan, load_as_of, load_plans, registered
from inspector.demo.render import render
from inspector.demo.server import FixtureServer
from rules.errors import InspectorError

AS_OF = load_as_of()
PASS = Expectation(outcome="pass")


def site(**fields: object) -> SitePlan:
    column = ColumnPlan(name="政务动态", path="gzdt", category="news", items=12, newest=1, step=1)
    base = {"name": "测试县", "code": "3301270099", "host": "www.test.gov.cn", "about": "-", "columns": (column,)}
    return SitePlan.model_validate({**base, "expect": PASS, **fields})


def ask(port: int, host: str, path: str, method: str = "GET") -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with closing(connection):
        connection.request(method, path, headers={"Host": host})
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")


def test_there_is_a_fixture_on_each_side_of_every_veto() -> None:
    plans = load_plans()
    vetoes = {veto for plan in plans.values() for veto in plan.expect.vetoes}
    assert vetoes == {
        "unreachable",
        "stale-homepage",
        "stale-columns",
        "long-stale-columns",
        "empty-columns",
        "unanswered-messages",
    }
    assert {plan.expect.outcome for plan in plans.values()} == {"pass", "fail", "undetermined"}
    assert (
        len({plan.code for plan in plans.values()}) == len({plan.host for plan in plans.values()}) == len(plans) >= 10
    )


def test_an_unknown_site_is_refused_with_the_known_names() -> None:
    with pytest.raises(InspectorError, match=r"没有示例网站 nowhere；可用：.*healthy"):
        load_plans(("nowhere",))


def test_a_site_takes_over_the_columns_it_extends() -> None:
    plans = load_plans(("healthy", "letter-95-days"))
    own = {column.path: column for column in plans["letter-95-days"].columns}
    assert len(own) == len(plans["healthy"].columns)
    assert [letter.asked for letter in own["xzxx"].letters] == [5, 95, 150]
    assert own["gzdt"] == plans["healthy"].columns[0]


def test_rendering_twice_gives_the_same_bytes() -> None:
    plan = load_plans(("gbk-table",))["gbk-table"]
    assert render(plan, AS_OF) == render(plan, AS_OF)


def test_a_mislabelled_page_declares_what_it_is_not() -> None:
    plan = load_plans(("gbk-table",))["gbk-table"]
    home = render(plan, AS_OF)["/"].body
    assert b"charset=gb2312" in home
    assert "云溪县人民政府" in home.decode("gb18030")


def test_the_newest_item_is_as_old_as_the_plan_says() -> None:
    pages = render(site(), AS_OF)
    newest = AS_OF - timedelta(days=1)
    assert f"{newest:%Y-%m-%d}" in pages["/gzdt/"].body.decode()
    assert f"/gzdt/{newest:%Y%m}/t{newest:%Y%m%d}_1000.html" in pages


def test_the_server_answers_each_host_with_its_own_site() -> None:
    with FixtureServer({"a": site(), "b": site(host="www.b.gov.cn", name="乙县")}, AS_OF) as server:
        assert "乙县" in ask(server.port, "www.b.gov.cn", "/")[1]
        assert "测试县" in ask(server.port, "www.test.gov.cn", "/")[1]
        assert ask(server.port, "www.test.gov.cn", "/nothing")[0] == 404
        assert ask(server.port, "www.unknown.gov.cn", "/")[0] == 404
        assert server.requests["GET", "www.b.gov.cn", "/"] == 1


def test_the_server_misbehaves_as_told() -> None:
    answers = {
        "/gone": {"status": 410, "body": "-"},
        "/images/logo.png": {"refuse_head": True},
        "/drop": {"drop": True},
        "/": {"fail_every": 3},
        "/css/main.css": {"delay_s": 0.2},
    }
    host = "www.test.gov.cn"
    with FixtureServer({"a": site(answers=answers)}, AS_OF) as server:
        assert ask(server.port, host, "/gone")[0] == 410
        assert ask(server.port, host, "/images/logo.png", "HEAD")[0] == 405
        assert ask(server.port, host, "/images/logo.png")[0] == 200
        with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
            ask(server.port, host, "/drop")
        assert [ask(server.port, host, "/")[0] for _ in range(3)] == [200, 200, 503]
        assert ask(server.port, host, "/css/main.css")[0] == 200


def test_a_fixture_site_is_registered_without_its_columns_so_that_they_must_be_found() -> None:
    entry = registered(site())
    assert (entry.code, entry.url, entry.columns) == ("3301270099", "http://www.test.gov.cn/", ())
