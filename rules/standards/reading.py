"""Reading a standard: the one way in for everything that judges."""

from rules.errors import StandardError
from rules.standards.check import check
from rules.standards.model import Standard
from rules.standards.overlay import Lookup

__all__ = ["Lookup", "Standard", "load_standard"]


def load_standard(text: str, name: str, lookup: Lookup = lambda _: None) -> Standard:
    """The standard that a YAML text describes; ``name`` is its file in messages.

    Raises ``StandardError`` with one line per fault, ``file:line:column: path: what is wrong and what to do``.
    """
    standard, faults = check(text, name, lookup)
    if standard is None:
        raise StandardError(*("\n".join(fault.text(lang) for fault in faults) for lang in ("zh", "en")))
    return standard
