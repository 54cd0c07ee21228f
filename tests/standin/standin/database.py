"""The few rules of Postgres that show through the API."""

import re

from standin.errors import Crash

_INT64 = 1 << 63


def ilike(value, pattern):
    """`value ILIKE pattern`: % and _ are wildcards, a backslash escapes."""
    out = []
    chars = iter(pattern)
    for char in chars:
        if char == "\\":
            escaped = next(chars, None)
            if escaped is None:
                raise Crash("LIKE pattern must not end with escape character")
            out.append(re.escape(escaped))
        elif char == "%":
            out.append(".*")
        elif char == "_":
            out.append(".")
        else:
            out.append(re.escape(char))
    return re.fullmatch("".join(out), value, re.IGNORECASE | re.DOTALL) is not None


def storable(*values):
    """A NUL cannot be sent to Postgres as text: 500."""
    if any("\0" in value for value in values if value is not None):
        raise Crash("invalid byte sequence for encoding UTF8: 0x00")


def page_of(rows, page, limit):
    """OFFSET and LIMIT of the key and secret lists: 0 and null count as the defaults."""
    size = limit or 25
    offset = (page or 0) * size
    if offset < 0 or size < 0:
        raise Crash("OFFSET and LIMIT must not be negative")
    if offset >= _INT64 or size >= _INT64:
        raise Crash("bigint out of range")
    return rows[offset : offset + size]
