"""Pages that answer 200 and are not there (soft 404).

A page is called missing only where it says so in its title or in a whole sentence and shows little else, where it
equals what the host shows for an invented address, where a link to a document ended at a home page or an error page, or
where a short page came instead of a file. Longer texts, texts that only mention such words, and script-built shells
(which look the same for every address) are never called so.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urlsplit

from spiders.parsing import likeness
from spiders.parsing.body import Answer, Body
from spiders.parsing.recognisers import Recognisers, squeeze
from spiders.parsing.shields import shield_of

MissingPage = Literal["status", "soft", "home", "unknown"]

_TITLE_ALONE_CHARS = 200
_TITLE_AND_SENTENCE_CHARS = 1200
_SENTENCE_ALONE_CHARS = 160
_BARE_SENTENCE_CHARS = 60
_INSTEAD_OF_FILE_CHARS = 200
_SHELL_CHARS = 50
_NOTICE_CHARS = 400
_LIKE = 0.9
_MAX_SENTENCE_CHARS = 80
_MAX_NAME_CHARS = 200

_SENTENCE_ENDS = re.compile(r"[。！!；;？?\n]|[，,](?=请|点击|您可以|系统将|将在|\s*$)")
_TITLE_PARTS = re.compile(r"[|_—–·•:：>»]+|\s-+|-+\s|(?<=[\u4e00-\u9fff])-+|-+(?=[\u4e00-\u9fff])")
_VIEWER = re.compile(
    r"<(?:embed|object|iframe|canvas|video|audio|frameset)\b|\blocation\s{0,5}(?:\.href\s{0,5})?=|http-equiv=.?refresh",
    re.I,
)
_SHELL = re.compile(r"<div\b[^<>]{0,60}\bid=.?(?:app|root|__next|__nuxt|main-app)\b", re.I)
_PASSWORD = re.compile(r"<input\b[^<>]{0,200}\btype=.?password", re.I)
_ERROR_PATH = re.compile(
    r"/(?:error[-_/]?)?(?:404|err404|error404|not[-_]?found|page[-_]?not[-_]?found|nopage)(?:error)?(?:\.\w{1,5})?/?\Z",
    re.I,
)
_HOME_NAME = re.compile(
    r"(?:index|default|home|main|welcome|first|shouye|portal)(?:[-_]?\w{0,6})?(?:\.\w{1,5})?\Z", re.I
)
_NOT_HOME = re.compile(r"https?://[\w.:-]+/(?:/*[\w.-]+/+[\w.-]|[\w./-]*\?\w)")  # most: in a folder, or with a query
_DOCUMENT_NAME = re.compile(
    r"[^/]*\.(?:s?html?|pdf|docx?|xlsx?|pptx?|wps|et|zip|rar|7z|ofd|txt|jpe?g|png|gif|bmp|mp[34])\Z|[^/]*\d{4}[^/]*\Z",
    re.I,
)
_DOCUMENT_QUERY = re.compile(r"(?:^|&)\w{0,20}id=\w", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class HostProfile:
    """How a host answers an address that cannot exist: with a status, a page (``soft``), its home page, or unknown."""

    missing: MissingPage = "unknown"
    final_url: str = ""  # where it redirected to, else ""
    sketch: likeness.Sketch = ()
    own_chars: int = 0
    says_missing: bool = False
    script_built: bool = False
    like_home: bool | None = None  # whether it shows what the home page shows; None: not known


def profile_of(answer: Answer, recognisers: Recognisers) -> HostProfile:
    """The profile that the answer to an invented address gives."""
    if answer.status in (404, 410):
        return HostProfile(missing="status")
    body = Body(answer, recognisers.spotter)
    if not 200 <= answer.status < 300 or shield_of(answer, body, recognisers, strict=True):
        return HostProfile()
    on_error_page = answer.moved and _ERROR_PATH.search(urlsplit(answer.final_url).path)
    return HostProfile(
        missing="home" if answer.moved and is_home(answer.final_url) else "soft",
        final_url=answer.final_url if answer.moved else "",
        sketch=likeness.sketch(body.shown.own, without=answer.url) if answer.is_html else (),
        own_chars=body.shown.own_chars,
        says_missing=bool(on_error_page or _says_missing(body, recognisers)),
        script_built=bool(_SHELL.search(body.source)) or body.shown.own_chars < _SHELL_CHARS,
        like_home=True if answer.moved and is_home(answer.final_url) else None,
    )


def beside_home(profile: HostProfile, home: Answer, recognisers: Recognisers) -> HostProfile:
    """The profile, knowing what the home page shows."""
    body = Body(home, recognisers.spotter)
    alike = home.is_html and likeness.share(likeness.sketch(body.shown.own), profile.sketch) >= _LIKE
    return replace(profile, like_home=alike)


def why_missing(answer: Answer, body: Body, recognisers: Recognisers, profile: HostProfile | None) -> str | None:
    """Why an answer with a good status is called missing, or None."""
    if answer.use == "form":
        return None  # it was sent without what readers fill in, and says so
    if answer.moved and _ended_elsewhere(answer, profile):
        return "redirected-to-home" if is_home(answer.final_url) else "redirected-to-error-page"
    if not answer.is_html or not answer.body or answer.use in ("style", "script"):
        return None
    if says := _says_missing(body, recognisers):
        return says
    if _equals_missing_page(answer, body, profile):
        return "like-invented-address"
    return "page-instead-of-file" if _wants_file(answer) and _is_no_file(body) else None


def is_home(url: str) -> bool:
    """Whether a URL is that of a home page, as far as it shows; a fragment names a page of a script-built site."""
    if _NOT_HOME.match(url):
        return False
    parts = urlsplit(url)
    path = parts.path.strip("/")
    return not parts.query and not parts.fragment and (not path or ("/" not in path and bool(_HOME_NAME.match(path))))


def _ended_elsewhere(answer: Answer, profile: HostProfile | None) -> bool:
    """A redirect to an error page; or of a document to a home page; or to where the host sends invented addresses."""
    asked, final = urlsplit(answer.url), urlsplit(answer.final_url)
    if _ERROR_PATH.search(final.path):
        return not _ERROR_PATH.search(asked.path)
    if not is_home(answer.final_url) or is_home(answer.url):
        return False
    if _is_document(answer.url):
        return True
    deep = asked.path.strip("/").count("/") > 0
    return deep and profile is not None and profile.missing == "home" and profile.final_url == answer.final_url


def _is_document(url: str) -> bool:
    """Whether an address names one document, not a place where something is shown."""
    parts = urlsplit(url)
    name = parts.path.rpartition("/")[2][-_MAX_NAME_CHARS:]
    return not _HOME_NAME.match(name) and bool(_DOCUMENT_NAME.match(name) or _DOCUMENT_QUERY.search(parts.query))


def _says_missing(body: Body, recognisers: Recognisers) -> str | None:
    missing = recognisers.missing
    titled = any(missing.is_title(squeeze(part)) for part in (body.title, *_TITLE_PARTS.split(body.title)) if part)
    if not titled and missing.hints.isdisjoint(body.spotted):
        return None  # where most pages end
    chars = body.shown.own_chars
    if chars > _TITLE_AND_SENTENCE_CHARS:
        return None
    lines = [squeeze(line) for line in (*_SENTENCE_ENDS.split(body.shown.own), *body.shown.alerts)]
    lines = [line for line in lines if 0 < len(line) <= _MAX_SENTENCE_CHARS]
    said = any(missing.is_sentence(line) for line in lines)
    bare = any(missing.bare.fullmatch(line) for line in lines)
    if titled and (chars <= _TITLE_ALONE_CHARS or said or bare):
        return "title"
    if (said and chars <= _SENTENCE_ALONE_CHARS) or (bare and chars <= _BARE_SENTENCE_CHARS):
        return "sentence"
    return None


def _equals_missing_page(answer: Answer, body: Body, profile: HostProfile | None) -> bool:
    """The same text as an invented address shows, where that is a page for missing ones.

    It is none where it is the shell that a script fills for every address, and where the home page shows the same in
    few words: then a notice or an unknown shield stands before the whole host. Where the home page itself is shown for
    everything, only links to documents miss what they promised.
    """
    if profile is None or profile.missing not in ("soft", "home") or is_home(answer.url) or not profile.sketch:
        return False
    if likeness.share(likeness.sketch(body.shown.own, without=answer.url), profile.sketch) < _LIKE:
        return False
    if profile.says_missing:
        return True
    if profile.like_home is None or (profile.script_built and not _wants_file(answer)):
        return False
    if profile.like_home:
        return (profile.own_chars > _NOTICE_CHARS or profile.script_built) and _is_document(answer.url)
    return not _PASSWORD.search(body.source)


def _wants_file(answer: Answer) -> bool:
    return answer.use in ("attachment", "image")


def _is_no_file(body: Body) -> bool:
    """A short page where a file should be, and nothing in it that shows or fetches the file."""
    return body.shown.own_chars < _INSTEAD_OF_FILE_CHARS and not _VIEWER.search(body.source)
