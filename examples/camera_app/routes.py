"""How the page asks for what the camera does."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec
from fastapi import FastAPI
from starlette.requests import Request  # noqa: TC002  # read at run time
from starlette.responses import Response
from studio import SUFFIXES

from provenance import ProvenanceError
from provenance.errors import InputNotFound, InvalidArgument, SigningFailed, UnsupportedFormat
from provenance.service.body import Body
from provenance.service.labour import Labour
from provenance.service.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from studio import Studio

    from provenance.service.loopback.pages import Pages

LARGEST = 32 << 20  # bytes of one frame
_UPLOAD_SECONDS = 20.0
_UNFIT = (InvalidArgument, SigningFailed, UnsupportedFormat)
_TYPES = {suffix: kind for kind, suffix in SUFFIXES.items()}


def build(studio: Studio, pages: Pages) -> FastAPI:
    """Return the application; it needs the border of `provenance.service.loopback` around it."""
    routes = _Routes(studio, pages)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.add_api_route("/state", routes.state, methods=["GET"])
    app.add_api_route("/pictures", routes.take, methods=["POST"])
    app.add_api_route("/pictures/{name}", routes.picture, methods=["GET"])
    app.add_api_route("/pictures/{name}/report", routes.report, methods=["GET"])
    app.add_api_route("/time-stamps", routes.flush, methods=["POST"])
    app.add_api_route("/", routes.page, methods=["GET"])
    app.add_api_route("/{name}", routes.page, methods=["GET"])
    return app


class _Routes:
    def __init__(self, studio: Studio, pages: Pages) -> None:
        self._studio = studio
        self._pages = pages
        self._work = Labour(most=8, seconds=60, late="That takes too long.")
        self._flush = Labour(most=1, seconds=600, late="The time-stamps are still being fetched.")

    async def page(self, name: str = "") -> Response:
        page = self._pages.named(name)
        if page is None:
            return _refused(Refusal(404, "There is nothing here."))
        return Response(page.content, media_type=page.media_type)

    async def state(self) -> Response:
        return await self._answer(self._work, self._studio.state)

    async def take(self, request: Request) -> Response:
        body = Body(request, most=LARGEST, seconds=_UPLOAD_SECONDS, kinds=tuple(SUFFIXES))
        try:
            frame = await body.read()
        except Refusal as refusal:
            await body.swallow()
            return _refused(refusal)
        return await self._answer(self._work, partial(self._taken, frame))

    async def picture(self, name: str) -> Response:
        try:
            content = await self._work.do(partial(self._studio.picture, name))
        except (Refusal, ProvenanceError) as error:
            return _refused(_as_refusal(error))
        return Response(content, media_type=_TYPES[name[name.rindex(".") :]])

    async def report(self, name: str) -> Response:
        return await self._answer(self._work, partial(self._studio.report, name))

    async def flush(self) -> Response:
        return await self._answer(self._flush, self._studio.flush)

    def _taken(self, frame: bytes) -> dict[str, str]:
        """Answer with the name alone: what is signed is signed, whatever becomes of its report."""
        return {"name": self._studio.take(frame)}

    @staticmethod
    async def _answer(labour: Labour, work: Callable[[], object]) -> Response:
        try:
            return _json(200, await labour.do(work))
        except (Refusal, ProvenanceError) as error:
            return _refused(_as_refusal(error))


def _as_refusal(error: Refusal | ProvenanceError) -> Refusal:
    if isinstance(error, Refusal):
        return error
    if isinstance(error, InputNotFound):
        return Refusal(404, str(error))
    return Refusal(422 if isinstance(error, _UNFIT) else 503, str(error))


def _refused(refusal: Refusal) -> Response:
    return _json(refusal.status, {"error": refusal.sentence})


def _json(status: int, value: object) -> Response:
    return Response(msgspec.json.encode(value), status_code=status, media_type="application/json")
