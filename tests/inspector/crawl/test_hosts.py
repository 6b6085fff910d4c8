"""What a crawl learns of the site's host and its menus, from the wire to the verdict."""

import socket
from contextlib import ExitStack
from datetime import datetime, timedelta

import pytest

from inspector.clock import SHANGHAI
from inspector.crawl.jobs import CrawlJob
from inspector.crawl.options import CrawlOptions
from inspector.crawl.processes import groups_of
from inspector.judging.standards import load
from inspector.store import Store
from rules.engine import judge
from rules.observations import Observations, Site
from rules.scorecard import Finding, RunRef
from spiders.budget import Budget
from tests.certificates import NOW, Authority
from tests.loopback import RawServer, by_path, reply, running

AS_OF = datetime(2026, 3, 2, 12, tzinfo=SHANGHAI)
MENU = """<html><head><title>示例县人民政府</title></head><body><div class="nav"><ul>
<li><a href="/">首页</a></li>
<li><a href="/zwgk/">政务公开</a>
<ul><li><a href="/zwgk/tzgg/">通知公告</a></li><li><a href="/zwgk/zcwj/">政策文件</a></li></ul></li>
<li><a href="/gzdt/">工作动态</a></li><li><a href="/hdjl/">互动交流</a></li><li><a href="/zjsl/">走进示例</a></li>
</ul></div><p>欢迎来到示例县人民政府门户网站</p></body></html>"""


@pytest.fixture
def serve():
    with ExitStack() as stack:
        yield lambda answer, tls=None: stack.enter_context(running(RawServer(answer, tls=tls)))


@pytest.fixture
def crawled(in_reactor, tmp_path):
    """What a crawl of one site stored."""

    def crawl(url: str) -> Observations:
        store = Store.open(f"sqlite:///{tmp_path}/hosts.db")
        site = Site(code="3300000001", name="示例县人民政府", url=url, portal=True)
        run_id = store.begin_run(started=AS_OF, as_of=AS_OF, standard="x", sites=[site], options={})
        options = CrawlOptions(allow_nets=("127.0.0.0/8", "::1/128"), budget=Budget(retry_pause_s=0.01), browser=False)

        async def go() -> None:
            await CrawlJob(store, run_id, iter(groups_of([site])), as_of=AS_OF, options=options).run()

        in_reactor(go(), timeout=120)
        found = store.observations(run_id, site.code, probes_since=AS_OF - timedelta(days=7), probes_until=AS_OF)
        store.close()
        return found

    return crawl


def finding(found: Observations, standard: str, indicator: str) -> Finding:
    run = RunRef(id=1, started=AS_OF, finished=AS_OF, as_of=AS_OF)
    card = judge(found, load(standard), run=run, as_of=AS_OF)
    return next(one for one in card.findings if one.indicator == indicator)


def has_six(name: str) -> bool:
    try:
        return bool(socket.getaddrinfo(name, None, family=socket.AF_INET6))
    except socket.gaierror:
        return False


def test_the_certificate_of_a_site_is_read_stored_and_judged(serve, crawled, tmp_path):
    pages = {"/": reply(body=MENU.encode(), kind="text/html; charset=utf-8")}
    server = serve(by_path(pages), tls=Authority(tmp_path).server("localhost", own=True, days=(-10, 29)))
    found = crawled(f"https://localhost:{server.port}/")
    (host,) = found.hosts
    assert (host.host, host.tls_fault) == (f"localhost:{server.port}", "self-signed")
    assert host.certificate is not None
    assert host.certificate.not_after == NOW + timedelta(days=29)
    judged = finding(found, "page-rules-2017", "certificate")
    assert (judged.verdict, [problem.kind for problem in judged.problems]) == ("fail", ["tls-self-signed"])


def test_whether_a_site_has_an_ipv6_address_is_asked_stored_and_judged(serve, crawled):
    server = serve(by_path({"/": reply(body=MENU.encode(), kind="text/html; charset=utf-8")}))
    found = crawled(f"http://localhost:{server.port}/")
    assert [host.has_aaaa for host in found.hosts] == [has_six("localhost")]
    assert finding(found, "index-2019", "ipv6").verdict == ("pass" if has_six("localhost") else "fail")
    assert finding(found, "page-rules-2017", "certificate").verdict == "not-applicable"


def test_a_column_of_a_submenu_is_of_the_second_level(serve, crawled):
    found = crawled(f"{serve(by_path({'/': reply(body=MENU.encode(), kind='text/html; charset=utf-8')})).url}/")
    levels = {column.name: column.level for column in found.columns}
    assert levels == {"政务公开": 1, "工作动态": 1, "互动交流": 1, "走进示例": 1, "通知公告": 2, "政策文件": 2}
