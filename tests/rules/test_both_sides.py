"""Both sides of every limit of every standard, derived from the standards' own files.

For each figure that an indicator takes there is a site that stands exactly at it, one step inside and one step
outside; each rule of each standard that uses the figure is measured on all three. A figure without such a site fails
``test_every_figure_has_its_two_sides``.
"""

from dataclasses import fields
from datetime import timedelta
from math import ceil
from types import SimpleNamespace

import pytest
from msgspec import structs

from inspector.judging.standards import bundled_ids, load
from rules.calendar import add_months
from rules.case import Case
from rules.indicators import all_indicators
from rules.observations import Alert, Certificate, Host, Item, Published, RegisteredColumn, Site

STEPS = (-1, 0, 1)
SIDES = {}
"""(indicator, figure) → a function of world, thresholds and step, which gives a site and what must be said of it."""


def side(figure, *indicators):
    def take(build):
        SIDES.update({(indicator, figure): build for indicator in indicators})
        return build

    return take


def over(step, t):
    """At an upper limit: whether it is reached."""
    return "fail" if step > 0 or (step == 0 and t.inclusive) else "pass"


def under(step):
    """At a lower limit: exactly so many are enough."""
    return "fail" if step < 0 else "pass"


def enough(step, verdict="fail"):
    """At a least number to judge by: fewer are no verdict."""
    return "inconclusive" if step < 0 else verdict


def months_old(world, months, step=0):
    """Days ago of the day on which so many months are over today, or a day more or less."""
    return (world.today - add_months(world.today, -months)).days + step


def pages_of(world, count, spoilt, good, bad):
    """So many articles, some of them spoilt."""
    return [
        world.page(f"{world.home_url}p{n}.html", "article", facts=world.facts(kind="article", **told))
        for n, told in enumerate([bad] * spoilt + [good] * (count - spoilt))
    ]


def only_pages(world, pages, **more):
    return world.healthy(pages=tuple(pages), columns=(), **more)


# visits


@side("max_failed_percent", "unreachable")
def failed_share(world, t, step):
    due = t.window_days * t.min_visits_per_day
    failed = t.max_failed_percent * due / 100
    assert failed == int(failed)
    return visits(world, t, due, int(failed) + step), over(step, t)


@side("limit_percent", "homepage-availability")
def failed_percents(world, t, step):
    due = t.window_days * t.min_visits_per_day
    return visits(world, t, due, ceil(t.limit_percent * due / 100) + step), over(step, t)


@side("min_visits_per_day", "unreachable", "homepage-availability")
def visits_a_day(world, t, step):
    return visits(world, t, t.window_days * (t.min_visits_per_day + step), 0), enough(step, "pass")


@side("timeout_s", "unreachable", "homepage-availability")
def slow_visits(world, t, step):
    due = t.window_days * t.min_visits_per_day
    slow = {"answered": True, "elapsed_ms": int(t.timeout_s * 1000) + step, "canary_answered": True}
    every = t.window_days * 1440 / due
    return world.healthy(probes=world.probes(due, due, every_minutes=every, **slow)), "pass" if step < 0 else "fail"


@side("window_days", "unreachable", "homepage-availability")
def first_visit(world, t, step):
    return at_age(world, t.window_days * 1440 + step), {"visits": int(step < 0)}


@side("min_gap_minutes", "unreachable", "homepage-availability")
def visits_apart(world, t, step):
    near, far = at_age(world, 0), at_age(world, t.min_gap_minutes + step)
    return structs_of(near, probes=near.probes + far.probes), {"visits": 2 if step >= 0 else 1}


@side("window_days", "slow-homepage")
def first_timed_visit(world, t, step):
    return at_age(world, t.window_days * 1440 + step), {"visits": int(step < 0)}


@side("min_visits", "slow-homepage")
def timed_visits(world, t, step):
    return world.healthy(probes=world.probes(t.min_visits + step)), enough(step, "pass")


@side("max_seconds", "slow-homepage")
def seconds(world, t, step):
    probes = world.probes(t.min_visits)
    taken = int(t.max_seconds * 1000) + step
    return world.healthy(probes=tuple(structs.replace(probe, elapsed_ms=taken) for probe in probes)), over(step, t)


def visits(world, t, count, failed):
    return world.healthy(probes=world.probes(count, failed, every_minutes=t.window_days * 1440 / count))


def at_age(world, minutes):
    (probe,) = world.probes(1)
    return world.healthy(probes=(structs.replace(probe, at=world.as_of - timedelta(minutes=minutes)),))


def structs_of(observations, **changes):
    values = {field.name: getattr(observations, field.name) for field in fields(observations)}
    return type(observations)(**values | changes)


