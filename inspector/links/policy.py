"""What decides about links and is not code: status table and recognised pages (ours, and a user's file before them)."""

from dataclasses import dataclass, field
from pathlib import Path

from inspector.textfile import read_text
from rules.errors import UsageError
from spiders.parsing.own_rules import RecogniserError
from spiders.parsing.recognisers import Recognisers, built_in, read_recognisers


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a link is given before it is called broken. Pauses are stretched at random by up to a half.

    ``tries`` failed tries make a fault or a 5xx, ``tries_now`` any other bad status. A chain of redirects is one try,
    and so are HEAD and the GET right after it: what both meet may be over a second later.
    """

    tries: int = 3
    tries_now: int = 2
    pause_s: float = 3.0
    pause_now_s: float = 1.0
    growth: float = 3.0
    busy_tries: int = 3  # for 429 and the like, before the host counts as blocking us
    budget_s: float = 300.0
    host_pause_s: float = 20.0  # before a host that failed for several URLs is asked once more for the rest
    host_failures: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    recognisers: Recognisers = field(default_factory=built_in)
    patience: Patience = Patience()


def load_policy(path: Path | None = None, *, patience: Patience | None = None) -> Policy:
    """The policy with a user's file of recognisers (YAML, see ``spiders/parsing/data``). Raises UsageError."""
    patience = patience or Patience()
    if path is None:
        return Policy(patience=patience)
    try:
        return Policy(recognisers=read_recognisers(read_text(path), str(path)), patience=patience)
    except RecogniserError as error:
        raise UsageError(f"链接判定规则有误（格式见 docs/links.md）：{error.zh}", str(error)) from None
