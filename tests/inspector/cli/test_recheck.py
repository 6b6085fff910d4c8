"""``inspector recheck`` against a real server: what was mended, what was not, and that nothing else is asked."""

from datetime import datetime

import pytest
from click.testing import CliRunner

from inspector.cli import main
from inspector.clock import SHANGHAI
from inspector.store import Store
from rules.observations import Crawl, Link, LinkSource, Site
from spiders.items import Seen
from tests.certificates import Authority
from tests.loopback import RawServer, always, page, running

AT = datetime(2026, 3, 2, 6, tzinfo=SHANGHAI)
CODE = "1100000001"


@pytest.fixture
def recheck(web, tmp_path):
    """Asks again the links of a run over the server's site, given by path and state."""
    url = f"sqlite:///{tmp_path / 'test.db'}"

    def run(links: dict[str, str], *arguments: str, lang: str = "en"):
        site = Site(code=CODE, name="某网", url=web.url + "/")
        store = Store.open(url)
        run_id = store.begin_run(started=AT, as_of=AT, standard="census-2015", sites=[site], options={})
        seen = [
            Link(
                at=AT,
                url=web.url + path if path.startswith("/") else path,
                state=state,
                fault="http-404",
                sources=(LinkSource(page=f"{web.url}/index.html", line=7),),
            )
            for path, state in links.items()
        ]
        crawl = Crawl(at=AT, started=AT, finished=AT, site_state="running", home_opened=True, complete=True)
        store.write(run_id, [Seen(site_code=CODE, observation=one) for one in (*seen, crawl)])
        store.finish_run(run_id, AT)
        store.close()
        environment = {"INSPECTOR_DB": url, "INSPECTOR_LANG": lang}
        return CliRunner(env=environment).invoke(main, ["recheck", "--allow-net", "127.0.0.0/8", *arguments])

    return run


def test_what_was_mended_and_what_was_not(web, recheck):
    web.page("/mended.html", "<p>工作动态正文</p>")
    result = recheck({"/mended.html": "broken", "/gone.html": "broken", "/fine.html": "redirected"})
    assert result.exit_code == 1
    assert "2 links asked again: 1 mended, 1 still broken, 0 not settled" in result.stderr
    lines = result.stdout.splitlines()
    assert [line.split()[1].removeprefix(web.url) for line in lines[2:]] == ["/gone.html", "/mended.html"]
    assert lines[2].count("Page not found (HTTP 404)") == 2  # then and now
    assert "still broken: Page" in lines[2]
    assert f"{web.url}/index.html" in lines[2]
    assert web.count("/fine.html") == 0
    assert web.count("/") == 0


def test_when_all_is_mended_the_exit_code_is_0(web, recheck):
    web.page("/a.html", "<p>工作动态正文</p>")
    result = recheck({"/a.html": "unconfirmed"}, lang="zh")
    assert (result.exit_code, "已恢复 1，仍打不开 0" in result.stderr) == (0, True)


def test_nothing_to_ask_is_fine(recheck):
    result = recheck({})
    assert (result.exit_code, result.stdout) == (0, "")


def test_what_cannot_be_settled_is_neither_mended_nor_broken(web, recheck):
    web.page("/kept-out.html", "no", status=403)
    result = recheck({"/kept-out.html": "broken"})
    assert result.exit_code == 3
    assert "0 still broken, 1 not settled" in result.stderr


def test_a_bad_certificate_is_called_what_it_is(recheck, tmp_path):
    tls = Authority(tmp_path).server("127.0.0.1", own=True)
    with running(RawServer(always(page("县政府召开工作推进会。" * 20)), "127.0.0.1", tls=tls)) as server:
        result = recheck({f"https://127.0.0.1:{server.port}/a.html": "tls"})
    assert "a fault of TLS" in result.stdout
    assert "still broken" not in result.stdout
    assert result.exit_code == 1


def test_a_site_that_was_not_in_the_run_is_named(recheck):
    result = recheck({"/a": "broken"}, "9999999999")
    assert result.exit_code == 2
    assert "9999999999" in result.stderr