# home page


@side("max_age_days", "stale-homepage")
def home_age(world, t, step):
    items = [world.item(n, t.max_age_days + step + n) for n in range(t.min_home_items + 1)]
    return only_pages(world, [world.home(items)]), over(step, t)


@side("min_home_items", "stale-homepage")
def home_items(world, t, step):
    columns, pages = world.columns(2, "news", 0, "fresh")
    old = [world.item(n, t.max_age_days + 9) for n in range(t.min_home_items + step)]
    return world.healthy(columns=tuple(columns), pages=(world.home(old), *pages)), enough(step)


@side("min_items", "homepage-volume")
def home_volume(world, t, step):
    return only_pages(world, [world.home([world.item(n, 1) for n in range(t.min_items + step)])]), under(step)


@side("window_days", "homepage-volume")
def home_window(world, t, step):
    items = [world.item(n, t.window_days + step) for n in range(t.min_items)]
    return only_pages(world, [world.home(items)]), "fail" if step > 0 else "pass"


# columns


@side("limit_columns", "stale-columns")
def stale_count(world, t, step):
    late = world.columns(t.limit_columns + step, "news", t.news_days + 1)
    return world.with_columns(late, world.columns(2, "news", 0, "fresh")), over(step, t)


@side("news_days", "stale-columns")
def news_age(world, t, step):
    return world.with_columns(world.columns(t.limit_columns + 1, "news", t.news_days + step)), over(step, t)


@side("notices_months", "stale-columns")
def notices_age(world, t, step):
    days = months_old(world, t.notices_months, step)
    return world.with_columns(world.columns(t.limit_columns + 1, "policies", days)), over(step, t)


@side("limit_columns", "long-stale-columns")
def long_stale_count(world, t, step):
    late = world.columns(t.limit_columns + step, "personnel", months_old(world, t.max_age_months, 1))
    return world.with_columns(late, world.columns(2, "plans", 0, "fresh")), over(step, t)


@side("max_age_months", "long-stale-columns")
def long_age(world, t, step):
    days = months_old(world, t.max_age_months, step)
    return world.with_columns(world.columns(t.limit_columns + 1, "plans", days)), over(step, t)


@side("annual_months", "long-stale-columns")
def annual_age(world, t, step):
    days = months_old(world, t.annual_months, step)
    return world.with_columns(world.columns(t.limit_columns + 1, "other", days, t.annual_names[0])), over(step, t)


@side("limit_columns", "empty-columns")
def empty_count(world, t, step):
    return world.with_columns(world.columns(t.limit_columns + step, "other", None)), over(step, t)


@side("news_days", "column-timeliness")
def each_news(world, t, step):
    return each(world, t, "news", t.news_days + step), over(step, t)


@side("notices_months", "column-timeliness")
def each_notices(world, t, step):
    return each(world, t, "policies", months_old(world, t.notices_months, step)), over(step, t)


@side("long_months", "column-timeliness")
def each_long(world, t, step):
    return each(world, t, "plans", months_old(world, t.long_months, step)), over(step, t)


@side("annual_months", "column-timeliness")
def each_annual(world, t, step):
    names = t.annual_names or ["年报"]
    return each(world, t, "other", months_old(world, t.annual_months, step), names[0]), over(step, t)


def each(world, t, category, days, prefix="c"):
    """None where the rule does not look at columns of that kind."""
    return world.with_columns(world.columns(1, category, days, prefix)) if category in t.categories else None


@side("max_age_months", "named-columns")
def named_age(world, t, step):
    if not t.max_age_months:
        return None, None
    days = months_old(world, t.max_age_months, step)
    return world.with_columns(world.columns(1, "other", days, t.names[0])), over(step, t)


@side("min_items", "surveys", "interviews", "publishing-volume")
def entries(world, t, step):
    return listed(world, t, list(range(t.min_items + step))), under(step)


@side("window_months", "surveys", "interviews")
def entries_of_months(world, t, step):
    days = months_old(world, t.window_months, step)
    return listed(world, t, [days] * t.min_items), "fail" if step > 0 else "pass"


@side("window_days", "publishing-volume")
def entries_of_days(world, t, step):
    return listed(world, t, [t.window_days + step] * t.min_items), "fail" if step > 0 else "pass"


def listed(world, t, ages):
    """One column of each kind that the three indicators count, with entries of these ages; the rest is in order."""
    kinds = [getattr(t, "categories", ("surveys",))[0], "interviews"]
    columns = [world.column(f"n-{kind}", kind) for kind in dict.fromkeys(kinds)]
    pages = [world.list_page(c, [world.item(n, age, c.name) for n, age in enumerate(ages)]) for c in columns]
    home = world.home([world.item(n, 1, "home") for n in range(12)])
    return world.healthy(columns=tuple(columns), pages=(home, *pages))


