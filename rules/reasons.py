"""Why a verdict is not simply pass or fail: codes, put into words by reports/wording.py."""

from typing import Literal, get_args

Reason = Literal[
    # the crawl as a whole
    "no-crawl",
    "home-not-opened",
    "crawl-incomplete",
    "site-maintenance",
    "site-closed",
    "site-blocked",
    "site-down",
    # the home page
    "home-by-script",
    "home-notice",
    "home-challenge",
    "home-unreadable",
    "home-undated",
    # columns
    "no-columns",
    "no-columns-of-category",
    "categories-unknown",
    "columns-unreadable",
    "not-visited",
    "fault",
    "by-script",
    "challenge",
    "notice",
    "redirect",
    "cut",
    "to-home",
    "no-list",
    "pages-unread",
    "articles-not-opened",
    # letters
    "no-consultation",
    "no-public-letters",
    "letters-unclear",
    "letters-unread",
    # links
    "links-unconfirmed",
    "few-nights",
    # probes
    "few-probes",
    "canary-failed",
    "probes-doubtful",
    # facts of single pages
    "nothing-measured",
    "no-https",
    "no-such-column",
    "no-guides",
    "column-unsure",
    "not-seen-in-html",
    # a fault of our own
    "indicator-failed",
    # who decides, and for whom
    "needs-review",
    "manual",
    "reviewed",
    "site-kind",
    "site-excepted",
    "no-public-services",
]

REASONS: tuple[str, ...] = get_args(Reason)
