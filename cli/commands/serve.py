"""`provenance serve`: offer to other machines what this one can do."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.errors import InvalidArgument

from .. import console, options
from .. import serving_options as serving
from .. import sign_options as opt
from ..exit_codes import ExitCode
from ..keepers import open_named

if TYPE_CHECKING:
    from collections.abc import Callable

    from provenance.credentials import Credential

DEFAULT_PORT = 8080
AUDIT_LOG = "signing-audit.jsonl"
"""In the folder of the settings, unless another is named."""
app = typer.Typer(
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    help="""Serve signatures and certificates to camera apps.

    The key stays on this machine; apps get signatures, or certificates for keys of their own.
    """,
)


@app.callback()
def serve() -> None:
    """Keep `signer` a command of its own while it is the only one."""


@app.command("signer")
def signer(
    context: typer.Context,
    cert: Annotated[
        Path | None, typer.Option("--cert", metavar="PEM", help="Chain, the signer's first.")
    ] = None,
    key: Annotated[
        Path | None, typer.Option("--key", metavar="PEM", help="The signer's private key.")
    ] = None,
    credential: opt.Credential = None,
    passphrase_file: Annotated[
        Path | None,
        typer.Option("--passphrase-file", metavar="FILE", help="Its first line opens the key."),
    ] = None,
    pin_file: opt.PinFile = None,
    token: Annotated[
        str | None,
        typer.Option(
            "--token",
            metavar="TOKEN",
            help="What apps must know. Other users of this machine can read it in the list of"
            " processes: outside of trials, use --token-file.",
        ),
    ] = None,
    token_file: Annotated[
        Path | None,
        typer.Option("--token-file", metavar="FILE", help="Its first line is the token."),
    ] = None,
    host: Annotated[
        str | None,
        typer.Option("--host", metavar="ADDRESS", help="Where to listen; default: 127.0.0.1."),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            metavar="NUMBER",
            min=0,
            max=65535,
            help=f"Default: {DEFAULT_PORT}; 0 takes any that is free.",
        ),
    ] = None,
    tsa: Annotated[
        str,
        typer.Option(
            "--tsa", metavar="URL", help="Time-stamp authority that apps use; iOS insists on one."
        ),
    ] = "",
    tls_cert: serving.TlsCert = None,
    tls_key: serving.TlsKey = None,
    plain_http: serving.PlainHttp = False,
    public_url: Annotated[
        str, typer.Option("--public-url", metavar="URL", help="How apps reach the service.")
    ] = "",
    config: Annotated[
        Path | None,
        typer.Option(
            "--config", metavar="TOML", help="Many tokens, limits, an authority: all in a file."
        ),
    ] = None,
    audit_log: Annotated[
        Path | None,
        typer.Option(
            "--audit-log", metavar="FILE", help=f"Default: {AUDIT_LOG} beside your settings."
        ),
    ] = None,
    json: options.Json = False,
) -> ExitCode:
    """Sign for camera apps, in the way that the official mobile SDKs ask.

    Prints its address when it is ready, and runs until SIGTERM or Ctrl-C; SIGHUP reads tokens
    and keys again. Every request is recorded before it is answered. Without --config, requests
    for certificates are granted by an authority for trials that ends with the service; its root
    is the last certificate of each chain.

    \b
    Examples:
      provenance serve signer --cert keys/chain.pem --key keys/signer.key --token-file token
      provenance serve signer --config signing.toml
    """
    _require_packages()
    from provenance.service.place import Place  # noqa: PLC0415  # with the extra alone
    from provenance.service.signing import configuration, server, single  # noqa: PLC0415

    if config is not None:
        _require_alone(
            (cert, key, credential, passphrase_file, pin_file, token, token_file, host, port),
            (tsa, tls_cert, tls_key, plain_http, public_url),
        )
        service = configuration.load(config)
    else:
        place = Place(
            host=host or "127.0.0.1",
            port=DEFAULT_PORT if port is None else port,
            certificate=tls_cert,
            key=tls_key,
            public_url=public_url,
            plain_http=plain_http,
        )
        service = single.service(
            place,
            _credential(cert, key, credential, passphrase_file, pin_file),
            _token(token, token_file),
            timestamp_url=tsa,
        )
    kept = audit_log or service.audit_log or options.surroundings(context).config / AUDIT_LOG
    server.serve(replace(service, audit_log=kept), lambda url: _tell(url, json=json))
    return ExitCode.DONE


def _require_packages() -> None:
    if not (find_spec("fastapi") and find_spec("uvicorn")):
        raise InvalidArgument(
            "The signing service needs packages that are not installed.",
            hint="Run: pip install 'media-provenance[service]'",
        )


def _require_alone(*groups: tuple[object, ...]) -> None:
    if any(value not in {None, "", False} for group in groups for value in group):
        raise InvalidArgument(
            "With --config, everything but --audit-log and --json stands in that file.",
            hint="Leave out the other options.",
        )


def _credential(
    cert: Path | None,
    key: Path | None,
    address: str | None,
    passphrase_file: Path | None,
    pin_file: Path | None,
) -> Callable[[], Credential]:
    if address is None and (cert is None or key is None):
        raise InvalidArgument(
            "The service needs something to sign with.",
            hint="Give --cert and --key, or --credential, or --config.",
        )
    return lambda: open_named(
        cert,
        key,
        address,
        passphrase_file=passphrase_file,
        pin_file=pin_file,
        token_file=None,
    )


def _token(token: str | None, file: Path | None) -> Callable[[], str]:
    from provenance.service import tokens  # noqa: PLC0415  # with the extra alone

    if (token is None) == (file is None):
        raise InvalidArgument(
            "The service needs a token.", hint="Give --token-file or --token, or --config."
        )
    if file is not None:
        return lambda: tokens.read(file)
    if len(token or "") < tokens.SHORT:
        console.note("The token is short enough to be guessed: openssl rand -hex 32 makes one.")
    return lambda: tokens.checked(token or "")


def _tell(url: str, *, json: bool) -> None:
    console.show(f'{{"url": "{url}"}}' if json else f"The signing service listens at {url}")
