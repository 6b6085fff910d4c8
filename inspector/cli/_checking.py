"""What ``gate`` and ``baseline`` share: one site crawled and judged without a registry."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from inspector.cli._choices import DEFAULT_STANDARD, without_password
from inspector.cli._crawling import options_of, pages_progress
from inspector.cli.common import Context

if TYPE_CHECKING:
    from inspector.crawl.processes import Night
    from inspector.links.accepted import AcceptedList
    from inspector.store import Store
    from rules.observations import Site
    from rules.scorecard import Scorecard


def checked(
    context: Context,
    url: str,
    *,
    standard: str | None,
    at: datetime | None,
    accepted: AcceptedList | None = None,
    **options: Any,  # noqa: ANN401 - those of crawl_options
) -> Scorecard | None:
    """The scorecard of the site at ``url``; None where the crawl was stopped. Raises UsageError and StandardError."""
    from dataclasses import replace

    from inspector.clock import now
    from inspector.crawl.processes import Night
    from inspector.judging.accepting import accept_listed
    from inspector.judging.inspection import judge_run
    from inspector.judging.standards import load
    from inspector.keys import keys_for

    site = _site(url)
    named = standard or DEFAULT_STANDARD
    chosen = load(named)
    crawl = replace(options_of(**options), keys=keys_for(site.url, os.environ))
    started = now()
    day = at or started
    with _store(context) as (store, db_url):
        run_id = store.begin_run(started=started, as_of=day, standard=named, sites=[site], options={})
        night = Night(db_url=db_url, run_id=run_id, sites=[site], as_of=day, options=crawl)
        if not _crawled(context, store, night):
            return None
        _tell_of_refusal(context, store, night)
        (card,) = judge_run(store, run_id, chosen)
        if accepted is not None and accept_listed(store, [card], accepted):
            (card,) = judge_run(store, run_id, chosen)
    return card


def _site(url: str) -> Site:
    """A site without a registry: its code is made from its host."""
    from rules.errors import UsageError
    from rules.observations import Site
    from spiders.hosts import host_key
    from spiders.parsing.urls import resolve

    without_password(url)
    full = resolve(url if "://" in url else f"http://{url}", "http://localhost/", "utf-8")
    if full is None:
        raise UsageError(
            f"“{url}”不是网址；请写成 http://www.example.gov.cn/",
            f"'{url}' is no address of a website; write http://www.example.gov.cn/",
        )
    host = host_key(full)
    return Site(code=host, name=host, url=full)


@contextmanager
def _store(context: Context) -> Iterator[tuple[Store, str]]:
    """A database that is gone afterwards, unless one is named on the command line."""
    from tempfile import TemporaryDirectory

    from inspector.store import Store

    root = click.get_current_context().find_root()
    if root.get_parameter_source("db_url") == click.core.ParameterSource.COMMANDLINE:
        with context.store() as store, store.run_lock():
            yield store, context.db_url
        return
    with TemporaryDirectory(prefix="inspector-gate-") as folder:
        db_url = f"sqlite:///{folder}/gate.db"
        store = Store.open(db_url)
        try:
            yield store, db_url
        finally:
            store.close()


def _tell_of_refusal(context: Context, store: Store, night: Night) -> None:
    """Staging servers mostly stand inside: who meets the guard is told what opens it."""
    (site,) = night.sites
    refused = store.pages_with_fault(night.run_id, site.code, "refused-address")
    if any(page.role == "home" for page in refused):
        context.warn(
            "首页在内网，或端口不是网站的端口，没有访问；检查自己内网的网站请加 --allow-net 网段，"
            "如 --allow-net 10.1.2.3/32",
            "the home page is on a private network, or on a port that is no website's, and was not asked; "
            "open a network of your own with --allow-net, e.g. --allow-net 10.1.2.3/32",
        )


def _crawled(context: Context, store: Store, night: Night) -> bool:
    """Whether the crawl came to its end."""
    from inspector.clock import now
    from inspector.crawl.processes import crawl

    with pages_progress(context, night.options.budget.pages) as told:
        result = crawl(store, night, told=told)
    if result.stopped:
        context.warn("已停止，没有结论", "stopped; nothing was judged")
        return False
    store.finish_run(night.run_id, now())
    return True
