"""What a request asks for: every parameter once, and written as the API says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import msgspec

from provenance.durable.repository.acceptance import check_binding
from provenance.durable.resolution import wire
from provenance.model.soft_binding import SoftBinding, kind_of
from provenance.service.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_PARAMETERS = 32
_NUMBER = re.compile(r"[0-9]{1,30}")
_ANSWERS = {"true": True, "false": False}


def parameters(query: bytes) -> Mapping[str, str]:
    """Return the parameters of a query. A plus is a plus, as in base64, and no space.

    Raises:
        Refusal: One is there twice, or is not text in UTF-8.
    """
    try:
        pairs = parse_qsl(
            query.decode("ascii").replace("+", "%2B"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_PARAMETERS,
        )
    except ValueError as error:
        raise Refusal(400, "The query cannot be read.") from error
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Refusal(400, "A parameter of the query is there twice.")
    return found


def most(given: Mapping[str, str]) -> int:
    """Return how many manifests are asked for, as far as they are given.

    Raises:
        Refusal: It is no number from 1 on.
    """
    text = given.get("maxResults", str(wire.USUAL_RESULTS))
    if not _NUMBER.fullmatch(text) or int(text) < 1:
        raise Refusal(400, "maxResults must be a whole number from 1 on.")
    return min(int(text), wire.MOST_RESULTS)


def asked(given: Mapping[str, str], name: str) -> bool:
    """Return whether something is asked for; it is not by default.

    Raises:
        Refusal: It says neither true nor false.
    """
    text = given.get(name, "false")
    if text not in _ANSWERS:
        raise Refusal(400, f"{name} must be true or false.")
    return _ANSWERS[text]


def in_address(given: Mapping[str, str]) -> SoftBinding:
    """Return the binding that an address names.

    Raises:
        Refusal: A part is missing, or too long for an address.
        InvalidArgument: It is no binding.
    """
    if "alg" not in given or "value" not in given:
        raise Refusal(400, "The query must have alg and value.")
    if len(given["value"]) > wire.LONGEST_QUERY:
        raise Refusal(414, "The value is too long for an address; send it as a POST.")
    return binding(given["alg"], given["value"])


def in_body(content: bytes) -> SoftBinding:
    """Return the binding that a body names.

    Raises:
        Refusal: It is not JSON, or a part is missing.
        InvalidArgument: It is no binding.
    """
    try:
        question = msgspec.json.decode(content, type=wire.Question)
    except msgspec.ValidationError as error:
        raise Refusal(400, f"The question does not fit: {error}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal(400, "The question is not JSON in UTF-8.") from error
    return binding(question.alg, question.value)


def hint(given: Mapping[str, str]) -> SoftBinding | None:
    """Return the binding that is told beside a file, or None.

    Raises:
        Refusal: Only one half of it is there.
        InvalidArgument: It is no binding.
    """
    if ("hintAlg" in given) != ("hintValue" in given):
        raise Refusal(400, "A hint needs both hintAlg and hintValue.")
    return binding(given["hintAlg"], given["hintValue"]) if "hintAlg" in given else None


def binding(algorithm: str, value: str) -> SoftBinding:
    """Return a binding as it is written in questions.

    Raises:
        InvalidArgument: The value is not base64, or one of the two is malformed.
    """
    found = SoftBinding(algorithm=algorithm, value=wire.decoded(value), kind=kind_of(algorithm))
    check_binding(found)
    return found
