"""What goes over the wire in the C2PA Soft Binding Resolution API, whoever asks and answers."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

from provenance.errors import InvalidArgument

if TYPE_CHECKING:
    from provenance.durable.interface import Match

BY_BINDING = "/matches/byBinding"
BY_CONTENT = "/matches/byContent"
MANIFESTS = "/manifests/"
ALGORITHMS = "/services/supportedAlgorithms"
STORE_TYPE = "application/c2pa"

USUAL_RESULTS, MOST_RESULTS = 10, 100
LONGEST_QUERY = 2_048
"""Characters of a value in an address; longer ones are sent as a body."""

_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._~!$&'()*+,;=@-]{0,255}")  # of a URN (RFC 8141)
_STANDARD, _FOR_ADDRESSES = re.compile(r"[A-Za-z0-9+/]*"), re.compile(r"[A-Za-z0-9_-]*")
_FULL = 100  # the score of a match without any difference


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What leads to manifests: an algorithm, and a value of it in base64."""

    alg: str
    value: str


class Found(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """One manifest.

    Attributes:
        endpoint: A service that has it; None for the one that was asked.
        similarity_score: 0 to 100; None where none is told.
    """

    manifest_id: str
    endpoint: str | None = None
    similarity_score: int | None = None


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a question leads to.

    Attributes:
        problem: Why a file could not be looked at, which the API has no name for; "" otherwise.
    """

    matches: tuple[Found, ...]
    problem: str = ""


def found(match: Match) -> Found:
    """Return a match as it is told."""
    score = max(0, min(_FULL, round(match.score * _FULL)))
    return Found(manifest_id=match.manifest, similarity_score=score)


def is_label(text: str) -> bool:
    """Tell whether a manifest may have this name, and an address may hold it."""
    return _LABEL.fullmatch(text) is not None


def manifest_path(label: str) -> str:
    """Return where a service keeps a manifest."""
    return f"{MANIFESTS}{quote(label, safe=':')}"


def encoded(value: bytes) -> str:
    """Return a value in base64, padded (RFC 4648 section 4)."""
    return base64.b64encode(value).decode("ascii")


def decoded(text: str) -> bytes:
    """Return a value from base64: of both alphabets (RFC 4648 sections 4 and 5), padded or not.

    Raises:
        InvalidArgument: It is nothing, mixes the alphabets, is padded wrongly, holds anything
            else, or is not how these bytes are written.
    """
    digits = text.rstrip("=")
    missing = -len(digits) % 4
    plain = digits.replace("-", "+").replace("_", "/")
    known = _STANDARD.fullmatch(digits) or _FOR_ADDRESSES.fullmatch(digits)
    if digits and known and missing != 3 and len(text) - len(digits) in {0, missing}:  # noqa: PLR2004  # no byte has one digit
        raw = base64.b64decode(plain + "=" * missing)
        if encoded(raw).rstrip("=") == plain:
            return raw
    raise InvalidArgument(
        "The value is not base64.", hint="Write it as RFC 4648 says, with either alphabet."
    )