# messages


@side("max_wait_months", "unanswered-messages")
def wait(world, t, step):
    return mailbox(world, [months_old(world, t.max_wait_months, step)] * t.limit_messages), over(step, t)


@side("window_months", "unanswered-messages")
def oldest_message(world, t, step):
    days = months_old(world, t.window_months, step)
    return mailbox(world, [days] * t.limit_messages), "pass" if step > 0 else "fail"


@side("limit_messages", "unanswered-messages")
def open_messages(world, t, step):
    days = months_old(world, t.max_wait_months, 1)
    return mailbox(world, [days] * (t.limit_messages + step)), "pass" if step < 0 else "fail"


@side("window_months", "consultation")
def newest_message(world, t, step):
    return mailbox(world, [], [months_old(world, t.window_months, step)]), "fail" if step > 0 else "pass"


@side("max_age_months", "stale-replies")
def newest_reply(world, t, step):
    return mailbox(world, [], [months_old(world, t.max_age_months, step)]), over(step, t)


@side("max_hours", "slow-replies")
def reply_time(world, t, step):
    """Days alone are known: a day is taken off in the office's favour, so that the limit is a day later."""
    days = ceil(t.max_hours / 24) + 1 + step
    return mailbox(world, [days] * t.limit_messages), "pass" if step < 0 else "fail"


@side("window_months", "slow-replies")
def oldest_slow(world, t, step):
    days = months_old(world, t.window_months, step)
    return mailbox(world, [days] * t.limit_messages), "pass" if step > 0 else "fail"


@side("limit_messages", "slow-replies")
def slow_messages(world, t, step):
    days = ceil(t.max_hours / 24) + 9
    return mailbox(world, [days] * (t.limit_messages + step)), over(step, t)


def mailbox(world, waiting, answered=()):
    """A mailbox with messages that wait so many days, and some that were answered on the day they came."""
    column = world.column("mail", "consultation")
    letters = [world.letter(n, world.ago(days)) for n, days in enumerate(waiting)]
    letters += [
        world.letter(900 + n, world.ago(days), "answered", answered=world.ago(days))
        for n, days in enumerate(answered or [0] * (not waiting))
    ]
    return world.only_columns(([column], [world.letters_page(column, letters)]))


# pages


@side("limit_percent", "missing-metas")
def metas(world, t, step):
    good = {"meta": dict.fromkeys((*t.site_metas, *t.content_metas), "x")}
    return only_pages(world, pages_of(world, 100, int(t.limit_percent) + step, good, {})), over(step, t)


@side("limit_pages", "pubdate-form")
def pubdates(world, t, step):
    good, bad = {"meta": {"PubDate": "2015-09-01 10:00"}}, {"meta": {"PubDate": "昨天"}}
    return only_pages(world, pages_of(world, 9, t.limit_pages + step, good, bad)), over(step, t)


@side("limit_pages", "wrong-encoding")
def encodings(world, t, step):
    return only_pages(world, pages_of(world, 9, t.limit_pages + step, {}, {"declared_encoding": "gbk"})), over(step, t)


@side("limit_percent", "unsigned-articles")
def unsigned(world, t, step):
    return only_pages(world, pages_of(world, 100, int(t.limit_percent) + step, signed(world), {})), over(step, t)


@side("min_articles", "unsigned-articles")
def unsigned_articles(world, t, step):
    return only_pages(world, pages_of(world, t.min_articles + step, 1, {}, {})), enough(step)


def signed(world):
    return {"source": "本网", "published": Published(day=world.today, read_from="visible")}


@side("limit_percent", "unlinked-interpretations")
def unlinked(world, t, step):
    return interpretations(world, 100, int(t.limit_percent) + step), over(step, t)


@side("min_articles", "unlinked-interpretations")
def few_interpretations(world, t, step):
    return interpretations(world, t.min_articles + step, t.min_articles + step), enough(step)


def interpretations(world, count, spoilt):
    column = world.column("jd", "interpretations")
    pages = pages_of(world, count, spoilt, {"extra": {"related": "policy"}}, {})
    articles = [structs.replace(page, column_url=column.url) for page in pages]
    return world.only_columns(([column], [world.list_page(column, [world.item(1, 1)]), *articles]))


@side("limit_dates", "abnormal-dates")
def strange_dates(world, t, step):
    items = [
        Item(title=f"第{n}条", url=f"{world.home_url}{n}.html", abnormal_date="1970-01-01")
        for n in range(t.limit_dates + step)
    ]
    return only_pages(world, [world.home([world.item(999, 1), *items])]), over(step, t)


