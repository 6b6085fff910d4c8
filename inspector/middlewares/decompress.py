"""Decompress an answer before anything looks at it, within a bound.

Scrapy's own middleware guesses the charset of the compressed bytes first, which costs more than parsing the page, and
drops an answer that is too large; here it is cut, which is an observation.
"""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from inspector.net.decode import UndecodableError, inflate_part

_NO_TEXT = frozenset({*range(0x20)} - {*b"\t\n\f\r\x1b"})
_HEAD_BYTES = 1024
ACCEPTED = b"gzip, deflate"
CUT = "cut"
"""Flag of a response whose body is longer than the bound, or ends before its end: the readers see a part of it."""


class DecompressMiddleware:
    """Hands on plain ``Response`` objects: the readers do the decoding."""

    def __init__(self, max_size: int) -> None:
        self.max_size = max_size

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_response(self, request: Request, response: Response) -> Response:
        names = response.headers.getlist(b"Content-Encoding")
        if not names or request.method == "HEAD" or not response.body:
            return response
        try:
            body, whole = inflate_part(response.body, b",".join(names).decode("latin-1"), self.max_size)
        except UndecodableError:  # servers name gzip and send plain text: the readers see what came
            return response if _is_text(response.body) else response.replace(flags=[*response.flags, CUT])
        flags = response.flags if whole else [*response.flags, CUT]
        return Response(
            response.url,
            status=response.status,
            headers=response.headers,
            body=body,
            flags=flags,
            request=request,
            certificate=response.certificate,
            ip_address=response.ip_address,
            protocol=response.protocol,
        )


def _is_text(body: bytes) -> bool:
    """Whether nothing is packed after all: what is packed holds such bytes from its beginning, text holds none."""
    return _NO_TEXT.isdisjoint(body[:_HEAD_BYTES])
