"""The routes of the API: who may ask, within which bounds, and what is answered."""

from __future__ import annotations

import asyncio
import hmac
import tempfile
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request  # noqa: TC002  # read at run time
from starlette.responses import Response

from provenance.durable.resolution import wire
from provenance.errors import InvalidArgument, ProvenanceError
from provenance.model.asset import Asset
from provenance.service import answers, tokens
from provenance.service.body import JSON, Body
from provenance.service.border import Border
from provenance.service.labour import Labour
from provenance.service.rates import Rates
from provenance.service.refusal import Refusal
from provenance.service.resolution import queries

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence

    from starlette.types import ASGIApp

    from provenance.service.resolution.desk import Desk
    from provenance.service.resolution.limits import ResolutionLimits

HEALTH = "/health"
DISCOVERY = "/.well-known/c2pa-soft-binding-resolution"
CAPABILITIES = "/services/capabilities"
SPECIFICATION = "2.4.0"
"""The edition of the specification whose discovery this follows."""
ASSETS = tuple(f"{kind}/*" for kind in ("image", "audio", "video", "application", "model", "text"))
"""Media types of what may be looked at."""


def build(
    desk: Desk,
    limits: ResolutionLimits,
    *,
    public_url: str,
    tell: Callable[[str], None],
    digests: Sequence[bytes] = (),
    hosts: frozenset[str] | None = None,
    secure: bool = False,
) -> ASGIApp:
    """Return the application.

    Args:
        desk: Does what is asked for.
        limits: What askers may cost.
        public_url: How clients reach it.
        tell: Called with one line when the repository fails; askers are not told why.
        digests: Of the tokens that may ask; none for anybody.
        hosts: As for `Border`.
        secure: Whether it is reached by TLS directly.
    """
    routes = _Routes(desk, limits, public_url, tell, digests)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.add_api_route(HEALTH, routes.health, methods=["GET"])
    app.add_api_route(DISCOVERY, routes.discovery, methods=["GET"])
    app.add_api_route(CAPABILITIES, routes.capabilities, methods=["GET"])
    app.add_api_route(wire.ALGORITHMS, routes.algorithms, methods=["GET"])
    app.add_api_route(wire.BY_BINDING, routes.by_address, methods=["GET"])
    app.add_api_route(wire.BY_BINDING, routes.by_body, methods=["POST"])
    app.add_api_route(wire.BY_CONTENT, routes.by_content, methods=["POST"])
    app.add_api_route(f"{wire.MANIFESTS}{{label}}", routes.manifest, methods=["GET"])
    app.add_exception_handler(HTTPException, answers.nowhere)
    return Border(app, secure=secure, escaped=wire.MANIFESTS.encode(), hosts=hosts)


