"""The one way to the database."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Self

from sqlalchemy import Engine, or_, select

from inspector.store import bookkeeping, judged, read, schema
from inspector.store.connect import connect, named, parse, reading, writing
from inspector.store.lock import one_run
from inspector.store.migrate import migrate
from inspector.store.rows import ImportReport, JudgedSite, RunRow, SiteProgress
from inspector.store.write import Item, batch, store_batch
from rules.confirming import JudgedRun
from rules.errors import StoreError
from rules.observations import Observations, Page, Probe, Site
from rules.reviews import Review
from rules.scorecard import Scorecard
from spiders.items import ResumeState, Seen


class Store:
    """Sites, runs, observations, scorecards and reviews in SQLite or PostgreSQL.

    Every method is one transaction and may be called from any thread; every fault of the database is a StoreError of
    one line. Several processes may use one database at once; ``run_lock`` keeps it to one run.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._run_sites: dict[int, dict[str, int]] = {}

    @classmethod
    def open(cls, url: str, *, create: bool = True) -> Self:
        """Opens a database by URL and brings its tables up to date; ``create`` False refuses a missing file."""
        engine = connect(parse(url), create=create)
        try:
            migrate(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine)

    @property
    def name(self) -> str:
        """The database for messages, without a password."""
        return named(self._engine.url)

    def close(self) -> None:
        self._engine.dispose()

    # registry

    def replace_sites(self, sites: Iterable[Site]) -> ImportReport:
        """Takes over sites by code, each with all of its columns; sites that are not named stay as they are."""
        with writing(self._engine) as connection:
            return bookkeeping.replace_sites(connection, sites)

    def sites(self, codes: Sequence[str] | None = None) -> list[Site]:
        """Registered sites, all or by code; a code that is not registered is a StoreError."""
        with reading(self._engine) as connection:
            return bookkeeping.sites(connection, codes)

    # runs

    @contextmanager
    def run_lock(self) -> Iterator[None]:
        """Held while a run crawls; a second run on the same database is refused with a StoreError.

        The operating system or the database frees it when the process ends, however it ends.
        """
        with one_run(self._engine):
            yield

    def begin_run(
        self, *, started: datetime, as_of: datetime, standard: str, sites: Sequence[Site], options: Mapping[str, str]
    ) -> int:
        """A new run with its sites in state ``waiting``, each stored as it is registered now; returns its id."""
        with writing(self._engine) as connection:
            return bookkeeping.begin(
                connection, started=started, as_of=as_of, standard=standard, sites=sites, options=options
            )

    def finish_run(self, run_id: int, finished: datetime, *, reported: bool = True) -> None:
        """The crawl is over. ``reported`` False: reports are to follow, and until then the run counts as unfinished."""
        with writing(self._engine) as connection:
            bookkeeping.finish(connection, run_id, finished, reported=reported)

    def set_reported(self, run_id: int) -> None:
        """The reports of a run are written."""
        with writing(self._engine) as connection:
            bookkeeping.set_reported(connection, run_id)

    def run(self, run_id: int) -> RunRow:
        """A run by id; StoreError where there is none."""
        with reading(self._engine) as connection:
            found = bookkeeping.runs(connection, select(schema.run).where(schema.run.c.id == run_id))
        if not found:
            last = self.last_run()
            zh = f"最近一次是第 {last.id} 次" if last else "还没有检查过"
            en = f"the newest is run {last.id}" if last else "nothing was inspected yet"
            raise StoreError(f"没有第 {run_id} 次检查；{zh}", f"there is no run {run_id}; {en}")
        return found[0]

    def runs(self) -> list[RunRow]:
        """All runs, oldest first."""
        with reading(self._engine) as connection:
            return bookkeeping.runs(connection)

    def last_run(self, *, finished: bool = False) -> RunRow | None:
        """The newest run, or the newest one that was finished."""
        query = select(schema.run).order_by(schema.run.c.id.desc()).limit(1)
        return self._first(query.where(schema.run.c.finished.is_not(None)) if finished else query)

    def unfinished_run(self) -> RunRow | None:
        """The newest run that was never finished, or not reported: it goes on, or it was killed."""
        open_ones = or_(schema.run.c.finished.is_(None), schema.run.c.reported.is_(False))
        return self._first(select(schema.run).where(open_ones).order_by(schema.run.c.id.desc()).limit(1))

    def _first(self, query: bookkeeping.RunQuery) -> RunRow | None:
        with reading(self._engine) as connection:
            return next(iter(bookkeeping.runs(connection, query)), None)

    def run_sites(self, run_id: int, codes: Sequence[str] | None = None) -> list[Site]:
        """The sites of a run, as they were registered on that night."""
        with reading(self._engine) as connection:
            return bookkeeping.run_sites(connection, run_id, codes)

    def site_states(self, run_id: int) -> dict[str, SiteProgress]:
        """How far the crawl of each site of a run got, by site code, in the order of the run."""
        with reading(self._engine) as connection:
            return bookkeeping.states(connection, run_id)

    def set_site_state(self, run_id: int, code: str, state: SiteProgress) -> None:
        with writing(self._engine) as connection:
            bookkeeping.set_state(connection, run_id, code, state)

    # observations

    def write(self, run_id: int | None, items: Sequence[Item]) -> None:
        """Stores what was seen, all of it in one transaction or nothing; probes between runs have no ``run_id``.

        A URL found again is kept as it was; a URL visited takes the visit's state; a link checked again takes the
        newer result. A body is kept under the SHA-256 of its bytes.
        """
        if not items:
            return
        if run_id is None and not all(isinstance(item, Seen) for item in items):
            raise ValueError("visits and link checks belong to a run")
        known = {} if run_id is None else self._ids(run_id)
        rows = batch(run_id, items, known)  # encoded before the database is locked
        with writing(self._engine) as connection:
            store_batch(connection, rows)

    def _ids(self, run_id: int) -> dict[str, int]:
        if run_id not in self._run_sites:
            with reading(self._engine) as connection:
                self._run_sites[run_id] = bookkeeping.run_site_ids(connection, run_id)
        return self._run_sites[run_id]

    def resume(self, run_id: int, site_code: str) -> ResumeState:
        """What a killed run had stored about a site."""
        with reading(self._engine) as connection:
            return read.resume(connection, run_id, self._ids(run_id)[site_code], site_code)

    def observations(
        self, run_id: int, site_code: str, *, probes_since: datetime, probes_until: datetime
    ) -> Observations:
        """What a judgement of a site may look at: a run, and the probes from ``probes_since`` to ``probes_until``."""
        with reading(self._engine) as connection:
            own = bookkeeping.run_sites(connection, run_id, [site_code])[0]
            return read.observations(connection, run_id, own, probes_since, probes_until)

    def pages_with_fault(self, run_id: int, site_code: str, fault: str) -> list[Page]:
        """The pages of a site that were not to be had for this reason."""
        with reading(self._engine) as connection:
            return read.pages_with_fault(connection, run_id, site_code, fault)

    def to_judge(
        self,
        run_id: int,
        site: Site,
        standard: str,
        *,
        probes_since: datetime,
        probes_until: datetime,
        without: Collection[str] = (),
    ) -> tuple[Observations, list[JudgedRun]]:
        """A site's ``observations``, and what earlier runs, judged by the standard of this id, saw there, oldest first.

        ``site`` is the run's own; ``without`` are facts of pages that are not read (see ``rules.needs``).
        """
        with reading(self._engine) as connection:
            seen = read.observations(connection, run_id, site, probes_since, probes_until, without=without)
            return seen, judged.judged_runs(connection, site.code, standard, run_id)

    def probes(self, site_code: str, *, since: datetime, until: datetime) -> list[Probe]:
        """The probes of a site between two instants, both included, oldest first."""
        with reading(self._engine) as connection:
            return read.probes(connection, site_code, since, until)

    def body(self, sha256: str) -> bytes | None:
        """A page's bytes, where they were worth keeping."""
        with reading(self._engine) as connection:
            return read.body(connection, sha256)

    # judged

    def save_scorecards(self, cards: Sequence[Scorecard]) -> None:
        """Keeps the judgement of a run by a standard, in place of an earlier one of the same run, site, standard."""
        with writing(self._engine) as connection:
            judged.save(connection, cards)

    def scorecards(self, run_id: int, standard: str, codes: Sequence[str] | None = None) -> list[Scorecard]:
        """The kept scorecards of a run by a standard's id, in the order of site codes."""
        with reading(self._engine) as connection:
            return judged.scorecards(connection, run_id, standard, codes)

    def newest_scorecards(self, site_code: str) -> list[Scorecard]:
        """The scorecards of the newest run in which a site was judged, one per standard."""
        with reading(self._engine) as connection:
            return judged.newest(connection, site_code)

    def judged_codes(self, run_id: int, standard: str) -> list[str]:
        """The codes of the sites of a run that have a kept scorecard by a standard, sorted."""
        with reading(self._engine) as connection:
            return judged.codes(connection, run_id, standard)

    def judged_sites(self, standard: str, *, before_run: int, runs: int) -> list[JudgedSite]:
        """The outcomes of the ``runs`` newest runs before a run that were judged by a standard, oldest first."""
        with reading(self._engine) as connection:
            return judged.judged_sites(connection, standard, before_run, runs)

    def add_review(self, site_code: str, review: Review) -> None:
        """Keeps a person's word on a problem; an earlier one stays in the history, the newest counts."""
        with writing(self._engine) as connection:
            judged.add_review(connection, site_code, review)

    def reviewed(self) -> frozenset[str]:
        """The codes of the sites about which anybody decided anything."""
        with reading(self._engine) as connection:
            return judged.reviewed(connection)

    def reviews(self, site_code: str) -> dict[str, Review]:
        """The newest review of each problem of a site, by fingerprint, whether it still holds or not."""
        with reading(self._engine) as connection:
            return judged.reviews(connection, site_code)
