"""Recognises what stands between us and a page: challenges of shields, and login walls (``data/shields.yaml``)."""

from urllib.parse import urlsplit

from spiders.parsing.body import Answer, Body
from spiders.parsing.recognisers import Recognisers, Sign, squeeze
from spiders.parsing.shown import title_of

_HEAD_CHARS = 16_384  # challenges are small; a long page with status 200 is the page itself


def shield_of(answer: Answer, body: Body, recognisers: Recognisers, *, strict: bool) -> str | None:
    """The name of the challenge or login that stands before the page. ``strict``: the status itself looks fine."""
    for shield in recognisers.challenges:
        if any(_fits(sign, answer, body, strict=strict) for sign in shield.when):
            return shield.name
    if not answer.moved:
        return None
    asked = urlsplit(answer.url).path.lower()
    for shield in recognisers.logins:
        for sign in shield.when:
            wanted = any(part in asked for part in sign.paths)  # a link to a login page may lead to one
            if not wanted and _fits(sign, answer, body, strict=strict):
                return shield.name
    return None


def _fits(sign: Sign, answer: Answer, body: Body, *, strict: bool) -> bool:
    if sign.statuses and answer.status not in sign.statuses:
        return False
    if sign.header:
        value = answer.headers.get(sign.header)
        if value is None or sign.contains not in value.lower():
            return False
    if sign.paths and not any(part in urlsplit(answer.final_url).path.lower() for part in sign.paths):
        return False
    return not sign.reads_body or _body_fits(sign, answer, body, strict=strict)


def _body_fits(sign: Sign, answer: Answer, body: Body, *, strict: bool) -> bool:
    if not answer.body or not answer.is_html:
        return False
    head = body.source[:_HEAD_CHARS] if strict else body.source
    if any(text not in head for text in sign.bodies):
        return False
    if sign.titles and squeeze(title_of(head)) not in sign.titles:
        return False
    return sign.max_text is None or body.shown.own_chars <= sign.max_text
