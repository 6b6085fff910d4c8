"""The accepted list: broken links that somebody answers for until a day, with the reason.

accepted:
  - url: http://old.example.gov.cn/*     # * stands for anything
    reason: 旧站 2026 年底关停，已列入计划
    owner: 信息科 李
    expires: 2026-12-31
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from rules.errors import UsageError
from rules.yamltext import problem_of

_KEYS = {"url", "reason", "owner", "expires"}
_MAX_ENTRIES = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """One entry; ``url`` may hold ``*``. It holds to the end of the day ``expires``."""

    url: str
    reason: str
    owner: str
    expires: date


class AcceptedList:
    """Says which entry, if any, answers for a URL on a day."""

    def __init__(self, entries: Iterable[Accepted]) -> None:
        self.entries = tuple(entries)
        self._plain = {entry.url: entry for entry in reversed(self.entries) if "*" not in entry.url}
        self._wild = [(_pattern(entry.url), entry) for entry in self.entries if "*" in entry.url]

    def find(self, url: str, day: date) -> Accepted | None:
        """The entry that answers for ``url`` on ``day``; an expired one answers for nothing."""
        candidates = [self._plain[url]] if url in self._plain else []
        candidates += [entry for pattern, entry in self._wild if pattern.match(url)]
        return next((entry for entry in candidates if day <= entry.expires), None)

    def expired(self, day: date) -> Sequence[Accepted]:
        """The entries that no longer hold, to be named in the report."""
        return [entry for entry in self.entries if day > entry.expires]


def read_accepted(path: Path) -> AcceptedList:
    """Reads the file. Raises UsageError with file, entry and remedy."""
    try:
        data = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        why = problem_of(error) if isinstance(error, yaml.YAMLError) else str(error)
        raise UsageError(f"{path}：无法读取：{why}", f"{path}: cannot be read: {why}") from None
    entries = data.get("accepted") if isinstance(data, dict) else None
    if not isinstance(entries, list) or len(entries) > _MAX_ENTRIES:
        raise UsageError(
            f"{path}：需要名为 accepted 的列表，最多 {_MAX_ENTRIES} 条",
            f"{path}: needs a list `accepted` of at most {_MAX_ENTRIES} entries",
        )
    return AcceptedList(_entry(path, number, entry) for number, entry in enumerate(entries, 1))


def _entry(path: Path, number: int, entry: object) -> Accepted:
    def wrong(message: str, en: str) -> UsageError:
        return UsageError(f"{path}：第 {number} 条：{message}", f"{path}: entry {number}: {en}")

    if not isinstance(entry, dict) or set(entry) != _KEYS:
        raise wrong("须有且只有 url、reason、owner、expires", "needs exactly url, reason, owner and expires")
    texts = {key: str(entry[key] or "").strip() for key in ("url", "reason", "owner")}
    for key, text in texts.items():
        if not text:
            raise wrong(f"{key} 为空", f"{key} is empty")
    expires = entry["expires"]
    if type(expires) is not date:
        raise wrong("expires 须为日期，如 2026-12-31", "expires is a day such as 2026-12-31")
    return Accepted(**texts, expires=expires)


def _pattern(url: str) -> re.Pattern[str]:
    """Only ``*`` is special: brackets and question marks belong to URLs."""
    return re.compile(".*".join(re.escape(part) for part in re.split(r"\*+", url)) + r"\Z", re.S)
