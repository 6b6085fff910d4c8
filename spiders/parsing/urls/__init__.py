"""URLs as browsers read them: resolving, identity, patterns and belonging to a site.

``resolve`` follows the URL Standard (https://url.spec.whatwg.org/) for http and https and refuses every other scheme,
because a link is accused as a reader's browser would ask for it, not as RFC 3986 would like it written.
"""

from spiders.parsing.urls.identity import normalise, pattern_of, same_site
from spiders.parsing.urls.resolve import MAX_URL_CHARS, classify, query_charset, resolve

__all__ = ["MAX_URL_CHARS", "classify", "normalise", "pattern_of", "query_charset", "resolve", "same_site"]
