"""What ``inspector judge`` says of a question about another day than that of the crawl."""

from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner

from inspector.cli import main


@pytest.mark.parametrize(("days", "told"), [(-1, False), (0, False), (1, True), (90, True)])
def test_a_day_after_the_crawl_is_answered_with_what_nobody_can_know(nights: Any, days: int, told: bool) -> None:
    nights.crawl({})
    read = nights.store.runs()[-1].finished
    day = (read + timedelta(days=days)).date().isoformat()
    result = CliRunner().invoke(main, ["--db", nights.url, "--lang", "en", "judge", "--as-of", day])
    notice = f"the pages were read on {read.date()}, and what was published since is not known"
    assert (notice in result.stderr) is told
