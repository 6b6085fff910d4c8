"""Judges one site against one standard: measures, heeds reviews, prices, scores."""

import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from msgspec import structs

from rules.afterwards import last_known
from rules.case import Case
from rules.confirming import ONE_NIGHT, Nights, confirmed
from rules.evidence import with_answers
from rules.indicators import Indicator, all_indicators
from rules.masking import masked_problem
from rules.observations import Observations, Site
from rules.overrides import overridden, rule_key
from rules.pricing import kept_charges, price
from rules.reasons import Reason
from rules.reviews import Review, counts
from rules.rows import column_rows, letter_rows
from rules.scorecard import Finding, RunRef, Scorecard, Value
from rules.scoring import Judged, Price, exact, outcome, score
from rules.standards.model import Rule, Standard
from rules.verdict import Charge, Measurement, inconclusive, not_applicable, weigh

logger = logging.getLogger(__name__)
_EXCUSES: frozenset[Reason | None] = frozenset({"site-excepted", "site-kind", "no-public-services"})


def judge(
    observations: Observations,
    standard: Standard,
    *,
    run: RunRef,
    as_of: datetime,
    reviews: Mapping[str, Review] | None = None,
    nights: Nights = ONE_NIGHT,
) -> Scorecard:
    """The scorecard of a site. Pure: the same arguments give the same scorecard, whatever order things were seen in.

    A day after the crawl is judged as of its first page (see ``rules.afterwards``), as the card's ``run`` then says.
    ``reviews`` are persons' decisions by fingerprint; those that no longer hold on the day of ``as_of`` are ignored.
    ``nights`` says on how many nights a problem must have been seen that may pass by itself.
    """
    case = Case(observations=observations, as_of=last_known(observations, as_of))
    valid = {key: review for key, review in (reviews or {}).items() if review.is_valid(case.today)}
    measured = {rule: confirmed(one, nights, valid) for rule, one in _measure_all(case, standard).items()}
    decided = {rule.id: _decided(case, rule, measured[rule.id], valid) for rule in standard.rules}
    judged = [_judged(case, rule, decided, standard, valid) for rule in standard.rules]
    vetoed = any(one.rule.veto and one.finding.verdict == "fail" for one in judged)
    if vetoed and standard.scoring.veto_stops_scoring:
        judged = [_unpriced(one) for one in judged]
        total = None
    else:
        total = score(judged, standard)
    findings = tuple(one.finding for one in judged)
    crawl = observations.crawl
    return Scorecard(
        site=observations.site,
        site_state=crawl.site_state if crawl else "running",
        standard=standard.ref(),
        run=run if case.as_of == run.as_of else replace(run, as_of=case.as_of),
        outcome=outcome(judged, total, standard, seen_whole=case.doubt is None),
        score=total.shown() if total else None,
        provisional=tuple(sorted({finding.indicator for finding in findings if finding.provisional})),
        findings=findings,
        crawl=crawl,
        columns=column_rows(case, findings),
        letters=letter_rows(case, findings),
    )


def _measure_all(case: Case, standard: Standard) -> dict[str, Measurement]:
    """Every rule's measurement by its id; one indicator with the same limits is measured once."""
    done: dict[tuple[str, Any], Measurement] = {}
    measured: dict[str, Measurement] = {}
    for rule in standard.rules:
        excused = _excused(rule, case.observations.site, standard)
        if excused:
            measured[rule.id] = not_applicable(excused)
            continue
        indicator = all_indicators()[rule.indicator or ""]
        limits = indicator.thresholds(**rule.thresholds)
        if (indicator.id, limits) not in done:
            done[indicator.id, limits] = _measure(indicator, case, limits)
        measured[rule.id] = done[indicator.id, limits]
    return measured


def _measure(indicator: Indicator, case: Case, limits: object) -> Measurement:
    """The measurement; a slip in one indicator costs its own verdict only, and the log has the traceback."""
    try:
        return indicator.measure(case, limits)
    except Exception:
        logger.exception("indicator %s failed on site %s", indicator.id, case.observations.site.code)
        return inconclusive("indicator-failed")


def _excused(rule: Rule, site: Site, standard: Standard) -> Reason | None:
    """Why a rule does not concern a site, if it does not."""
    if site.state != "normal":
        return "site-excepted"
    if not {"all", "portal" if site.portal else "department"} & set(rule.applies_to):
        return "site-kind"
    needing = {group.id for group in standard.scoring.groups if group.needs_public_services}
    if rule.group in needing and site.public_services is False:
        return "no-public-services"
    return "manual" if rule.indicator is None else None


