"""Who links to what."""

import pytest

from spiders.graph import MAX_FOLDERS, MAX_HOSTS, MAX_LINKS_PER_PAGE, MAX_SOURCES, Graph
from spiders.parsing.document import Document
from spiders.parsing.urls import resolve

HOST = "http://www.example.gov.cn"


def page(url: str, *hrefs: str, charset: str = "utf-8") -> Document:
    links = "\n".join(f'<a href="{href}">文字{number}</a>' for number, href in enumerate(hrefs))
    body = f'<html><head><meta charset="{charset}"></head><body>\n{links}\n</body></html>'
    return Document.parse(body.encode(charset), url)


def read(graph: Graph, url: str, *hrefs: str, home: bool = False, charset: str = "utf-8"):
    return graph.read(page(url, *hrefs, charset=charset), graph.add(url), home=home)


def test_one_edge_per_target_and_page_however_often_it_is_linked():
    graph = Graph()
    edges, new = read(graph, f"{HOST}/", "/a.html", "a.html", f"{HOST}/a.html#top", "/b.html")
    assert [graph[e[0]].url for e in edges] == [f"{HOST}/a.html", f"{HOST}/b.html"]
    assert [t.url for t in new] == [f"{HOST}/a.html", f"{HOST}/b.html"]
    assert graph.find(f"{HOST}/a.html").pages == 1


def test_sources_carry_line_and_text_and_are_kept_for_the_first_pages_only():
    graph = Graph()
    for number in range(MAX_SOURCES + 3):
        edges, _ = read(graph, f"{HOST}/{number}.html", "/x.html")
    target = graph.find(f"{HOST}/x.html")
    assert target.pages == MAX_SOURCES + 3
    sources = graph.sources(target)
    assert [source.page for source in sources] == [f"{HOST}/{n}.html" for n in range(MAX_SOURCES)]
    assert (sources[0].line, sources[0].text) == (2, "文字0")
    assert edges == [(target.id, None, "", "page")]


def test_a_relative_link_means_what_its_folder_makes_of_it():
    graph = Graph()
    read(graph, f"{HOST}/a/1.html", "x.html")
    read(graph, f"{HOST}/b/1.html", "x.html")
    read(graph, f"{HOST}/a/2.html", "x.html", "?p=1")
    read(graph, f"{HOST}/a/3.html", "?p=1")
    assert graph.find(f"{HOST}/a/x.html").pages == 2
    assert graph.find(f"{HOST}/b/x.html").pages == 1
    assert graph.find(f"{HOST}/a/2.html?p=1").pages == 1
    assert graph.find(f"{HOST}/a/3.html?p=1").pages == 1


def test_a_rooted_link_means_another_page_on_another_host():
    graph = Graph()
    read(graph, f"{HOST}/1.html", "/x.html")
    read(graph, "http://sub.example.gov.cn/1.html", "/x.html")
    assert graph.find(f"{HOST}/x.html").pages == 1
    assert graph.find("http://sub.example.gov.cn/x.html").pages == 1


def test_a_query_is_written_in_the_charset_of_the_page_that_holds_it():
    graph = Graph()
    read(graph, f"{HOST}/1.html", "/s?q=嘉鱼", charset="gbk")
    read(graph, f"{HOST}/2.html", "/s?q=嘉鱼", charset="utf-8")
    assert graph.find(resolve("/s?q=嘉鱼", HOST, "gbk")).pages == 1
    assert graph.find(resolve("/s?q=嘉鱼", HOST, "utf-8")).pages == 1


def test_what_cannot_be_fetched_is_no_target():
    graph = Graph()
    edges, new = read(graph, f"{HOST}/", "mailto:x@example.gov.cn", "javascript:void(0)", "http://:80/", "#top")
    assert (edges, new) == ([], [])


def test_a_session_id_makes_no_new_target():
    graph = Graph()
    read(graph, f"{HOST}/1.html", "/a.jsp;jsessionid=AAAA1111BBBB")
    _, new = read(graph, f"{HOST}/2.html", "/a.jsp;jsessionid=CCCC2222DDDD")
    assert [t.pages for t in new] == [2]
    assert len(graph) == 3


def test_targets_that_are_placed_are_not_new_again():
    graph = Graph()
    _, (target,) = read(graph, f"{HOST}/1.html", "/x.html")
    target.placed = True
    _, new = read(graph, f"{HOST}/2.html", "/x.html")
    assert new == []


def test_a_link_farm_ends_at_the_bound():
    graph = Graph()
    edges, _ = read(graph, f"{HOST}/", *(f"/{n}.html" for n in range(MAX_LINKS_PER_PAGE + 10)))
    assert len(edges) == MAX_LINKS_PER_PAGE