class _Routes:
    def __init__(
        self,
        desk: Desk,
        limits: ResolutionLimits,
        public_url: str,
        tell: Callable[[str], None],
        digests: Sequence[bytes],
    ) -> None:
        self._desk = desk
        self._limits = limits
        self._public_url = public_url
        self._tell = tell
        self._digests = tuple(digests)
        late = "This takes too long."
        self._labour = Labour(most=limits.workers, seconds=limits.work_seconds, late=late)
        self._looking = Labour(most=limits.uploads, seconds=limits.look_seconds, late=late)
        self._rates, self._upload_rates = Rates(), Rates()
        self._uploads: dict[str, int] = {}

    async def health(self) -> Response:
        return answers.as_json(200, {"status": "ok"})

    async def discovery(self) -> Response:
        return answers.as_json(
            200,
            {
                "apiEndpoint": self._public_url,
                "c2paSpecificationVersion": SPECIFICATION,
                "capabilitiesEndpoint": f"{self._public_url}{CAPABILITIES}",
            },
        )

    async def capabilities(self) -> Response:
        told = {
            "c2paSpecificationVersion": SPECIFICATION,
            "supportedCapabilities": ["queryByContent"],
        }
        return answers.as_json(200, told)

    async def algorithms(self, request: Request) -> Response:
        async def tell(_body: Body) -> Response:
            return answers.as_json(200, await self._labour.do(self._desk.algorithms))

        return await self._attend(request, self._question(request), tell)

    async def by_address(self, request: Request) -> Response:
        async def find(_body: Body) -> Response:
            given = queries.parameters(request.scope["query_string"])
            most, binding = queries.most(given), queries.in_address(given)
            work = partial(self._desk.by_binding, binding, most)
            return answers.as_json(200, await self._labour.do(work))

        return await self._attend(request, self._question(request), find)

    async def by_body(self, request: Request) -> Response:
        async def find(body: Body) -> Response:
            given = queries.parameters(request.scope["query_string"])
            most, binding = queries.most(given), queries.in_body(await body.read())
            work = partial(self._desk.by_binding, binding, most)
            return answers.as_json(200, await self._labour.do(work))

        return await self._attend(request, self._question(request), find)

    async def by_content(self, request: Request) -> Response:
        async def find(body: Body) -> Response:
            given = queries.parameters(request.scope["query_string"])
            most, hint = queries.most(given), queries.hint(given)
            algorithm = given.get("alg", "")
            with self._place(_peer(request)), tempfile.TemporaryFile() as file:
                await body.pour(file.write)
                asset = Asset(name="the file", stream=file)
                work = partial(self._desk.by_content, asset, most, algorithm=algorithm, hint=hint)
                return answers.as_json(200, await self._looking.do(work))

        limits = self._limits
        body = Body(request, most=limits.upload_bytes, seconds=limits.upload_seconds, kinds=ASSETS)
        return await self._attend(request, body, find)

    async def manifest(self, request: Request) -> Response:
        async def fetch(_body: Body) -> Response:
            given = queries.parameters(request.scope["query_string"])
            alone = queries.asked(given, "returnActiveManifest")
            work = partial(self._desk.store, request.path_params["label"], alone=alone)
            return Response(await self._labour.do(work), media_type=wire.STORE_TYPE)

        return await self._attend(request, self._question(request), fetch)

    def _question(self, request: Request) -> Body:
        limits = self._limits
        return Body(
            request, most=limits.question_bytes, seconds=limits.question_seconds, kinds=(JSON,)
        )

    async def _attend(
        self, request: Request, body: Body, work: Callable[[Body], Awaitable[Response]]
    ) -> Response:
        """Let somebody in, and do the work; what went wrong here is told to the owner alone."""
        try:
            self._admit(request)
            return await work(body)
        except Refusal as refusal:
            refused = refusal
        except InvalidArgument as error:
            refused = Refusal(400, str(error))
        except ProvenanceError as error:
            self._tell(str(error))
            refused = Refusal(500, "The repository cannot be read now.")
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001  # the last border; its text may hold anything
            self._tell(f"A request failed: {type(error).__name__}.")
            refused = Refusal(500, "The service failed.")
        await body.swallow()
        return answers.refusal(refused)

    def _admit(self, request: Request) -> None:
        """Count a request, and look at its token where one is needed.

        Raises:
            Refusal: It comes too often, or without a token that is known.
        """
        peer = _peer(request)
        if wait := self._rates.take(peer, self._limits.requests_per_minute):
            raise Refusal(429, "Too many requests.", retry_after=wait)
        if self._digests and not self._knows(request.headers.getlist("authorization")):
            raise Refusal(401, "There is no bearer token that is known.")

    def _knows(self, given: list[str]) -> bool:
        """Compare with every token, in a time that does not depend on which it nearly is."""
        scheme, _, token = given[0].partition(" ") if len(given) == 1 else ("", "", "")
        digest = tokens.digest_of(token.strip())
        known = [hmac.compare_digest(each, digest) for each in self._digests]
        return scheme.lower() == "bearer" and any(known)

    @contextmanager
    def _place(self, peer: str) -> Iterator[None]:
        """Take a place for a file until it was looked at.

        Raises:
            Refusal: None is left, for anybody or for this address.
        """
        if wait := self._upload_rates.take(peer, self._limits.uploads_per_minute):
            raise Refusal(429, "Too many files.", retry_after=wait)
        own = self._uploads.get(peer, 0)
        if own >= self._limits.uploads_each:
            raise Refusal(429, "Too many files at once.", retry_after=1)
        if sum(self._uploads.values()) >= self._limits.uploads:
            raise Refusal(503, "The service is busy.", retry_after=1)
        self._uploads[peer] = own + 1
        try:
            yield
        finally:
            self._uploads[peer] -= 1
            if not self._uploads[peer]:
                del self._uploads[peer]


def _peer(request: Request) -> str:
    return request.client.host if request.client else ""
