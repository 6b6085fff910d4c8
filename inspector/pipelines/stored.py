"""The item pipeline: what spiders yield goes to the store."""

from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from inspector.pipelines.writer import BatchWriter


class StorePipeline:
    """Hands items to the ``writer`` that the spider was started with; without one nothing is stored."""

    def __init__(self, writer: BatchWriter) -> None:
        self._writer = writer

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        writer = getattr(crawler.spider, "writer", None)
        if writer is None:
            raise NotConfigured
        return cls(writer)

    async def process_item(self, item: Any) -> Any:  # noqa: ANN401 - Scrapy's items are of any type
        self._writer.add(item)
        await self._writer.room()
        return item

    async def close_spider(self) -> None:
        """The spider is over only when its last words are stored."""
        if self._writer.error is None:
            await self._writer.drain()
