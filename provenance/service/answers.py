"""Answers in JSON, and what is said of requests that are not done."""

from __future__ import annotations

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request  # noqa: TC002  # read at run time
from starlette.responses import Response

from provenance.service.refusal import Refusal

_SAID = {404: "There is nothing here.", 405: "This is not done by that method."}


def as_json(status: int, value: object) -> Response:
    """Return a value as an answer."""
    return Response(msgspec.json.encode(value), status_code=status, media_type="application/json")


def refusal(refused: Refusal) -> Response:
    """Say why something is not done; the connection ends, whatever of the body was not read."""
    response = as_json(refused.status, {"error": refused.sentence})
    response.headers["connection"] = "close"
    if refused.status == 401:  # noqa: PLR2004  # RFC 6750 section 3
        response.headers["www-authenticate"] = "Bearer"
    if refused.retry_after:
        response.headers["retry-after"] = str(refused.retry_after)
    return response


async def nowhere(_request: Request, error: Exception) -> Response:
    """Answer where no route leads."""
    status, headers = 404, {}
    if isinstance(error, HTTPException):
        status, headers = error.status_code, dict(error.headers or {})
    response = refusal(Refusal(status, _SAID.get(status, "This cannot be answered.")))
    response.headers.update(headers)
    return response