def test_folders_left_behind_are_forgotten_and_understood_anew():
    graph = Graph()
    for name in ("1.html", "2.html"):
        for number in range(MAX_FOLDERS + 5):
            read(graph, f"{HOST}/{number}/{name}", "x.html")
    assert graph.find(f"{HOST}/0/x.html").pages == 2
    assert len(graph._folders) == MAX_FOLDERS


def test_the_home_page_marks_its_targets():
    graph = Graph()
    read(graph, f"{HOST}/", "/a.html", home=True)
    read(graph, f"{HOST}/1.html", "/b.html")
    assert graph.find(f"{HOST}/a.html").on_home
    assert not graph.find(f"{HOST}/b.html").on_home


def test_a_form_is_known_by_what_is_sent_and_is_no_link():
    graph = Graph()
    first = graph.add_form(f"{HOST}/list", "page=1")
    assert graph.add_form(f"{HOST}/list", "page=1") is first
    assert graph.add_form(f"{HOST}/list", "page=2") is not first
    assert graph.find(f"{HOST}/list") is None


@pytest.mark.parametrize("home", [True, False])
def test_a_replayed_edge_counts_like_the_first_time(home):
    graph, again = Graph(), Graph()
    edges, _ = read(graph, f"{HOST}/1.html", "/x.html", "/y.html", home=home)
    page_again = again.add(f"{HOST}/1.html", target_id=1)
    for target in graph:
        again.add(target.url, target_id=target.id)
    for target_id, line, text, use in edges:
        again.replay(page_again, target_id, line, text, use, home=home)
    before = [(t.id, t.url, t.pages, t.on_home, graph.sources(t)) for t in graph]
    assert [(t.id, t.url, t.pages, t.on_home, again.sources(t)) for t in again] == before
    assert again.add(f"{HOST}/new.html").id == len(graph) + 1


def test_an_address_that_a_script_fills_in_is_no_link():
    graph = Graph()
    _, new = read(graph, f"{HOST}/", "{{item.url}}", "/a/{{id}}.html", "/a/{x}.html", "/a/[URL].html")
    assert [target.url.removeprefix(HOST) for target in new] == [
        "/a/{x}.html".replace("{", "%7B").replace("}", "%7D"),
        "/a/[URL].html",
    ]


@pytest.mark.parametrize(("links", "left_out"), [(8, 0), (9, 0), (10, 1), (25, 16)])
def test_there_is_room_for_so_many_addresses(links, left_out, monkeypatch):
    """Ten with the page itself. What is known stays known, and what a column needs is found room for."""
    monkeypatch.setattr("spiders.graph.MAX_TARGETS", 10)
    graph = Graph()
    hrefs = [f"/{n}.html" for n in range(links)]
    edges, _ = read(graph, f"{HOST}/", *hrefs)
    assert (len(edges), len(graph), graph.left_out) == (links - left_out, 1 + links - left_out, left_out)
    again, _ = read(graph, f"{HOST}/0.html", *hrefs)
    assert [edge[0] for edge in again] == [edge[0] for edge in edges]
    assert graph.add(f"{HOST}/tzgg/").url == f"{HOST}/tzgg/"
    assert len(graph) == 2 + links - left_out


@pytest.mark.parametrize(("chars", "known"), [(1000, 6), (5000, 2)])
def test_long_addresses_take_more_of_the_room(chars, known, monkeypatch):
    monkeypatch.setattr("spiders.graph.MAX_TARGET_CHARS", 5000)
    graph = Graph()
    read(graph, f"{HOST}/", *(f"/{n}{'x' * chars}.html" for n in range(20)))
    assert len(graph) == known
    assert graph.left_out == 21 - known


def test_values_that_never_come_again_fill_no_table(monkeypatch):
    """Of hosts named by ``<base>``, of addresses that are none, and of those too long to come twice."""
    monkeypatch.setattr("spiders.graph.MAX_REMEMBERED", 50)
    graph = Graph()
    for number in range(40):
        base = f"<base href='http://h{number}.example.cn/{number}/'>"
        links = "".join(f"<a href='http://[{number}x{n}/'></a><a href='/{number}-{n}'></a>" for n in range(9))
        doc = Document.parse(f"<html><head>{base}</head>{links}</html>".encode(), f"{HOST}/{number}.html")
        graph.read(doc, graph.add(f"{HOST}/{number}.html"), home=False)
    tables = [*graph._hosts.values(), *graph._folders.values()]
    assert len(tables) <= MAX_HOSTS + MAX_FOLDERS
    assert sum(map(len, tables)) <= 50 * len(tables)
    assert len(graph) == 40 * 10
