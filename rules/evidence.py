"""Problems that are about the site, or about many pages at once."""

from collections.abc import Iterable, Sequence

from msgspec import structs

from rules.case import Case
from rules.observations import Attempt, LinkSource, Page, PageKind
from rules.scorecard import Problem, Value
from rules.verdict import Charge

SHOWN_PAGES = 10


def read_pages(case: Case, kinds: Iterable[PageKind] = ()) -> list[Page]:
    """The pages that were read well, of these kinds (all where none is named), in a stable order.

    Frames and the data of lists are parts of other pages: they owe nobody metas, dates or sources.
    """
    wanted = frozenset(kinds)
    found = (
        page
        for page in case.observations.pages
        if page.facts and page.facts.state == "ok" and not page.framed and (not wanted or page.facts.kind in wanted)
    )
    return sorted(found, key=lambda page: (page.url, page.at))


def site_problem(case: Case, kind: str, /, *, text: str = "", **detail: Value) -> Problem:
    """A defect of the site as a whole, shown at its home page."""
    url = case.observations.site.url
    return Problem(
        fingerprint=case.fingerprint("site", url, f"{kind}|{text}"),
        kind=kind,
        url=url,
        text=text,
        detail=detail,
        seen_at=case.home.at if case.home else None,
        body_sha256=case.home.body_sha256 if case.home else None,
    )


def pages_problem(
    case: Case, kind: str, pages: Sequence[Page], /, *, text: str = "", qualifier: str = "", **detail: Value
) -> Problem:
    """One defect that many pages share: the first of them as evidence, and how many there are.

    ``text`` and ``qualifier`` tell it apart from others of its kind.
    """
    first = min(pages, key=lambda page: (page.role != "home", page.depth, page.url, page.at))
    return Problem(
        fingerprint=case.fingerprint("text", case.observations.site.url, f"{kind}|{text}|{qualifier}"),
        kind=kind,
        url=first.url,
        text=text,
        sources=_sources(pages),
        occurrences=len({page.url for page in pages}),
        detail=detail,
        seen_at=first.at,
        body_sha256=first.body_sha256,
    )


def page_problem(case: Case, kind: str, page: Page, /, *, text: str = "", **detail: Value) -> Problem:
    """One defect of one page; ``text`` tells several of a kind on a page apart."""
    return Problem(
        fingerprint=case.fingerprint("text", page.url, f"{kind}|{text}"),
        kind=kind,
        url=page.url,
        text=text,
        detail=detail,
        seen_at=page.at,
        body_sha256=page.body_sha256,
    )


def with_answers(case: Case, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """``problems``, those that a page shows with the visit that brought it: an appeal asks when, and who answered."""
    if not case.brought:
        return tuple(problems)
    return tuple(
        problem if problem.attempts or problem.body_sha256 not in case.brought else _with_answer(case, problem)
        for problem in problems
    )


def _with_answer(case: Case, problem: Problem) -> Problem:
    return structs.replace(problem, attempts=(_visit(case.brought[problem.body_sha256 or ""]),))


def _visit(page: Page) -> Attempt:
    return Attempt(
        at=page.at,
        method="GET",
        status=page.status,
        fault=None,
        elapsed_ms=page.elapsed_ms,
        client="browser" if page.rendered else "scrapy",
        headers={name: page.headers[name] for name in sorted(page.headers)},
    )


def _sources(pages: Sequence[Page]) -> tuple[LinkSource, ...]:
    """The first distinct pages, those next to the home page before others."""
    titles: dict[str, str] = {}
    for page in sorted(pages, key=lambda page: (page.depth, page.url, page.at)):
        titles.setdefault(page.url, (page.facts and page.facts.title) or "")
    return tuple(LinkSource(page=url, text=title) for url, title in list(titles.items())[:SHOWN_PAGES])


def charges_of(problems: Iterable[Problem], unit: str = "problem") -> list[Charge]:
    """One certain charge for each problem."""
    return [Charge(key=problem.fingerprint, unit=unit) for problem in problems]
