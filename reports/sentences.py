"""Whole sentences about a scorecard: why it came out as it did, how the score adds up, what is registered."""

from reports.wording import Wording, number
from rules.observations import Crawl, Site
from rules.scorecard import Scorecard

_MAX_NAMED = 6
_SHOWN_INSTEAD = frozenset({"maintenance", "closed", "blocked"})
"""States of a site that say more than that its home page did not open."""
_CUT = frozenset({"budget-seconds", "budget-links", "budget-columns", "host-given-up"})
"""Notes of a crawl that went to its end and left a part of the site out."""


def outcome_sentence(card: Scorecard, words: Wording) -> str:
    """Why the site passed, failed or is undetermined."""
    if card.outcome == "fail":
        return _failed(card, words)
    if card.outcome == "undetermined":
        return _undetermined(card, words)
    if card.score is None:
        return words.t("sentence.pass-unscored")
    return words.t("sentence.pass", worst=number(card.score.worst), mark=number(card.standard.pass_mark))


def _failed(card: Scorecard, words: Wording) -> str:
    vetoes = [words.clause(f) for f in card.findings if f.veto and f.verdict == "fail"]
    if vetoes:
        return words.t("sentence.veto", names=_listed(vetoes, words))
    if card.score is not None:
        return words.t("sentence.low", best=number(card.score.best), mark=number(card.standard.pass_mark))
    return words.t("sentence.fail")


def _undetermined(card: Scorecard, words: Wording) -> str:
    parts: list[str] = []
    if card.crawl is None:
        parts.append(words.t("sentence.not-crawled"))
    elif card.site_state in _SHOWN_INSTEAD:
        parts.append(words.code("reason", f"site-{card.site_state}"))
    elif not card.crawl.home_opened:
        parts.append(words.t("sentence.home-not-opened"))
    elif not card.crawl.complete:
        parts.append(words.t("sentence.cut", reason=cut_reason(card.crawl, words)))
    held = [f for f in card.findings if f.verdict == "inconclusive" and not f.provisional]
    vetoes = [words.clause(f) for f in held if f.veto]
    if vetoes:
        parts.append(words.t("sentence.open-vetoes", names=_listed(vetoes, words)))
    mark = card.standard.pass_mark
    if card.score is not None and card.score.worst < mark <= card.score.best:
        best, worst = number(card.score.best), number(card.score.worst)
        parts.append(words.t("sentence.between", best=best, worst=worst, mark=number(mark)))
    return ("" if words.lang == "zh" else " ").join(parts) or words.t("sentence.undetermined")


def cut_reason(crawl: Crawl, words: Wording) -> str:
    """What kept a crawl that is not complete from the rest of the site."""
    reasons = [crawl.stop_reason]
    if crawl.stop_reason == "finished":
        reasons = [note for note in crawl.notes if note in _CUT] if crawl.home_opened else ["home-not-opened"]
    return words.t("ui.comma").join(words.code("note", reason) for reason in reasons or ["finished"])


def next_steps(card: Scorecard, words: Wording) -> list[str]:
    """What would settle the rules that could not be judged, each step once with the clauses that wait for it."""
    waiting: dict[str, list[str]] = {}
    for finding in card.findings:
        if finding.verdict == "inconclusive":
            clauses = waiting.setdefault(words.remedy(finding, card.site.code), [])
            clauses += [clause] if (clause := words.clause(finding)) not in clauses else []
    return [words.t("sentence.step", step=step, names=_listed(names, words)) for step, names in waiting.items()]


def arithmetic_sentence(card: Scorecard, words: Wording) -> str:
    """The sum as one line: 100 − 3.2 = 96.8; 96.8 − 5 = 91.8. Empty where nothing was scored."""
    if card.score is None:
        return ""
    lost = [f.points for f in card.findings if not f.veto and f.points]
    at_risk = [f.points_at_risk for f in card.findings if not f.veto and f.points_at_risk]
    other = round(card.score.best - card.standard.start + sum(lost), 4)
    terms = "".join(f" − {number(points)}" for points in lost)
    if other:
        terms += f" {'+' if other > 0 else '−'} {number(abs(other))}"
    best = f"{number(card.standard.start)}{terms} = {number(card.score.best)}" if terms else number(card.score.best)
    if not at_risk or card.score.best == card.score.worst:
        return words.t("sentence.sum", best=best)
    spread = round(card.score.best - card.score.worst, 4)
    risks = " − ".join(number(points) for points in at_risk) if _adds_up(at_risk, spread) else number(spread)
    worst = f"{number(card.score.best)} − {risks} = {number(card.score.worst)}"
    return words.t("sentence.sums", best=best, worst=worst)


def no_problems(card: Scorecard, words: Wording) -> str:
    """What a list without problems proves: something only where the whole site was seen."""
    if card.crawl is None:
        return words.t("sentence.not-crawled")
    whole = card.crawl.complete and card.site_state == "running"
    return words.t("site.no-problems" if whole else "site.no-problems-seen")


def _adds_up(parts: list[float], total: float) -> bool:
    return abs(sum(parts) - total) < 1e-6


def registry_facts(site: Site, words: Wording) -> list[tuple[str, str]]:
    """What the registry says of a site: label and value, empty ones left out. Names and phones stay in the registry."""
    told = {
        "code": site.code,
        "url": site.url,
        "redirect_url": site.redirect_url,
        "sponsor": site.sponsor,
        "supervisor": site.supervisor,
        "parent": site.parent,
        "region": " ".join(filter(None, (site.province, site.city, site.county))),
        "level": site.level,
        "portal": words.value(site.portal),
        "site_state": words.code("registry-state", site.state),
        "address": site.address,
        "note": site.note,
        "registered_columns": words.value(len(site.columns)),
    }
    return [(words.field(key), value) for key, value in told.items() if value]


def _listed(names: list[str], words: Wording) -> str:
    shown = words.t("ui.comma").join(names[:_MAX_NAMED])
    return shown if len(names) <= _MAX_NAMED else words.t("sentence.and-more", names=shown, n=len(names))
