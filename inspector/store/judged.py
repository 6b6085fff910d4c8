"""Judgements and what people said about them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from inspector.store import schema
from inspector.store.codec import decode, encode, storable
from inspector.store.rows import JudgedSite
from inspector.store.write import put
from reports.summary import open_identities
from rules.calendar import day_of
from rules.confirming import JudgedRun
from rules.history import fingerprints, unsettled
from rules.mending import read_whole
from rules.reviews import Review
from rules.scorecard import Scorecard

Told = tuple[frozenset[str], frozenset[str]]
UNSETTLED = "?"  # before the fingerprint of what a run could not settle
HISTORY_RUNS = 400  # a year of nights: how far back a problem is followed


def save(connection: Connection, cards: Sequence[Scorecard]) -> None:
    """One row per run, site and standard; judging again replaces it."""
    kept = [_row(card) for card in cards]
    replaced = tuple(name for name in kept[0] if name not in {"run_id", "site_code", "standard"}) if kept else ()
    put(connection, schema.scorecard, kept, replace=replaced)


def _row(card: Scorecard) -> dict[str, Any]:
    return {
        "run_id": card.run.id,
        "site_code": card.site.code,
        "standard": card.standard.id,
        "outcome": card.outcome,
        "best": card.score.best if card.score else None,
        "worst": card.score.worst if card.score else None,
        "open_problems": len(open_identities(card)),
        "whole": read_whole(card),
        "data": encode(card),
        "fingerprints": storable("\n".join((*fingerprints(card), *(UNSETTLED + key for key in unsettled(card))))),
    }


def scorecards(connection: Connection, run_id: int, standard: str, codes: Sequence[str] | None) -> list[Scorecard]:
    table = schema.scorecard
    query = select(table.c.data).where(table.c.run_id == run_id, table.c.standard == standard)
    if codes is not None:
        query = query.where(table.c.site_code.in_(codes))
    return [decode(Scorecard, data) for (data,) in connection.execute(query.order_by(table.c.site_code))]


def newest(connection: Connection, site_code: str) -> list[Scorecard]:
    table = schema.scorecard
    last = select(func.max(table.c.run_id)).where(table.c.site_code == site_code).scalar_subquery()
    query = select(table.c.data).where(table.c.site_code == site_code, table.c.run_id == last)
    return [decode(Scorecard, data) for (data,) in connection.execute(query.order_by(table.c.standard))]


def codes(connection: Connection, run_id: int, standard: str) -> list[str]:
    table = schema.scorecard
    query = select(table.c.site_code).where(table.c.run_id == run_id, table.c.standard == standard)
    return list(connection.execute(query.order_by(table.c.site_code)).scalars())


def judged_runs(connection: Connection, site_code: str, standard: str, before_run: int) -> list[JudgedRun]:
    """The newest ``HISTORY_RUNS`` judged runs before a run, oldest first."""
    earlier = connection.execute(_EARLIER, {"site": site_code, "standard": standard, "before": before_run}).all()
    told: dict[str, Told] = {}  # most nights tell what the night before told
    return [
        JudgedRun(run_id=run_id, day=day_of(as_of), whole=whole, fingerprints=seen, unsettled=unsure)
        for run_id, as_of, whole, text in earlier
        for seen, unsure in (told.get(text) or told.setdefault(text, _told(text)),)
    ][::-1]


_EARLIER = (
    select(schema.run.c.id, schema.run.c.as_of, schema.scorecard.c.whole, schema.scorecard.c.fingerprints)
    .join(schema.run, schema.run.c.id == schema.scorecard.c.run_id)
    .where(schema.scorecard.c.site_code == bindparam("site"), schema.scorecard.c.standard == bindparam("standard"))
    .where(schema.scorecard.c.run_id < bindparam("before"))
    .order_by(schema.scorecard.c.run_id.desc())
    .limit(HISTORY_RUNS)
)


def _told(text: str) -> Told:
    """The problems that a run saw, and the links that it could not settle."""
    lines = frozenset(text.split("\n") if text else ())
    unsure = frozenset(line for line in lines if line.startswith(UNSETTLED)) if UNSETTLED in text else frozenset()
    return lines - unsure, frozenset(line.removeprefix(UNSETTLED) for line in unsure)


def judged_sites(connection: Connection, standard: str, before_run: int, runs: int) -> list[JudgedSite]:
    """The outcomes of the newest judged runs before a run, oldest run first, by site code."""
    table, run = schema.scorecard, schema.run
    newest = (
        select(table.c.run_id)
        .where(table.c.standard == standard, table.c.run_id < before_run)
        .distinct()
        .order_by(table.c.run_id.desc())
        .limit(runs)
    )
    columns = (table.c.run_id, run.c.as_of, table.c.site_code, table.c.outcome, table.c.best, table.c.worst)
    found = connection.execute(
        select(*columns, table.c.open_problems)
        .join(run, run.c.id == table.c.run_id)
        .where(table.c.standard == standard, table.c.run_id.in_(newest))
        .order_by(table.c.run_id, table.c.site_code)
    )
    return [JudgedSite(**row) for row in found.mappings()]


def add_review(connection: Connection, site_code: str, review: Review) -> None:
    connection.execute(
        schema.review.insert().values(
            site_code=site_code,
            fingerprint=storable(review.fingerprint),
            action=review.action,
            reason=storable(review.reason),
            by=storable(review.by),
            day=review.day.isoformat(),
            until=None if review.until is None else review.until.isoformat(),
        )
    )


def reviewed(connection: Connection) -> frozenset[str]:
    return frozenset(connection.execute(select(schema.review.c.site_code).distinct()).scalars())


def reviews(connection: Connection, site_code: str) -> dict[str, Review]:
    """By fingerprint; of several reviews of one problem the newest counts."""
    table = schema.review
    found = connection.execute(select(table).where(table.c.site_code == site_code).order_by(table.c.id)).mappings()
    return {
        row["fingerprint"]: Review(
            fingerprint=row["fingerprint"],
            action=row["action"],
            reason=row["reason"],
            by=row["by"],
            day=date.fromisoformat(row["day"]),
            until=None if row["until"] is None else date.fromisoformat(row["until"]),
        )
        for row in found
    }