def _decided(case: Case, rule: Rule, measurement: Measurement, reviews: Mapping[str, Review]) -> Measurement:
    """The measurement after what persons said of its problems and of the whole rule."""
    if rule.mode == "assisted":
        measurement = _as_candidates(measurement, reviews)
    measurement = _reviewed(measurement, reviews, candidates=rule.mode == "assisted")
    if measurement.reason in _EXCUSES:
        return measurement
    return overridden(case, rule, measurement, reviews.get(rule_key(rule.id)))


def _judged(
    case: Case, rule: Rule, decided: Mapping[str, Measurement], standard: Standard, reviews: Mapping[str, Review]
) -> Judged:
    measurement = decided[rule.id]
    charges = kept_charges(rule, decided, reviews)
    cost = price(rule, measurement, measurement.verdict, charges, standard)
    finding = Finding(
        indicator=rule.indicator or rule.id,
        rule=rule.id,
        clause=rule.clause.zh,
        clause_en=rule.clause.en,
        verdict=measurement.verdict,
        veto=rule.veto,
        points=float(cost.certain),
        points_at_risk=float(cost.at_risk),
        measured=measurement.measured,
        limit=_shown(rule.thresholds),
        evidence=rule.evidence,
        reason=measurement.reason,
        reason_detail=measurement.reason_detail,
        provisional=measurement.provisional,
        needed=measurement.needed,
        doubtful=measurement.doubtful,
        open_ended=measurement.open_ended,
        counted=_amounts(charges, certain=True) if measurement.verdict == "fail" and not rule.veto else {},
        counted_at_risk=_amounts(charges, certain=False) if not rule.veto else {},
        problems=tuple(map(masked_problem, with_answers(case, measurement.problems))),
        unsettled=measurement.unsettled,
        why={"zh": rule.why.zh, "en": rule.why.en},
        fix={"zh": rule.fix.zh, "en": rule.fix.en},
    )
    return Judged(rule=rule, finding=finding, price=cost)


def _as_candidates(measurement: Measurement, reviews: Mapping[str, Review]) -> Measurement:
    """The measurement with nothing priced for certain but what a person confirmed: one word does not confirm all."""
    charges = tuple(
        charge if counts(reviews.get(charge.key), candidates=True) else structs.replace(charge, certain=False)
        for charge in measurement.charges
    )
    return replace(measurement, charges=charges) if charges else measurement


def _reviewed(measurement: Measurement, reviews: Mapping[str, Review], *, candidates: bool) -> Measurement:
    """The measurement after persons' decisions: what was cleared does not count, a candidate counts when confirmed."""
    if not reviews and not candidates:
        return measurement
    counting = (p.fingerprint for p in measurement.problems if p.fingerprint not in measurement.waiting)
    known = {key: reviews.get(key) for key in counting}
    if not known or not (candidates or any(known.values())):
        return measurement
    certain = sum(counts(review, candidates=candidates) for review in known.values())
    waiting = sum(review is None for review in known.values()) if candidates else 0
    likely = weigh(certain, measurement.doubtful + waiting, measurement.needed, open_ended=measurement.open_ended)
    if waiting and likely == "inconclusive":
        detail: dict[str, Value] = {"waiting": waiting, "confirmed": certain}
        return replace(measurement, verdict="inconclusive", reason="needs-review", reason_detail=detail)
    verdict = weigh(certain, measurement.doubtful, measurement.needed, open_ended=measurement.open_ended)
    reason = None if verdict == "fail" else measurement.reason or "reviewed"
    return replace(measurement, verdict=verdict, reason=reason)


def _amounts(charges: Iterable[Charge], *, certain: bool) -> dict[str, float]:
    """How much of each kind is priced."""
    kinds = Counter((charge.unit, charge.amount) for charge in charges if charge.certain is certain)
    amounts: dict[str, Fraction] = {}
    for (unit, amount), count in kinds.items():
        amounts[unit] = amounts.get(unit, Fraction(0)) + exact(amount) * count
    return {unit: float(amounts[unit]) for unit in sorted(amounts)}


def _unpriced(one: Judged) -> Judged:
    """A finding beside a veto that stopped the scoring: its problems stay, its points are not counted."""
    return replace(one, finding=replace(one.finding, points=0.0, points_at_risk=0.0), price=Price())


def _shown(thresholds: Mapping[str, Value | tuple[str, ...]]) -> dict[str, Value]:
    return {key: ", ".join(value) if isinstance(value, tuple) else value for key, value in thresholds.items()}
