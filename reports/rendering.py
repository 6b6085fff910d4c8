"""Jinja, strict and autoescaped, and pages that carry their own style and script.

Each page is one file that opens without a network: style and script are inline and allowed by their hashes alone, so
that nothing which a crawled page smuggled in could run, load or restyle even if escaping failed.
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports.markup import pieces
from reports.text import one_line, printable, readable_url, safe_href
from reports.wording import Wording, instant, number, wording

_FOLDER = Path(__file__).parent
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_INDENT = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Assets:
    """The inline style and script, and the policy that allows just these two."""

    style: Markup
    script: Markup
    policy: str


@cache
def assets() -> Assets:
    """``static/report.css`` and ``static/report.js``, squeezed, with the content security policy of every page."""
    style = _INDENT.sub("", _COMMENT.sub("", _static("report.css")))
    script = _INDENT.sub("\n", _COMMENT.sub("", _static("report.js"))).strip()
    allowed = {"default": "'none'", "style": _hash(style), "script": _hash(script), "img": "'self' data:"}
    policy = "; ".join(f"{kind}-src {source}" for kind, source in allowed.items())
    policy += "; base-uri 'none'; form-action 'none'"
    return Assets(Markup(style), Markup(script), policy)  # noqa: S704  our own files


def _static(name: str) -> str:
    return (_FOLDER / "static" / name).read_text("utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@cache
def environment(lang: str) -> Environment:
    """The templates in one language. A name a template misspells is an error, never an empty string."""
    words = wording(lang)
    env = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.globals.update(t=words.t, n=words.n, words=words, assets=assets(), **pieces(words))
    env.filters.update(line=one_line, href=safe_href, readable=readable_url, instant=instant, number=number)
    return env


def write_page(path: Path, template: str, lang: str, values: Mapping[str, object]) -> Path:
    """Renders ``template`` to ``path``; its folder is made where missing."""
    text = environment(lang).get_template(template).render(values)
    return write_text(path, printable(text))


def write_text(path: Path, text: str) -> Path:
    """``text`` as UTF-8 with line feeds, on every system the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))
    return path


def navigation(words: Wording, here: str, root: str, site: bool = False) -> list[tuple[str, str, bool]]:
    """The links of the masthead: name, target, whether it is this page. ``root`` leads to the report's folder."""
    entries = [("overview", f"{root}index.html"), ("problems", f"{root}problems.html")]
    if site:
        entries += [("site", "index.html"), ("site-problems", "problems.html")]
    return [(words.t(f"nav.{name}"), target, name == here) for name, target in entries]
