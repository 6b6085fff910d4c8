"""What stands in place of a fact that was left in the store, because no rule asks for it (see ``rules.needs``).

It never passes for a fact that a page lacks: an indicator that looks at it without having named it cannot be judged.
"""

from collections.abc import Mapping
from typing import Any, NoReturn


class Unread(Mapping[str, Any]):
    """Whatever is asked of it raises LookupError."""

    def _refuse(self, *_: object) -> NoReturn:
        raise LookupError("this fact was not read: the indicator must name it in READS")

    __getitem__ = __iter__ = __len__ = __contains__ = __bool__ = __getattr__ = _refuse


UNREAD = Unread()
