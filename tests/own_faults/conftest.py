"""An office with one site of twenty-six pages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.nightly import Office, build


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path, f"sqlite:///{tmp_path / 'night.db'}")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "night.db"


@pytest.fixture
def registered(web: Any, office: Office) -> Callable[..., Any]:
    """The server of a site that the office knows."""

    def make(articles: int = 24, **options: Any) -> Any:
        office.register(build(web, articles, **options))
        return web

    return make
