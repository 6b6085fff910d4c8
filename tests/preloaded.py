"""What programs that tests start need: imported once, in the process that they are forked from (``tests.forking``)."""

import gc
from importlib import import_module

for _name in (
    *(f"inspector.cli.{name}" for name in ("baseline", "evidence", "gate", "judge", "report", "run", "sites")),
    *(f"inspector.{name}" for name in ("net.handler", "notify.notifying", "publishing", "registry", "warc")),
    *(f"inspector.crawl.{name}" for name in ("jobs", "scheduler")),
    *(f"inspector.middlewares.{name}" for name in ("browser", "decompress", "manners", "quiet", "robots")),
    *(f"inspector.judging.{name}" for name in ("accepting", "gating", "inspection")),
    *("inspector.browser.pictures", "inspector.links.accepted"),
    *(f"reports.{name}" for name in ("html", "json", "junit", "sarif")),
    *("alembic.command", "playwright.async_api", "sqlalchemy.dialects.sqlite", "tldextract"),
    *(f"scrapy.{name}" for name in ("crawler", "core.engine", "downloadermiddlewares.cookies")),
):
    import_module(_name)
_templates = import_module("reports.rendering").environment("en")
for _name in _templates.list_templates(extensions=("html",)):
    _templates.get_template(_name)
gc.freeze()  # nobody looks at it again, so that it stays shared
