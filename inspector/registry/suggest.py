"""What a mistyped name may have meant."""

from collections.abc import Mapping
from difflib import get_close_matches

from inspector.registry.forms import Field, heading


def did_you_mean(name: str, known: Mapping[str, Field]) -> tuple[str, str]:
    """A clause to append to 'unknown', in Chinese and in English; empty where nothing is near."""
    near = get_close_matches(heading(name), list(known), n=1, cutoff=0.6)
    if not near:
        return "", ""
    meant = known[near[0]]
    return f"，是不是 {meant.key}（{meant.zh}）？", f"; did you mean {meant.key}?"
