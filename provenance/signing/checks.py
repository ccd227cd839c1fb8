"""The borders of what a caller may state: texts, labels, times and JSON that the engine can take.

Each check returns what it was given, ready to use, or raises `DescriptionError` with the cure.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING

from provenance.errors import DescriptionError
from provenance.model.definition import SoftwareAgent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provenance.model.store import Json

NAME_CHARACTERS = 255
TEXT_CHARACTERS = 4_000
LABEL_CHARACTERS = 128
JSON_DEPTH = 32
JSON_BYTES = 512 << 10  # the engine takes 1 MiB for the whole manifest

# Embedding, override and isolate controls of the Unicode bidirectional algorithm (UAX 9).
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Other letters are no risk worth taking: the engine aborts the process on some labels.
_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
# The engine reads these as a version or as an instance number and drops them from the name.
_VERSION = re.compile(r"v[0-9]+")
_INSTANCE = "__"
_TELLING = 4  # a shorter part of a word stands in too many words


def text(value: str, what: str, *, limit: int = TEXT_CHARACTERS) -> str:
    """Return `value` when it is text that people can read; line breaks and tabs are allowed.

    Raises:
        DescriptionError: It is longer than `limit` characters, or holds control,
            direction-changing or broken (surrogate) characters.
    """
    if not isinstance(value, str):
        raise DescriptionError(
            f"The {what} is {type(value).__name__}, not text.", hint="Give a string."
        )
    if len(value) > limit:
        raise DescriptionError(
            f"The {what} has {len(value)} characters.", hint=f"Use at most {limit}."
        )
    for character in value:
        if _unreadable(character) and character not in "\n\t":
            raise DescriptionError(
                f"The {what} holds the character U+{ord(character):04X}, which people cannot see.",
                hint="Take it out.",
            )
    return value


def name(value: str, what: str) -> str:
    """Return `value` when it is text on one line of at most 255 characters.

    Raises:
        DescriptionError: As for `text`, or it spans several lines.
    """
    text(value, what, limit=NAME_CHARACTERS)
    if "\n" in value or "\t" in value:
        raise DescriptionError(f"The {what} spans several lines.", hint="Use one line.")
    return value


def presentable(value: str) -> str:
    """Return a file's name as a title: what people cannot see is replaced, the rest shortened."""
    shown = "".join("\N{REPLACEMENT CHARACTER}" if _unreadable(c) else c for c in value)
    return shown if len(shown) <= NAME_CHARACTERS else shown[: NAME_CHARACTERS - 1] + "…"


def own_label(value: str, what: str) -> str:
    """Return `value` when it is an entity-specific name (C2PA 2.4, "Labels"): "com.example.note".

    Raises:
        DescriptionError: It has no dot, unusual characters, or a form that the engine alters.
    """
    name(value, what)
    parts = value.split(".")
    if len(parts) < 2:  # noqa: PLR2004  # a dot joins two
        raise DescriptionError(
            f"The {what} {value!r} has no dot.",
            hint='Begin it with your domain, reversed: "com.example.note".',
        )
    if len(value) > LABEL_CHARACTERS or not all(_PART.fullmatch(part) for part in parts):
        raise DescriptionError(
            f"The {what} {value!r} is not a name that every reader can take.",
            hint=f"Use letters a-z, digits, - and _ between dots, {LABEL_CHARACTERS} at most.",
        )
    if _VERSION.fullmatch(parts[-1]) or _INSTANCE in value:
        raise DescriptionError(
            f"The {what} {value!r} ends like a version, or holds two underscores in a row.",
            hint='Write the version inside the word: "com.example.note-v2".',
        )
    return value


def moment(value: datetime | None, what: str) -> datetime | None:
    """Return `value` when it names its time zone.

    Raises:
        DescriptionError: It is no datetime, or has no time zone.
    """
    if value is None:
        return None
    if not isinstance(value, datetime):
        raise DescriptionError(
            f"The {what} is {type(value).__name__}, not a datetime.", hint="Give a datetime."
        )
    if value.tzinfo is None or value.utcoffset() is None:
        raise DescriptionError(
            f"The {what} has no time zone, so it names no moment.",
            hint="Add one: datetime.now(UTC).",
        )
    return value


def agent(value: SoftwareAgent | str | None, what: str) -> SoftwareAgent | None:
    """Return a program or device, made of its name when only that is given."""
    if value is None or value == "":
        return None
    found = SoftwareAgent(name=value) if isinstance(value, str) else value
    if not isinstance(found, SoftwareAgent) or not found.name:
        raise DescriptionError(f"The {what} has no name.", hint="Give a name or a SoftwareAgent.")
    name(found.name, what)
    name(found.version, f"version of the {what}")
    return found


def json_value(value: Json, what: str) -> Json:
    """Return a private copy of `value` when it is JSON that survives the engine unchanged.

    Raises:
        DescriptionError: A number is not finite or needs more than 64 bits, a key is no
            text, something else is no JSON, or all of it is too deep or too large.
    """
    copied = _copied(value, what, 0)
    size = len(json.dumps(copied, ensure_ascii=False).encode())
    if size > JSON_BYTES:
        raise DescriptionError(
            f"The {what} takes {size} bytes.", hint=f"Use at most {JSON_BYTES}, and link the rest."
        )
    return copied


def nearest(written: str, choices: Iterable[str], *, prefix: str = "") -> str:
    """Return a hint: the choice that `written` resembles, or all of them.

    Args:
        written: What the caller gave.
        choices: What would be right.
        prefix: What all choices begin with, which resembles nothing.
    """
    names = sorted(choices)
    by_case = {choice.removeprefix(prefix).lower(): choice for choice in names}
    sought = written.lower().removeprefix(prefix)
    close = get_close_matches(sought, by_case, n=1, cutoff=0.6) or [
        known for known in by_case if len(sought) >= _TELLING and sought in known
    ]
    if close:
        return f"Did you mean {by_case[close[0]]}?"
    return f"Choose one of: {', '.join(names)}."


def _unreadable(character: str) -> bool:
    return character in _BIDI or unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}


def _copied(value: Json, what: str, depth: int) -> Json:
    if depth > JSON_DEPTH:
        raise DescriptionError(f"The {what} is nested too deep.", hint=f"{JSON_DEPTH} at most.")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(text(value, what, limit=JSON_BYTES))
    if isinstance(value, int | float):
        return _number(value, what)
    if isinstance(value, Mapping):
        return {
            name(key, f"key in the {what}"): _copied(inner, what, depth + 1)
            for key, inner in value.items()
        }
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
        return [_copied(inner, what, depth + 1) for inner in value]
    raise DescriptionError(
        f"The {what} holds {type(value).__name__}, which is not JSON.",
        hint="Use text, numbers, true, false, null, lists and maps.",
    )


def _number(value: float, what: str) -> float:
    fits = math.isfinite(value) if isinstance(value, float) else -(2**63) <= value < 2**63
    if not fits:
        raise DescriptionError(
            f"The {what} holds the number {value}, which cannot be stored exactly.",
            hint="Write it as text.",
        )
    return value
