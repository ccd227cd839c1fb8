"""`provenance repository serve`: tell others which credentials belong to a mark or a file."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from provenance.errors import InvalidArgument

from .. import console, options
from .. import repositories as room
from .. import serving_options as serving
from ..exit_codes import ExitCode

DEFAULT_PORT = 8081


def serve(
    repository: Annotated[
        str, typer.Argument(metavar="DIR", help="A folder, or an address of PostgreSQL.")
    ],
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Where to listen.")
    ] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option(
            "--port", metavar="NUMBER", min=0, max=65535, help="0 takes any that is free."
        ),
    ] = DEFAULT_PORT,
    token_file: Annotated[
        list[Path] | None,
        typer.Option(
            "--token-file",
            metavar="FILE",
            help="Its first line is a token that may ask; repeatable. Without one, anybody may.",
        ),
    ] = None,
    public: Annotated[
        bool, typer.Option("--public", help="Anybody may ask, from other machines too.")
    ] = False,
    tls_cert: serving.TlsCert = None,
    tls_key: serving.TlsKey = None,
    plain_http: serving.PlainHttp = False,
    public_url: Annotated[
        str, typer.Option("--public-url", metavar="URL", help="How others reach the service.")
    ] = "",
    allow_host: room.AllowedHosts = None,
    json: options.Json = False,
) -> ExitCode:
    """Answer the C2PA Soft Binding Resolution API: which credentials belong to a mark or a file.

    Told are kept credentials alone, and never what is private. Files that are sent are looked at
    in an isolated process and not kept; nothing of what is asked is written down. Prints its
    address when it is ready, and runs until SIGTERM or Ctrl-C.

    \b
    Examples:
      provenance repository serve credentials --port 8081
      provenance repository serve credentials --token-file token
      provenance recover found.jpg --ask http://127.0.0.1:8081
    """
    if not (find_spec("fastapi") and find_spec("uvicorn")):
        raise InvalidArgument(
            "The resolution service needs packages that are not installed.",
            hint="Run: pip install 'media-provenance[service,durable]'",
        )
    from provenance.service import tokens  # noqa: PLC0415  # with the extra alone
    from provenance.service.place import Place  # noqa: PLC0415  # likewise
    from provenance.service.resolution import server  # noqa: PLC0415  # likewise

    place = Place(
        host=host,
        port=port,
        certificate=tls_cert,
        key=tls_key,
        public_url=public_url,
        plain_http=plain_http,
    )
    known = tuple(tokens.read(each) for each in token_file or ())
    with room.opened(repository, allow_host) as opened:
        service = server.Resolution(repository=opened, place=place, tokens=known, public=public)
        server.serve(service, lambda url: _tell(url, json=json), tell=console.note)
    return ExitCode.DONE


def _tell(url: str, *, json: bool) -> None:
    console.show(f'{{"url": "{url}"}}' if json else f"The resolution service listens at {url}")
