"""Recognises what stands between us and a page: challenges of shields, and login walls (``data/shields.yaml``)."""

from urllib.parse import urlsplit

from spiders.parsing.body import Answer, Body
from spiders.parsing.recognisers import Recognisers, Sign, squeeze

_HEAD_CHARS = 16_384  # challenges are small; a long page with status 200 is the page itself


def shield_of(answer: Answer, body: Body, recognisers: Recognisers, *, strict: bool) -> str | None:
    """The name of the challenge or login that stands before the page. ``strict``: the status itself looks fine."""
    for name, sign in recognisers.head_signs:
        if _head_fits(sign, answer):
            return name
    if not body.is_page:
        return None
    signs = [sign for text in sorted(body.spotted) for sign in recognisers.body_signs.get(text, ())]
    for name, sign in (*signs, *recognisers.title_signs):
        if _head_fits(sign, answer) and _body_fits(sign, body, strict=strict):
            return name
    return _login_of(answer, body, recognisers) if answer.moved else None


def _login_of(answer: Answer, body: Body, recognisers: Recognisers) -> str | None:
    asked, final = urlsplit(answer.url).path.lower(), urlsplit(answer.final_url).path.lower()
    for shield in recognisers.logins:
        for sign in shield.when:
            wanted = any(part in asked for part in sign.paths)  # a link to a login page may lead to one
            led_there = any(part in final for part in sign.paths)
            if led_there and not wanted and _head_fits(sign, answer) and _body_fits(sign, body, strict=False):
                return shield.name
    return None


def _head_fits(sign: Sign, answer: Answer) -> bool:
    if sign.statuses and answer.status not in sign.statuses:
        return False
    if not sign.header:
        return True
    value = answer.headers.get(sign.header)
    return value is not None and sign.contains in value.lower()


def _body_fits(sign: Sign, body: Body, *, strict: bool) -> bool:
    if sign.titles and squeeze(body.title) not in sign.titles:
        return False
    for text in sign.bodies:
        if text not in body.spotted:
            return False
    head = body.source[:_HEAD_CHARS] if strict and sign.bodies else ""
    for text in sign.bodies:
        if text not in (head or body.source):
            return False
    return sign.max_text is None or body.shown.own_chars <= sign.max_text
