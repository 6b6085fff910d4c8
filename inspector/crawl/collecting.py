"""When Python looks for garbage that refers to itself. Reference counts free all else at once.

With the usual thresholds a start-up of 150,000 lasting objects is looked through so often that it costs a quarter of
its time, and a crawl a seventh of its own. Both make little such garbage: the peak memory of a crawl is the same.
"""

import gc

_STARTING = 200_000
_WORKING = 5_000
"""Objects made and not freed between two looks; what a page leaves behind is some ten of them."""


def while_starting() -> None:
    """For the imports of a command and whatever is quickly done."""
    gc.set_threshold(_STARTING, 10, 10)


def once_started() -> None:
    """For long work: all that is there by now stays, and is never looked at again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_WORKING, 10, 10)
