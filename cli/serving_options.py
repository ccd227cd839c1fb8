"""The options that every server of this command has."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

TlsCert = Annotated[
    Path | None, typer.Option("--tls-cert", metavar="PEM", help="Chain of this server.")
]
TlsKey = Annotated[Path | None, typer.Option("--tls-key", metavar="PEM", help="Its private key.")]
PlainHttp = Annotated[
    bool,
    typer.Option("--plain-http", help="No TLS beyond this machine: a proxy in front has it."),
]
