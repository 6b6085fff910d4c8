import pytest


@pytest.mark.parametrize(
    ("leads_to", "verdict"),
    [
        ("https://www.sedoparking.com/parked/old.cn", "fail"),
        ("https://sedoparking.com/", "fail"),
        ("https://www.elsewhere.example/", "pass"),
        ("https://notsedoparking.com/", "pass"),
        (None, "pass"),
    ],
)
def test_a_link_that_ends_at_a_seller_of_domains(measure, world, leads_to, verdict):
    link = world.link("", "redirected", url="http://old.cn/", final_url=leads_to, external=True)
    found = measure("hijacked-links", world.healthy(links=(link,)))
    assert (found.verdict, [p.detail for p in found.problems]) == (
        verdict, [{"leads_to": leads_to}] if verdict == "fail" else [],
    )  # fmt: skip


def test_a_page_that_names_the_seller_itself_is_no_hit(measure, world):
    url = "http://www.sedoparking.com/"
    link = world.link("", "redirected", url=url, final_url=f"{url}x", external=True)
    assert measure("hijacked-links", world.healthy(links=(link,))).verdict == "pass"


def test_the_site_s_own_pages_are_no_hits(measure, world):
    link = world.link("a", "redirected", final_url="http://sedoparking.com/", external=False)
    assert measure("hijacked-links", world.healthy(links=(link,))).verdict == "pass"


def test_a_crawl_cut_short_passes_nobody(measure, world):
    found = measure("hijacked-links", world.healthy(crawl=world.crawl(complete=False)))
    assert (found.verdict, found.reason) == ("inconclusive", "crawl-incomplete")
