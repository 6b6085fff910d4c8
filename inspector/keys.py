"""What opens a staging server: a password, cookies, further headers, from the environment and never printed.

INSPECTOR_AUTH ``user:password`` for basic authentication, INSPECTOR_COOKIE ``name=value; …``, INSPECTOR_HEADERS lines
``Name: value``. They are sent to the site's own host only, never along a redirect to another one.
"""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.errors import UsageError
from spiders.hosts import host_key

AUTH, COOKIE, HEADERS = "INSPECTOR_AUTH", "INSPECTOR_COOKIE", "INSPECTOR_HEADERS"
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}\Z")  # a token, RFC 9110, 5.6.2
_PLAIN = re.compile(r"https?://[^/?#\\@\s]+(?:/|\Z)")
"""Addresses of which everybody says that they have the same host: ``http://a.cn?@b.cn/`` is of a.cn."""
_NOT_OURS = frozenset({"host", "content-length", "transfer-encoding", "connection"})
_MAX_VALUE_CHARS = 8192


@dataclass(frozen=True, slots=True)
class Keys:
    """Headers for one host. They do not show in ``repr``, so that no log or traceback has them."""

    host: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def of(self, url: str) -> Mapping[str, str]:
        """The headers that a request for ``url`` carries."""
        return self.headers if self.headers and _PLAIN.match(url) and host_key(url) == self.host else {}

    def __bool__(self) -> bool:
        return bool(self.headers)


NO_KEYS = Keys()


def keys_for(url: str, environment: Mapping[str, str]) -> Keys:
    """The keys of the environment for the host of ``url``. Raises UsageError, which does not show them."""
    found: dict[str, str] = {}
    for line in environment.get(HEADERS, "").splitlines():
        if line.strip():
            name, mark, value = line.partition(":")
            found[_checked(HEADERS, name.strip() if mark else "")] = _value(HEADERS, value.strip())
    if cookie := environment.get(COOKIE, "").strip():
        found["Cookie"] = _value(COOKIE, cookie)
    if auth := environment.get(AUTH, ""):
        if ":" not in auth:
            raise UsageError(f"{AUTH} 应写成 用户名:密码", f"{AUTH} is written user:password")
        packed = base64.b64encode(auth.encode("utf-8")).decode("ascii")
        found["Authorization"] = f"Basic {packed}"
    return Keys(host_key(url), found)


def _checked(source: str, name: str) -> str:
    if not _NAME.match(name) or name.lower() in _NOT_OURS:
        raise UsageError(
            f"{source} 的每一行应写成 名称: 值，且名称可用",
            f"each line of {source} is written Name: value, with a usable name",
        )
    return name


def _value(source: str, value: str) -> str:
    if len(value) > _MAX_VALUE_CHARS or not value.isascii() or not value.isprintable():
        raise UsageError(f"{source} 中的值含有不能发送的字符", f"a value of {source} holds what cannot be sent")
    return value
