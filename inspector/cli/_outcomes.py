"""Scorecards as a table for the terminal, and the exit code that they make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.cli.common import Context, shown, table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rules.scorecard import Scorecard

SHOWN_WHY = 5
"""Undetermined sites of which the screen says why."""
HEADERS = {
    "zh": ("标识码", "网站", "结论", "得分", "单项否决", "问题"),
    "en": ("code", "site", "outcome", "score", "vetoes", "problems"),
}
COMPARED = {
    "zh": ("标识码", "网站", "{0}", "得分", "{1}", "得分", "不同之处"),
    "en": ("code", "site", "{0}", "score", "{1}", "score", "differs in"),
}
OUTCOMES = {
    "zh": {"pass": "合格", "fail": "不合格", "undetermined": "待定"},
    "en": {"pass": "pass", "fail": "fail", "undetermined": "undetermined"},
}


def outcome_table(cards: Iterable[Scorecard], lang: str) -> str:
    """A line per site: outcome, best and worst score, vetoes that apply, open problems."""
    from reports.summary import open_identities
    from reports.wording import wording

    words = wording(lang)
    rows = []
    for card in cards:
        vetoes = [words.clause(f) for f in card.findings if f.veto and f.verdict == "fail"]
        named = ("、" if lang == "zh" else ", ").join(vetoes)
        outcome = OUTCOMES[lang][card.outcome]
        rows.append((card.site.code, card.site.name, outcome, score(card), named, str(len(open_identities(card)))))
    return table(HEADERS[lang], rows)


def tell_why(context: Context, cards: Iterable[Scorecard]) -> None:
    """Why the first few sites are undetermined, and where more is told: a word alone leaves a reader at a loss."""
    from reports.sentences import outcome_sentence
    from reports.wording import wording

    words = wording(context.lang)
    told = 0
    for card in cards:
        if card.outcome != "undetermined":
            continue
        told += 1
        if told > SHOWN_WHY:
            context.say("其余待定网站的原因见报告", "why the other sites are undetermined stands in the report")
            return
        why = shown(outcome_sentence(card, words))
        context.say(f"{card.site.code} 待定：{why}", f"{card.site.code} is undetermined: {why}")
    if told:
        context.say("逐项查看：inspector explain 标识码", "verdict by verdict: inspector explain CODE")


def comparison(cards: Iterable[Scorecard], others: Iterable[Scorecard], lang: str) -> str:
    """The same sites by two standards, with the indicators whose verdicts differ, or that fail in only one of them."""
    from reports.wording import wording

    words = wording(lang)
    names = ["", ""]
    rows = []
    for card, other in zip(cards, others, strict=True):
        names = [card.standard.id, other.standard.id]
        here, there = _verdicts(card), _verdicts(other)
        both = here.keys() & there.keys()
        differing = {one for one in both if here[one] != there[one]}
        differing |= {one for found in (here, there) for one in found.keys() - both if _fails(found[one])}
        listed = ("、" if lang == "zh" else ", ").join(words.indicator(one) for one in sorted(differing))
        left, right = (OUTCOMES[lang][one.outcome] for one in (card, other))
        rows.append((card.site.code, card.site.name, left, score(card), right, score(other), listed))
    return table([header.format(*names) for header in COMPARED[lang]], rows)


def _verdicts(card: Scorecard) -> dict[str, set[tuple[str, bool]]]:
    """Verdicts by indicator, each with whether it is a veto."""
    found: dict[str, set[tuple[str, bool]]] = {}
    for finding in card.findings:
        found.setdefault(finding.indicator, set()).add((finding.verdict, finding.veto))
    return found


def _fails(verdicts: set[tuple[str, bool]]) -> bool:
    return any(verdict == "fail" for verdict, _ in verdicts)


def score(card: Scorecard) -> str:
    """Best and worst score, one figure where they agree, a dash where nothing was scored."""
    if card.score is None:
        return "–"
    best, worst = f"{card.score.best:g}", f"{card.score.worst:g}"
    return best if best == worst else f"{worst}–{best}"


def exit_code(cards: Iterable[Scorecard]) -> int:
    """0 all pass; 1 a site fails; 3 none fails but one could not be judged, or a fault of ours got in the way."""
    from inspector.judging.inspection import failed_by_us

    outcomes = {"fault of ours" if failed_by_us(card) else card.outcome for card in cards}
    if "fault of ours" in outcomes or not outcomes:
        return 3
    return 1 if "fail" in outcomes else 3 if "undetermined" in outcomes else 0
