"""The four routes: who asks, within which bounds, and what is recorded of it."""

from __future__ import annotations

import time
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request  # noqa: TC002  # read at run time
from starlette.responses import Response  # noqa: TC002  # read at run time

from provenance.errors import ProvenanceError, StorageError
from provenance.service import answers, tokens
from provenance.service.body import Body
from provenance.service.border import Border
from provenance.service.labour import Labour
from provenance.service.rates import Rates
from provenance.service.refusal import Refusal
from provenance.service.signing import messages
from provenance.service.signing.desk import SIGN
from provenance.service.signing.messages import CertificateOrder, ClaimOrder

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from starlette.types import ASGIApp

    from provenance.service.signing.audit import AuditLog
    from provenance.service.signing.clients import Client
    from provenance.service.signing.desk import Desk
    from provenance.service.signing.limits import ServiceLimits

    Done = tuple[object, dict[str, object]]

CONFIGURATION = "/api/v1/c2pa/configuration"
ENROL = "/api/v1/certificates/sign"
HEALTH = "/health"


def build(desk: Desk, audit: AuditLog, limits: ServiceLimits, *, secure: bool) -> ASGIApp:
    """Return the application; `secure` tells whether it is reached by TLS directly."""
    routes = _Routes(desk, audit, limits)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.add_api_route(HEALTH, routes.health, methods=["GET"])
    app.add_api_route(CONFIGURATION, routes.configuration, methods=["GET"])
    app.add_api_route(SIGN, routes.sign, methods=["POST"])
    app.add_api_route(ENROL, routes.enrol, methods=["POST"])
    app.add_exception_handler(HTTPException, answers.nowhere)
    return Border(app, secure=secure)


class _Routes:
    def __init__(self, desk: Desk, audit: AuditLog, limits: ServiceLimits) -> None:
        self._desk = desk
        self._audit = audit
        self._limits = limits
        self._labour = Labour(
            most=limits.workers,
            seconds=limits.work_seconds,
            late="The key does not answer in time.",
        )
        self._rates = Rates()
        self._strangers = Rates()
        self._under_way: dict[str, int] = {}

    async def health(self) -> Response:
        return answers.as_json(200, {"status": "ok"})

    async def configuration(self, request: Request) -> Response:
        async def tell(client: Client, _body: Body) -> Done:
            return self._desk.configure(client)

        return await self._attend(request, "configuration", tell)

    async def sign(self, request: Request) -> Response:
        async def sign(client: Client, body: Body) -> Done:
            order = messages.read(await body.read(), ClaimOrder)
            return await self._labour.do(partial(self._desk.sign, client, order))

        return await self._attend(request, "sign", sign)

    async def enrol(self, request: Request) -> Response:
        async def enrol(client: Client, body: Body) -> Done:
            order = messages.read(await body.read(), CertificateOrder)
            return await self._labour.do(partial(self._desk.enrol, client, order))

        return await self._attend(request, "enrol", enrol)

    async def _attend(
        self, request: Request, event: str, work: Callable[[Client, Body], Awaitable[Done]]
    ) -> Response:
        """Let the client in, do the work, and record it before the answer leaves."""
        began = time.monotonic()
        body = Body(request, most=self._limits.body_bytes, seconds=self._limits.body_seconds)
        facts: dict[str, object] = {"peer": request.client.host if request.client else ""}
        try:
            client = self._admit(request, facts)
            with self._place(client):
                answer, done = await work(client, body)
            facts |= done
            response = answers.as_json(200, answer)
        except Refusal as refusal:
            response = await _refused(refusal, body, facts)
        except ProvenanceError as error:  # of the key or the authority, not of the asker
            facts["fault"] = str(error)
            response = await _refused(Refusal(503, "The key cannot be used now."), body, facts)
        except Exception as error:  # noqa: BLE001  # the last border; its text may hold anything
            facts["fault"] = type(error).__name__
            response = await _refused(Refusal(500, "The service failed."), body, facts)
        facts["milliseconds"] = round((time.monotonic() - began) * 1000, 1)
        return self._recorded(event, facts, response)

    def _admit(self, request: Request, facts: dict[str, object]) -> Client:
        """Find the client that asks, and count the request.

        Raises:
            Refusal: The token is missing or not known, or asks too often.
        """
        token = _token(request)
        facts["token"] = tokens.shown(token) if token else ""
        client = self._desk.clients.admit(token) if token else None
        if client is None:
            wait = self._strangers.take(str(facts["peer"]), self._limits.refusals_per_minute)
            if wait:
                facts.clear()  # who asks in a flood does not fill the disk
                raise Refusal(429, "Too many requests without a known token.", retry_after=wait)
            raise Refusal(401, "The token is not known." if token else "There is no bearer token.")
        facts["client"] = client.name
        if wait := self._rates.take(client.name, client.requests_per_minute):
            raise Refusal(429, "This token asks too often.", retry_after=wait)
        return client

    @contextmanager
    def _place(self, client: Client) -> Iterator[None]:
        busy = self._under_way.get(client.name, 0)
        if busy >= client.parallel:
            raise Refusal(429, "This token asks for too much at once.", retry_after=1)
        self._under_way[client.name] = busy + 1
        try:
            yield
        finally:
            self._under_way[client.name] -= 1

    def _recorded(self, event: str, facts: dict[str, object], response: Response) -> Response:
        if "peer" not in facts:
            return response
        try:
            self._audit.write(event, status=response.status_code, **facts)
        except StorageError:
            return answers.as_json(503, {"error": "Nothing is answered that cannot be recorded."})
        return response


def _token(request: Request) -> str:
    """Return the bearer token, or what the SDK for Android sends when it asks for certificates."""
    given = request.headers.getlist("authorization")
    if len(given) == 1:
        scheme, _, token = given[0].partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""
    keys = request.headers.getlist("x-api-key") if request.url.path == ENROL else []
    return keys[0].strip() if len(keys) == 1 and not given else ""


async def _refused(refusal: Refusal, body: Body, facts: dict[str, object]) -> Response:
    if "peer" in facts:
        facts["refusal"] = refusal.sentence
    await body.swallow()
    return answers.refusal(refusal)
