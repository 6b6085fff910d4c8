"""A standard: clauses, thresholds, what each costs, and the evidence of every figure, as read from a YAML file."""

import json
from collections.abc import Mapping
from functools import cached_property
from hashlib import sha256
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from rules.scorecard import Evidence, StandardRef

Scalar = bool | int | float | str
SiteKind = Literal["all", "portal", "department"]
Mode = Literal["automatic", "assisted", "manual"]
ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class Model(BaseModel):
    """Unknown keys and loose types are refused: a typo must not become a default."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Text(Model):
    """The same text in both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Bonus(Model):
    """Points on top: at most ``maximum``, and only when the deductions leave more than ``only_above``."""

    maximum: float = Field(ge=0)
    only_above: float = Field(ge=0)


class Group(Model):
    """A head of the standard. Its rules together never cost more than ``weight``.

    ``needs_public_services``: a department without public services is judged without this head, and what it reaches
    of the rest is scaled up to full marks.
    """

    id: str = Field(pattern=ID_PATTERN)
    name: Text
    weight: float | None = Field(default=None, gt=0)
    needs_public_services: bool = False


class Scoring(Model):
    """How findings become a score and an outcome."""

    full_marks: float = Field(gt=0)
    pass_mark: float = Field(ge=0)
    pass_mark_inclusive: bool
    veto_stops_scoring: bool
    bonus: Bonus | None = None
    groups: tuple[Group, ...] = ()
    evidence: Evidence
    evidence_of: Mapping[str, Evidence] = Field(default_factory=dict)


class Rule(Model):
    """One clause. ``veto``, or ``points`` per counted thing (per kind of thing where the indicator has several).

    ``mode``: an assisted rule finds candidates for a person's review, a manual one is judged by a person alone.
    ``not_with``: rules that may have priced the same problem already; it is not counted twice.
    ``evidence_of`` gives single figures (``points``, ``cap``, a threshold) another evidence than the rule's.
    """

    id: str = Field(pattern=ID_PATTERN)
    clause: Text
    indicator: str | None = None
    mode: Mode = "automatic"
    thresholds: Mapping[str, Scalar | tuple[str, ...]] = Field(default_factory=dict)
    veto: bool = False
    points: float | Mapping[str, float] | None = None
    cap: float | None = Field(default=None, gt=0)
    bonus: bool = False
    group: str | None = None
    applies_to: tuple[SiteKind, ...] = Field(min_length=1)
    not_with: tuple[str, ...] = ()
    evidence: Evidence
    evidence_of: Mapping[str, Evidence] = Field(default_factory=dict)
    source: str = Field(min_length=1)
    why: Text
    fix: Text


class Standard(Model):
    """A whole standard; ``extends`` is the id of the one it was laid over, its rules being included here."""

    id: str = Field(pattern=ID_PATTERN)
    name: Text
    source: str = Field(min_length=1)
    extends: str | None = None
    scoring: Scoring
    rules: tuple[Rule, ...] = Field(min_length=1)

    @cached_property
    def sha256(self) -> str:
        """The hash of the canonical text: comments, order of keys and layout do not change it."""
        return sha256(self.canonical().encode()).hexdigest()

    def canonical(self) -> str:
        """The whole standard as JSON with sorted keys."""
        data = self.model_dump(mode="json")
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def ref(self) -> StandardRef:
        """What a scorecard names its standard by."""
        return StandardRef(
            id=self.id,
            name={"zh": self.name.zh, "en": self.name.en},
            sha256=self.sha256,
            start=self.scoring.full_marks,
            pass_mark=self.scoring.pass_mark,
        )
