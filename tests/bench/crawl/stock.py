"""The yardstick: a stock Scrapy crawl with LxmlLinkExtractor that only follows links.

``stock.py URL`` prints how many pages it read.
"""

import sys
from collections.abc import Iterator

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from scrapy.linkextractors import LinkExtractor


class StockSpider(scrapy.Spider):
    name = "stock"

    async def start(self):  # type: ignore[no-untyped-def]
        yield scrapy.Request(sys.argv[1], callback=self.parse)

    def parse(self, response: Response) -> Iterator[scrapy.Request]:
        if b"text/html" not in response.headers.get("Content-Type", b""):
            return
        self.crawler.stats.inc_value("stock/pages")
        for link in LinkExtractor(allow=r"^http://127\.0\.0\.1", deny=r"/[xy]/").extract_links(response):
            yield scrapy.Request(link.url, callback=self.parse)


if __name__ == "__main__":
    process = CrawlerProcess({"LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False})
    crawler = process.create_crawler(StockSpider)
    process.crawl(crawler)
    process.start()
    print(crawler.stats.get_value("stock/pages"))
