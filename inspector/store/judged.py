"""Judgements and what people said about them."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, select

from inspector.store import schema
from inspector.store.codec import decode, encode, storable
from inspector.store.rows import Review, Sighting
from inspector.store.write import put
from rules.scorecard import Scorecard

HISTORY_RUNS = 400  # a year of nights: how far back a problem is followed


def save(connection: Connection, cards: Sequence[Scorecard]) -> None:
    """One row per run, site and standard; judging again replaces it."""
    rows = [
        {
            "run_id": card.run.id,
            "site_code": card.site.code,
            "standard": card.standard.id,
            "outcome": card.outcome,
            "data": encode(card),
            "fingerprints": storable("\n".join(sorted(_fingerprints(card)))),
        }
        for card in cards
    ]
    put(connection, schema.scorecard, rows, replace=("outcome", "data", "fingerprints"))


def _fingerprints(card: Scorecard) -> set[str]:
    return {problem.fingerprint for finding in card.findings for problem in finding.problems}


def scorecards(connection: Connection, run_id: int, standard: str, codes: Sequence[str] | None) -> list[Scorecard]:
    table = schema.scorecard
    query = select(table.c.data).where(table.c.run_id == run_id, table.c.standard == standard)
    if codes is not None:
        query = query.where(table.c.site_code.in_(codes))
    return [decode(Scorecard, data) for (data,) in connection.execute(query.order_by(table.c.site_code))]


def sightings(connection: Connection, site_code: str, standard: str, before_run: int) -> list[Sighting]:
    """The newest ``HISTORY_RUNS`` judged runs before a run, oldest first."""
    table, run = schema.scorecard, schema.run
    rows = connection.execute(
        select(run.c.id, run.c.as_of, table.c.fingerprints)
        .join(run, run.c.id == table.c.run_id)
        .where(table.c.site_code == site_code, table.c.standard == standard, table.c.run_id < before_run)
        .order_by(table.c.run_id.desc())
        .limit(HISTORY_RUNS)
    )
    found = [
        Sighting(run_id=run_id, as_of=as_of, fingerprints=frozenset(text.split("\n") if text else ()))
        for run_id, as_of, text in rows
    ]
    return found[::-1]


def add_review(connection: Connection, review: Review) -> None:
    connection.execute(
        schema.review.insert().values(
            site_code=review.site_code,
            fingerprint=storable(review.fingerprint),
            action=review.action,
            reason=storable(review.reason),
            by=storable(review.by),
            until=None if review.until is None else review.until.isoformat(),
            at=review.at,
        )
    )


def reviews(connection: Connection, site_code: str) -> list[Review]:
    table = schema.review
    rows = connection.execute(select(table).where(table.c.site_code == site_code).order_by(table.c.id)).mappings()
    return [
        Review(
            site_code=row["site_code"],
            fingerprint=row["fingerprint"],
            action=row["action"],
            reason=row["reason"],
            by=row["by"],
            until=None if row["until"] is None else date.fromisoformat(row["until"]),
            at=row["at"],
        )
        for row in rows
    ]
