"""Scrapy's settings for the crawl. Bounds on an answer are named here, those on a site in ``spiders.budget``.

Load them with ``Settings().setmodule("inspector.settings", priority="project")``: the usual look-up obeys the
``scrapy.cfg`` of whatever folder the tool was started in.
"""

import os
from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("inspector")
except PackageNotFoundError:  # run from a checkout that is not installed
    VERSION = "0"

BOT_NAME = "inspector"
SPIDER_MODULES = ["spiders.site", "spiders.probe"]
INSPECTOR_CONTACT = os.environ.get("INSPECTOR_CONTACT", "").strip()  # a mail address or page of the office that asks
USER_AGENT = (
    f"Mozilla/5.0 (compatible; inspector/{VERSION}; government website inspection"
    f"{'; +' + INSPECTOR_CONTACT if INSPECTOR_CONTACT.isprintable() and INSPECTOR_CONTACT else ''})"
)
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
}

# Nothing listens: RemoteControl runs code that is sent to it, telnet is a shell.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# --- bounds on an answer ---------------------------------------------------------------------------------------
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024  # the largest real page seen is 3 MB; also holds after decompression
DOWNLOAD_WARNSIZE = 0  # a large page is an observation, not a line of log
DOWNLOAD_TIMEOUT = 30  # twice what the clause gives a home page; bounds drip-fed bodies too
DOWNLOAD_FAIL_ON_DATALOSS = False  # a body cut short is read as far as it came and marked so
INSPECTOR_PROBE_TIMEOUT_S = 15  # 站点无法访问: a visit fails when the site is not open after 15 s
INSPECTOR_ROBOTS_MAX_BYTES = 512 * 1024  # RFC 9309 asks for 500 KiB at least

# --- manners ----------------------------------------------------------------------------------------------------
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "inspector"
CONCURRENT_REQUESTS = 16  # of one site; the limits per host are inspector.net's and hold for all sites together
CONCURRENT_REQUESTS_PER_DOMAIN = 16
DOWNLOAD_DELAY = 0  # turns per host are taken in inspector.crawl.downloading, shared with the link checker
INSPECTOR_DELAY_S = 0.1  # between two requests to one host; grows where the host is strained
INSPECTOR_REQUESTS_PER_HOST = 4  # at once; browsers open six

# --- where a request may go -------------------------------------------------------------------------------------
INSPECTOR_ALLOW_NETS: list[str] = []  # CIDR networks opened beside the public ones
INSPECTOR_RESOLVE: list[str] = []  # HOST:PORT:ADDR[:PORT]

# --- what is not needed costs time per page, or opens a door ----------------------------------------------------
COOKIES_ENABLED = False  # the spider echoes cookies within one chain of redirects only
REDIRECT_ENABLED = False  # the spider follows redirects itself: each hop is known to its seen-set
METAREFRESH_ENABLED = False
RETRY_ENABLED = False  # confirmation is the link checker's; pages that matter are asked again by the spider
HTTPPROXY_ENABLED = False  # a proxy would connect where the address guard cannot see
HTTPCACHE_ENABLED = False
COMPRESSION_ENABLED = True
DNSCACHE_ENABLED = False  # the address guard resolves
URLLENGTH_LIMIT = 0  # spiders.frontier refuses long URLs before a request is built
# Scrapy's own lists are emptied rather than switched off one by one: what is named there is imported all the same.
DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
EXTENSIONS_BASE: dict[str, int] = {}
DOWNLOAD_HANDLERS_BASE: dict[str, str] = {}
DOWNLOADER_MIDDLEWARES = {
    "inspector.middlewares.robots.RobotsMiddleware": 100,
    "inspector.middlewares.manners.MannersMiddleware": 200,
    "inspector.middlewares.browser.BrowserMiddleware": 300,
    "inspector.middlewares.decompress.DecompressMiddleware": 590,
}
DOWNLOAD_HANDLERS = {
    "http": "inspector.crawl.downloading.PoliteDownloadHandler",
    "https": "inspector.crawl.downloading.PoliteDownloadHandler",
}
ITEM_PIPELINES = {"inspector.pipelines.stored.StorePipeline": 900}
STATS_CLASS = "scrapy.statscollectors.DummyStatsCollector"
STATS_DUMP = False
SCHEDULER = "inspector.crawl.scheduler.DirectScheduler"  # the spider's frontier has already put requests in order
CONCURRENT_ITEMS = 1  # a callback yields one item; each unit is an asyncio task per response
LOG_LEVEL = "ERROR"  # what goes wrong with a site is an observation, not a warning
LOG_FORMATTER = "inspector.middlewares.quiet.QuietFormatter"
LOG_VERSIONS: list[str] = []
WARN_ON_GENERATOR_RETURN_VALUE = False  # looks at the callback's source for every response
