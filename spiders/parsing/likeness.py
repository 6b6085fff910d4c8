"""How alike two texts are, from a sketch of a few hundred bytes (bottom-k sketch of character shingles).

Broder, "On the resemblance and containment of documents", 1997. crc32 serves as the hash: fast, the same everywhere.
"""

import re
import zlib
from urllib.parse import urlsplit

Sketch = tuple[int, ...]
"""The smallest hashes of a text's shingles, ascending."""

_SIZE = 64
_SHINGLE_CHARS = 4
_MAX_CHARS = 4000
_NOISE = re.compile(r"[0-9]+|[\s\W_]+")


def sketch(text: str, *, without: str = "") -> Sketch:
    """The sketch of a text; numbers (dates, counters) and the parts of the address ``without`` do not count."""
    for part in urlsplit(without).path.split("/"):
        if len(part) > 3:
            text = text.replace(part, "")
    plain = _NOISE.sub("", text[:_MAX_CHARS]).lower()
    shingles = {plain[i : i + _SHINGLE_CHARS] for i in range(max(1, len(plain) - _SHINGLE_CHARS + 1))} - {""}
    return tuple(sorted(zlib.crc32(shingle.encode("utf-8", "replace")) for shingle in shingles)[:_SIZE])


def share(one: Sketch, other: Sketch) -> float:
    """The share of shingles two texts have in common, 0.0-1.0; 1.0 for two empty ones."""
    if not one or not other:
        return float(one == other)
    union = sorted(set(one) | set(other))[:_SIZE]
    both = set(one) & set(other)
    return sum(value in both for value in union) / len(union)
