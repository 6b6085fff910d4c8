import pytest


@pytest.mark.parametrize(("count", "verdict"), [(4, "pass"), (5, "fail"), (6, "fail")])
def test_five_empty_columns_are_the_limit(measure, world, count, verdict):
    site = world.with_columns(world.columns(count, "other", None), world.columns(2, "news", 1, "n"))
    assert measure("empty-columns", site).verdict == verdict


@pytest.mark.parametrize("state", ["by-script", "redirect", "notice", "challenge"])
def test_a_page_in_another_state_is_never_empty(measure, world, state):
    columns = [world.column(f"c{n}") for n in range(6)]
    pages = [world.list_page(c, state=state) for c in columns]
    found = measure("empty-columns", world.with_columns((columns, pages)))
    assert (found.verdict, found.problems) == ("inconclusive", ())


def test_a_page_that_did_not_answer_is_never_empty(measure, world):
    columns = [world.column(f"c{n}") for n in range(6)]
    pages = [world.page(c.url, "column", column_url=c.url, status=500, fault="http-500") for c in columns]
    found = measure("empty-columns", world.with_columns((columns, pages)))
    assert (found.verdict, found.problems) == ("inconclusive", ())


def test_a_page_that_is_gone_is_a_broken_link_and_not_an_empty_column(measure, world):
    columns = [world.column(f"c{n}") for n in range(6)]
    pages = [world.page(c.url, "column", column_url=c.url, status=404) for c in columns]
    assert measure("empty-columns", world.with_columns((columns, pages), world.columns(1, "news", 1))).verdict == "pass"


def test_a_page_with_text_and_no_list_is_not_empty(measure, world):
    columns = [world.column(f"c{n}") for n in range(6)]
    pages = [world.list_page(c, state="ok", kind="article") for c in columns]
    assert measure("empty-columns", world.with_columns((columns, pages))).verdict == "pass"


def test_a_column_of_which_a_page_is_missing_is_not_empty(measure, world):
    columns, pages = world.columns(6, "other", None)
    found = measure("empty-columns", world.with_columns(([world.changed(c, complete=False) for c in columns], pages)))
    assert (found.verdict, found.problems) == ("inconclusive", ())


@pytest.mark.parametrize("category", ["consultation", "complaints", "services", "systems"])
def test_a_column_that_offers_a_form_is_not_empty(measure, world, category):
    site = world.with_columns(world.columns(6, category, None, "f"), world.columns(1, "news", 1, "n"))
    assert measure("empty-columns", site).verdict == "pass"


def test_a_deep_address_that_ends_at_the_home_page_is_not_empty(measure, world):
    columns, pages = world.columns(6, "other", None)
    pages = [world.changed(page, final_url=world.home_url) for page in pages]
    assert measure("empty-columns", world.with_columns((columns, pages), world.columns(1, "news", 1))).verdict == "pass"


def test_one_column_under_two_names_is_counted_once(measure, world):
    columns, pages = world.columns(4, "other", None)
    again = [world.changed(c, name=f"{c.name}又名", url=c.url.replace("http:", "https:")) for c in columns]
    assert measure("empty-columns", world.with_columns(([*columns, *again], pages))).verdict == "pass"


def test_a_page_that_shows_nothing_at_all_is_an_answer_that_went_wrong_and_not_an_empty_column(measure, world):
    columns = [world.column(f"c{n}") for n in range(6)]
    blank = [world.list_page(c, state="empty", state_detail="blank") for c in columns]
    found = measure("empty-columns", world.with_columns((columns, blank)))
    assert (found.verdict, found.problems) == ("inconclusive", ())
    said = [world.list_page(c, state="empty", state_detail="said-so") for c in columns]
    assert measure("empty-columns", world.with_columns((columns, said))).verdict == "fail"
