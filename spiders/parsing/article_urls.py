"""Addresses that content management systems give to articles, and to nothing else."""

import re

_ARTICLE_URL = re.compile(
    r"/t(?:19|20)\d{6}_\d+\.|/art/(?:19|20)\d\d/|/content/m?post_\d+|/contents/\d+/\d+\.|content_\d+\.|"
    r"/(?:19|20)\d\d[-/]?\d{2}(?:[-/]?\d\d)?/[\w-]+\.s?html?|/[0-9a-f]{32}\.|/info/\d+/\d+\.|/c/(?:19|20)\d\d-\d\d-\d\d/|"
    r"/article|/detail|/(?:19|20)\d\d/\d{1,2}/\d{1,2}/|_\d{6,}\.s?html?|/[0-9a-f]{8}-[0-9a-f]{4}-|(?:news|content|article|info)_?id=",
    re.I,
)


def is_article_url(url: str) -> bool:
    """Whether an address has a form that CMSs give to articles."""
    return bool(_ARTICLE_URL.search(url))
