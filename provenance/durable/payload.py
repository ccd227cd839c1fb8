"""What the 64 bits of a watermark are: the number of a schema, then an identifier drawn at random.

An identifier says nothing about anybody. It leads to whoever keeps credentials under it.
"""

from __future__ import annotations

from enum import IntEnum

from provenance.durable.interface import IDENTIFIER_BITS

_IDENTIFIER = (1 << IDENTIFIER_BITS) - 1


class Schema(IntEnum):
    """What a mark says beside its identifier.

    CONTENT: Nothing.
    GENERATED: AI made the content, or a part of it, by the word of whoever wrote the mark.
    """

    CONTENT = 1
    GENERATED = 2


_SCHEMAS = frozenset(Schema)


def under(schema: Schema, payload: int) -> int:
    """Return the payload with the same identifier under another schema."""
    return schema << IDENTIFIER_BITS | payload & _IDENTIFIER


def is_known(payload: int) -> bool:
    """Tell whether a payload has 64 bits and one of the known schemas."""
    return payload >> IDENTIFIER_BITS in _SCHEMAS


def says_generated(value: bytes) -> bool:
    """Tell whether a mark's value says that AI made the content or a part of it."""
    return int.from_bytes(value, "big") >> IDENTIFIER_BITS == Schema.GENERATED
