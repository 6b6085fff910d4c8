"""Not a test: fetches the URLs given on standard input with Scrapy; prints one JSON line for each."""

import json
import sys

import scrapy
from scrapy.crawler import AsyncCrawlerProcess

ORDER = json.load(sys.stdin)


class Fetch(scrapy.Spider):
    name = "fetch"
    handle_httpstatus_list = tuple(range(400, 600))

    async def start(self):
        for number, url in enumerate(ORDER["urls"]):
            yield scrapy.Request(url, self.parse, errback=self.failed, dont_filter=True, priority=-number)

    def parse(self, response):
        address = str(response.ip_address)
        facts = {"url": response.url, "status": response.status, "flags": response.flags, "address": address}
        headers = {name.decode(): [v.decode("latin-1") for v in vs] for name, vs in response.headers.items()}
        facts["headers"] = headers
        sys.stdout.write(json.dumps({**facts, "body": response.body.decode("utf-8", "replace")}) + "\n")

    def failed(self, failure):
        facts = {"url": failure.request.url, "error": type(failure.value).__name__}
        sys.stdout.write(json.dumps({**facts, "reason": getattr(failure.value, "reason", None)}) + "\n")


handler = "inspector.net.handler.GuardedDownloadHandler"
process = AsyncCrawlerProcess(
    {
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler},
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "RETRY_ENABLED": False,
        "CONCURRENT_REQUESTS": 1,
        "DOWNLOAD_TIMEOUT": 5,
        "LOG_LEVEL": "WARNING",
        **ORDER["settings"],
    }
)
process.crawl(Fetch)
process.start()
