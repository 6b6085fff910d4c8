import pytest


@pytest.mark.parametrize(("use", "verdict"), [("attachment", "fail"), ("page", "pass"), ("image", "pass")])
def test_only_files_to_download_count(measure, world, use, verdict):
    assert measure("attachments", world.healthy(links=(world.link("a.doc", use=use),))).verdict == verdict


@pytest.mark.parametrize(("count", "verdict"), [(1, "pass"), (2, "fail")])
def test_a_standard_may_allow_some(measure, world, count, verdict):
    links = tuple(world.link(f"{n}.doc", use="attachment") for n in range(count))
    assert measure("attachments", world.healthy(links=links), limit_files=2).verdict == verdict


def test_a_file_that_was_not_confirmed_is_only_at_risk(measure, world):
    found = measure("attachments", world.healthy(links=(world.link("a.doc", "unconfirmed", use="attachment"),)))
    assert (found.verdict, [charge.certain for charge in found.charges]) == ("inconclusive", [False])


def test_a_site_that_was_not_opened_has_no_files_to_judge(measure, world):
    found = measure("attachments", world.healthy(crawl=world.crawl(home_opened=False)))
    assert (found.verdict, found.reason) == ("inconclusive", "home-not-opened")