@side("min_guides", "service-guides")
def guides_read(world, t, step):
    return guides(world, [1] * (t.min_guides + step)), enough(step)


@side("limit_guides", "unusable-services")
def unusable_guides(world, t, step):
    return guides(world, [8] * (t.limit_guides + step) + [0] * 3), "pass" if step < 0 else "fail"


@side("limit_elements", "unusable-services")
def missing_elements(world, t, step):
    return guides(world, [t.limit_elements + step] * t.limit_guides), over(step, t)


def guides(world, lacking):
    elements = ("name", "basis", "conditions", "papers", "place", "time", "phone", "procedure")
    told = [",".join(elements[missing:]) or "none" for missing in lacking]
    pages = [
        world.page(f"{world.home_url}g{n}.html", "article", facts=world.facts(kind="article", extra={"guide": named}))
        for n, named in enumerate(told)
    ]
    return only_pages(world, [world.home([world.item(1, 1)]), *pages])


ALERTS = {
    "misspellings": "misspelt-word",
    "spam-words": "spam-word",
    "hidden-links": "hidden-link",
    "personal-data": "personal-card",
    "template-tokens": "template-token",
}


@side("limit_places", *ALERTS)
def places(world, t, step, indicator):
    kind = f"misspelt-{t.kinds[0]}" if indicator == "misspellings" else ALERTS[indicator]
    alerts = tuple(Alert(kind=kind, text=f"词{n}") for n in range(t.limit_places + step))
    return only_pages(world, [world.home([world.item(1, 1)], alerts=alerts)]), over(step, t)


# links and hosts


@side("limit_links", "broken-links")
def broken(world, t, step):
    return world.healthy(links=tuple(world.link(f"x{n}") for n in range(t.limit_links + step))), over(step, t)


@side("limit_files", "attachments")
def files(world, t, step):
    links = tuple(world.link(f"x{n}", use="attachment") for n in range(t.limit_files + step))
    return world.healthy(links=links), over(step, t)


@side("limit_systems", "online-systems")
def systems(world, t, step):
    urls = [f"{world.home_url}s{n}/" for n in range(t.limit_systems + 2)]
    columns = tuple(RegisteredColumn(name="系统", url=url, category="systems") for url in urls)
    site = Site(code="3300000001", name="示例县", url=world.home_url, portal=True, columns=columns)
    links = tuple(world.link(f"s{n}/") for n in range(t.limit_systems + step))
    return world.healthy(site=site, links=links), over(step, t)


@side("limit_links", "hijacked-links")
def hijacked(world, t, step):
    links = tuple(
        world.link("", "redirected", url=f"http://old{n}.cn/", final_url=f"http://{t.parking_hosts[0]}/", external=True)
        for n in range(t.limit_links + step)
    )
    return world.healthy(links=links), over(step, t)


@side("min_days_left", "certificate")
def days_left(world, t, step):
    ends = world.as_of + timedelta(days=t.min_days_left + step)
    certificate = Certificate(subject="x", issuer="CA", not_before=world.as_of, not_after=ends)
    host = Host(at=world.as_of, host="www.example.gov.cn", certificate=certificate)
    return world.healthy(hosts=(host,)), under(step)


def figures():
    """Every figure of every rule of every standard: standard, rule, indicator, name."""
    for standard in bundled_ids():
        for rule in load(standard).rules:
            for name, value in rule.thresholds.items():
                if isinstance(value, int | float) and not isinstance(value, bool):
                    yield standard, rule.id, rule.indicator, name


FIGURES = list(figures())


def test_every_figure_has_its_two_sides():
    used = {(indicator, name) for _, _, indicator, name in FIGURES}
    assert used - SIDES.keys() == set()
    assert SIDES.keys() - used == set()


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("figure", FIGURES, ids=" ".join)
def test_each_figure_of_each_standard_on_both_sides(world, figure, step):
    standard, rule_id, indicator, name = figure
    rule = next(rule for rule in load(standard).rules if rule.id == rule_id)
    build = SIDES[indicator, name]
    given = (world, SimpleNamespace(**rule.thresholds), step)
    observations, expected = build(*given, indicator) if build is places else build(*given)
    if observations is None:
        assert name in {"news_days", "notices_months", "long_months", "annual_months", "max_age_months"}
        return  # the rule looks at no columns of that kind
    found = all_indicators()[indicator]
    measured = found.measure(Case(observations=observations, as_of=world.as_of), found.thresholds(**rule.thresholds))
    if isinstance(expected, dict):
        assert {key: measured.measured[key] for key in expected} == expected
    else:
        assert measured.verdict == expected
