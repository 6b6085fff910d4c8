"""Which pages are kept for the end of a crawl: the same ones, whatever order they come in."""

from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.graph import Graph
from spiders.items import UrlEntry
from spiders.kept import MAX_PACKED_BYTES, MAX_PAGES, Claim, KeptPage, KeptPages

Offers = list[tuple[str, list[Claim], int]]


def kept_of(offers: Offers) -> KeptPages:
    graph, pages = Graph(), KeptPages()
    for url, claims, size in offers:
        target = graph.add(url)
        entry = UrlEntry(id=target.id, url=url, leaf=False)
        page = KeptPage(target, entry, url, None, b"x" * size, ())
        pages.offer(target, claims, lambda page=page: page)
    return pages


def told(pages: KeptPages) -> list[tuple[str, list[Claim]]]:
    return [(page.target.url, sorted(page.claims)) for page in pages]


A: list[tuple[str, list[Claim], int]] = [
    ("http://a.cn/", [("sheet", "s.css", "home")], 9),
    ("http://a.cn/b/1.html", [("sheet", "s.css", "article"), ("own", "", "/x.png", "article")], 9),
    ("http://a.cn/a/1.html", [("sheet", "s.css", "article")], 9),
    ("http://a.cn/a/", [("sheet", "s.css", "column")], 9),
]


def test_of_pages_that_claim_the_same_the_shortest_address_is_kept():
    assert told(kept_of(A)) == [
        ("http://a.cn/", [("sheet", "s.css", "home")]),
        ("http://a.cn/a/", [("sheet", "s.css", "column")]),
        ("http://a.cn/a/1.html", [("sheet", "s.css", "article")]),
        ("http://a.cn/b/1.html", [("own", "", "/x.png", "article")]),
    ]


@pytest.mark.parametrize("order", list(permutations(A)))
def test_a_page_stands_for_all_that_make_its_claims(order):
    kept = kept_of(list(order))
    likes = {page.target.url: kept.pages_like(page, ("sheet", "s.css", "article")) for page in kept}
    assert likes == {url: 2 if url == "http://a.cn/a/1.html" else 0 for url, _, _ in A}


@pytest.mark.parametrize("order", list(permutations(A)))
def test_the_order_of_the_answers_does_not_matter(order):
    assert told(kept_of(list(order))) == told(kept_of(A))


_CLAIMS = st.lists(st.sampled_from([("sheet", f"{n}.css", "other") for n in range(6)]), max_size=4)
_PAGES = st.dictionaries(st.integers(0, 400).map(lambda n: f"http://a.cn/{n}"), _CLAIMS, max_size=30)


@given(_PAGES, st.randoms(use_true_random=False))
def test_no_order_of_any_pages_matters_and_every_claim_has_its_first_page(
    pages: dict[str, list[Claim]], random: Random
):
    offers: Offers = [(url, claims, 5) for url, claims in pages.items()]
    one = kept_of(offers)
    random.shuffle(offers)
    assert told(kept_of(offers)) == told(one)
    first = {
        claim: min((len(url), url) for url, claims, _ in offers if claim in claims) for _, c, _ in offers for claim in c
    }
    assert {claim: page.place for page in one for claim in page.claims} == first
    assert not one.left_out


@pytest.mark.parametrize(("pages", "left_out"), [(MAX_PAGES, False), (MAX_PAGES + 1, True)])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_more_pages_are_kept_than_the_bound_and_the_first_ones_are(pages: int, left_out: bool, seed: int):
    offers: Offers = [(f"http://a.cn/{n:04}", [("own", "", str(n), "other")], 5) for n in range(pages)]
    Random(seed).shuffle(offers)
    kept = kept_of(offers)
    assert [page.target.url for page in kept] == [f"http://a.cn/{n:04}" for n in range(MAX_PAGES)]
    assert kept.left_out is left_out


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_more_bytes_are_kept_than_the_bound(seed: int):
    size = MAX_PACKED_BYTES // 4
    offers: Offers = [(f"http://a.cn/{n}", [("own", "", str(n), "other")], size) for n in range(7)]
    Random(seed).shuffle(offers)
    kept = kept_of(offers)
    assert [page.target.url for page in kept] == [f"http://a.cn/{n}" for n in range(4)]
    assert kept.left_out


def test_a_page_that_claims_nothing_is_never_made():
    graph, pages = Graph(), KeptPages()
    pages.offer(graph.add("http://a.cn/"), [], pytest.fail)
    assert list(pages) == []
