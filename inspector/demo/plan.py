"""A fixture site as its ``site.toml`` describes it. Ages are days before the demo's ``as_of``, so limits stay exact."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rules.errors import InspectorError
from rules.observations import Category, Site

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(_Strict):
    """How the server answers one path instead of the rendered page; unset fields leave the answer alone."""

    status: int | None = None
    headers: dict[str, str] = Field(default_factory=dict)
    body: str | None = None
    delay_s: float = 0.0
    drop: bool = False  # close the connection without a word
    fail_every: int = 0  # answer 503 to each n-th request
    refuse_head: bool = False  # 405 to HEAD


class LetterPlan(_Strict):
    asked: int
    answered: int | None = None
    status: Literal["answered", "open", "refused"] = "open"


class ColumnPlan(_Strict):
    """``newest`` is the age of its newest item in days, ``step`` the days between two items."""

    name: str
    path: str
    category: Category
    kind: Literal["list", "letters", "guides", "text", "script"] = "list"
    items: int = 18
    newest: float = 1
    step: float = 2
    dated: bool = True
    on_home: bool = True
    letters: tuple[LetterPlan, ...] = ()


class Expectation(_Strict):
    outcome: Literal["pass", "fail", "undetermined"]
    vetoes: tuple[str, ...] = ()
    state: str = "running"
    without_browser: Literal["pass", "fail", "undetermined"] | None = None
    problems: dict[str, int] = Field(default_factory=dict)  # indicator → number of problems


class SitePlan(_Strict):
    name: str
    code: str
    host: str
    about: str
    theme: Literal["trs", "empire", "ucap"] = "trs"
    encoding: str = "utf-8"
    declared: str | None = None  # what the pages say instead
    county: str = "青溪县"
    supervisor: str = "云州市人民政府办公室"
    portal: bool = True
    home_items: int = 6  # items a block of the home page shows
    columns: tuple[ColumnPlan, ...] = ()
    extend: str | None = None  # take the columns of this other site; own columns of the same path replace them
    broken_links: int = 0  # dead links spread over the articles
    broken_home_links: int = 0
    template_image: bool = False  # every page shows an image that is not there
    answers: dict[str, Answer] = Field(default_factory=dict)
    probes: int = 0  # rounds of availability probes before the run
    expect: Expectation


def load_as_of() -> datetime:
    """The instant that all ages of the fixture sites count back from."""
    return datetime.fromisoformat(tomllib.loads((FIXTURES / "sites/demo.toml").read_text("utf-8"))["as_of"])


def load_plans(names: tuple[str, ...] = ()) -> dict[str, SitePlan]:
    """The fixture sites by folder name, all or those named. Raises InspectorError with file and field."""
    folders = sorted(p.parent for p in (FIXTURES / "sites").glob("*/site.toml"))
    plans = {folder.name: _load(folder / "site.toml") for folder in folders}
    if unknown := sorted(set(names) - set(plans)):
        lacking, known = ", ".join(unknown), ", ".join(plans)
        raise InspectorError(f"没有示例网站 {lacking}；可用：{known}", f"no fixture site {lacking}; there are {known}")
    extended = {name: _extended(plan, plans) for name, plan in plans.items()}
    return {name: plan for name, plan in extended.items() if not names or name in names}


def _load(path: Path) -> SitePlan:
    try:
        return SitePlan.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise InspectorError(f"{path.parent.name}/site.toml: {error}") from error


def _extended(plan: SitePlan, plans: dict[str, SitePlan]) -> SitePlan:
    if plan.extend is None:
        return plan
    own = {column.path: column for column in plan.columns}
    inherited = [own.pop(column.path, column) for column in plans[plan.extend].columns]
    return plan.model_copy(update={"columns": (*inherited, *own.values())})


def registered(plan: SitePlan) -> Site:
    """The registry entry of a fixture site; its columns are left to be discovered."""
    return Site(
        code=plan.code,
        name=plan.name,
        url=f"http://{plan.host}/",
        sponsor=f"{plan.county}人民政府办公室",
        supervisor=plan.supervisor,
        province="江南省",
        city="云州市",
        county=plan.county,
        level="县级",
        portal=plan.portal,
    )
