"""The words for what went wrong with a request, from the exceptions that Scrapy's client raises.

dns, refused, timeout, reset (the connection broke before the answer was whole), tls, too-large, redirect-loop,
bad-redirect (leads to no web address), refused-address (the address guard does not let us), failed.
"""

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)

_WORDS: tuple[tuple[type[Exception], str], ...] = (
    (CannotResolveHostError, "dns"),
    (DownloadConnectionRefusedError, "refused"),
    (DownloadTimeoutError, "timeout"),
    (DownloadCancelledError, "too-large"),
    (ResponseDataLossError, "reset"),
    (TimeoutError, "timeout"),
    (ConnectionRefusedError, "refused"),
    (ConnectionError, "reset"),
)


def fault_of(error: BaseException) -> str:
    """The word for an exception of the download; ``failed`` for what has none."""
    for kind, word in _WORDS:
        if isinstance(error, kind):
            return word
    if isinstance(error, DownloadFailedError):
        return "tls" if _is_tls(error) else "reset"
    return "refused-address" if type(error).__name__ == "AddressRefused" else "failed"


def _is_tls(error: DownloadFailedError) -> bool:
    reasons = getattr(error.__cause__, "reasons", None) or [error.__cause__]
    found = [getattr(reason, "value", reason) for reason in reasons]
    return any("OpenSSL" in type(cause).__module__ for cause in found)
