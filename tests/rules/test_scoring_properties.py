"""What must hold for every site: no failure helps, no doubt costs, order is nothing, scores stay on their scale."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.judging.standards import bundled_ids, load
from rules.engine import judge

RANK = {"fail": 0, "undetermined": 1, "pass": 2}
LINKS = st.lists(
    st.tuples(st.sampled_from(["broken", "unconfirmed", "blocked", "tls"]), st.booleans(), st.booleans()), max_size=60
)
COLUMNS = st.lists(
    st.tuples(
        st.sampled_from(["news", "notices", "policies", "personnel", "plans", "other", "unknown", "static", "surveys"]),
        st.one_of(st.none(), st.integers(0, 900)),
        st.booleans(),
    ),
    max_size=25,
)
SITES = st.fixed_dictionaries(
    {
        "links": LINKS,
        "columns": COLUMNS,
        "home": st.lists(st.one_of(st.none(), st.integers(0, 60)), max_size=6),
        "failed": st.integers(0, 20),
        "probes": st.integers(0, 168),
        "complete": st.booleans(),
        "portal": st.booleans(),
        "letters": st.lists(
            st.tuples(st.one_of(st.none(), st.integers(0, 500)), st.sampled_from(["open", "answered", "unknown"])),
            max_size=4,
        ),
    }
)
STANDARDS = st.sampled_from(bundled_ids())


def build(world, spec):
    columns, pages = [], []
    for n, (category, days, read) in enumerate(spec["columns"]):
        column = world.column(f"c{n}", category)
        columns.append(column)
        if read:
            items = [] if days is None else [world.item(i, days + i, f"c{n}") for i in range(3)]
            pages.append(world.list_page(column, items))
    mailbox = world.column("mail", "consultation")
    letters = [world.letter(n, None if d is None else world.ago(d), s) for n, (d, s) in enumerate(spec["letters"])]
    home = [world.item(n, days, "home") for n, days in enumerate(spec["home"])]
    return world.healthy(
        site=replace(world.site, portal=spec["portal"]),
        crawl=world.crawl(complete=spec["complete"]),
        probes=world.probes(spec["probes"], min(spec["failed"], spec["probes"]), every_minutes=60),
        columns=(*columns, mailbox),
        pages=(world.home(home), *pages, world.letters_page(mailbox, letters)),
        links=tuple(
            world.link(str(n), state, on_home=on_home, external=external)
            for n, (state, on_home, external) in enumerate(spec["links"])
        ),
    )


def card_of(world, observations, standard):
    return judge(observations, load(standard), run=world.run, as_of=world.as_of)


def points(card):
    """The score, a veto being worse than any points."""
    return (-1.0, -1.0) if card.score is None else (card.score.best, card.score.worst)


@settings(max_examples=60)
@given(spec=SITES, standard=STANDARDS)
def test_scores_stay_on_the_scale_and_best_is_never_below_worst(world, spec, standard):
    card = card_of(world, build(world, spec), standard)
    if card.score is not None:
        top = 130 if load(standard).scoring.bonus else 100
        assert 0 <= card.score.worst <= card.score.best <= top
    assert all(finding.points >= 0 and finding.points_at_risk >= 0 for finding in card.findings)


@settings(max_examples=60)
@given(spec=SITES, standard=STANDARDS, on_home=st.booleans())
def test_one_more_broken_link_never_helps(world, spec, standard, on_home):
    before = card_of(world, build(world, spec), standard)
    after = card_of(world, build(world, {**spec, "links": [*spec["links"], ("broken", on_home, False)]}), standard)
    assert RANK[after.outcome] <= RANK[before.outcome]
    if after.score is not None and before.score is not None:
        assert points(after) <= points(before)


@settings(max_examples=60)
@given(spec=SITES, standard=STANDARDS, more=st.integers(1, 5))
def test_more_stale_columns_never_help(world, spec, standard, more):
    before = card_of(world, build(world, spec), standard)
    stale = {**spec, "columns": [*spec["columns"], *[("news", 500, True)] * more]}
    after = card_of(world, build(world, stale), standard)
    rules = {"stale-columns", "long-stale-columns", "empty-columns", "column-timeliness"}
    for old, new in zip(before.findings, after.findings, strict=True):
        if new.indicator in rules and old.verdict == "fail":
            assert new.verdict == "fail"
            assert after.score is None or new.points >= old.points


@settings(max_examples=60)
@given(spec=SITES, standard=STANDARDS)
def test_what_could_not_be_told_costs_nothing_in_the_best_case(world, spec, standard):
    card = card_of(world, build(world, spec), standard)
    for finding in card.findings:
        if finding.verdict in {"inconclusive", "not-applicable"}:
            assert finding.points == 0
    if card.score is not None and not any(f.verdict == "fail" for f in card.findings):
        assert card.score.best >= 100


@settings(max_examples=40)
@given(spec=SITES, standard=STANDARDS, shuffled=st.randoms(use_true_random=False))
def test_the_order_in_which_things_were_seen_does_not_matter(world, spec, standard, shuffled):
    site = build(world, spec)
    mixed = {}
    for name in ("probes", "pages", "columns", "links"):
        values = list(getattr(site, name))
        shuffled.shuffle(values)
        mixed[name] = tuple(values)
    assert card_of(world, replace(site, **mixed), standard) == card_of(world, site, standard)


@settings(max_examples=40)
@given(spec=SITES, standard=STANDARDS)
def test_a_site_that_was_not_seen_whole_never_passes(world, spec, standard):
    card = card_of(world, build(world, {**spec, "complete": False}), standard)
    assert card.outcome != "pass"


@settings(max_examples=40)
@given(spec=SITES, standard=STANDARDS)
def test_every_problem_has_an_identity_of_its_own_within_its_finding(world, spec, standard):
    for finding in card_of(world, build(world, spec), standard).findings:
        identities = [problem.fingerprint for problem in finding.problems]
        assert len(identities) == len(set(identities))
