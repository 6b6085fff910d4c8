"""A scheduler that hands requests on in the order they come: the spider's frontier has already chosen."""

from collections import deque

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler


class DirectScheduler(BaseScheduler):
    """Without fingerprints, duplicate filter and priority queues, which the frontier makes needless."""

    def __init__(self) -> None:
        self._waiting: deque[Request] = deque()

    def has_pending_requests(self) -> bool:
        return bool(self._waiting)

    def enqueue_request(self, request: Request) -> bool:
        self._waiting.append(request)
        return True

    def next_request(self) -> Request | None:
        return self._waiting.popleft() if self._waiting else None
