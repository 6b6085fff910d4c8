"""What two standards have differently, figure by figure."""

from dataclasses import dataclass

from rules.standards.model import Rule, Standard


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One figure or text. ``None`` on a side: that standard has nothing there; ``rule`` is empty for the scoring."""

    rule: str
    path: str
    before: str | None
    after: str | None

    @property
    def is_text(self) -> bool:
        """Whether it is a sentence, which decides nothing."""
        return self.path.partition(".")[0] in _TEXTS


_TEXTS = frozenset({"clause", "why", "fix", "source"})


def diff(before: Standard, after: Standard, lang: str = "zh") -> tuple[Change, ...]:
    """Every difference but the ids and names of the standards: a rule that only one has is one difference.

    ``lang`` is the language in which such a rule is named.
    """
    changes = _changes("", _flat(before.scoring.model_dump(mode="json")), _flat(after.scoring.model_dump(mode="json")))
    old = {rule.id: rule for rule in before.rules}
    new = {rule.id: rule for rule in after.rules}
    for id_ in [*old, *(id_ for id_ in new if id_ not in old)]:
        if id_ not in new:
            changes.append(Change(id_, "", _named(old[id_], lang), None))
        elif id_ not in old:
            changes.append(Change(id_, "", None, _named(new[id_], lang)))
        else:
            left, right = (_flat(rule.model_dump(mode="json")) for rule in (old[id_], new[id_]))
            changes += _changes(id_, left, right)
    return tuple(changes)


def _named(rule: Rule, lang: str) -> str:
    return rule.clause.en if lang == "en" else rule.clause.zh


def _changes(rule: str, before: dict[str, str], after: dict[str, str]) -> list[Change]:
    paths = sorted(before.keys() | after.keys())
    return [
        Change(rule, path, before.get(path), after.get(path)) for path in paths if before.get(path) != after.get(path)
    ]


def _flat(value: object, path: str = "") -> dict[str, str]:
    """Nested values by dotted paths; what is not set is not there."""
    if isinstance(value, dict):
        return {key: text for name, inner in value.items() for key, text in _flat(inner, f"{path}.{name}").items()}
    if isinstance(value, list):
        value = ", ".join(str(entry) for entry in value) if all(not isinstance(e, dict) for e in value) else str(value)
    return {} if value in (None, "") else {path.lstrip("."): str(value)}
