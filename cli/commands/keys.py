"""`provenance keys`: make development keys, ask an authority for real ones, check a chain."""

from __future__ import annotations

import shlex
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.pki import profile
from provenance.pki.issuing import development, request

from .. import console, options
from ..exit_codes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provenance.pki.profile import Fault

app = typer.Typer(
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    help="""Make and check signing keys and certificates.

    A development key signs at once, but only who trusts its root.pem believes it. For the
    world, make a request ('keys csr') and send it to an authority of the C2PA trust list.
    """,
)


class Algorithm(StrEnum):
    """The signature algorithms of C2PA."""

    ES256 = "es256"
    ES384 = "es384"
    ES512 = "es512"
    PS256 = "ps256"
    PS384 = "ps384"
    PS512 = "ps512"
    ED25519 = "ed25519"


Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the files.")]
Chosen = Annotated[Algorithm, typer.Option("--algorithm", help="How the key signs.")]
Encrypted = Annotated[
    Path | None,
    typer.Option("--passphrase-file", metavar="FILE", help="Its first line encrypts the keys."),
]


@app.command("new")
def new(
    out: Out,
    algorithm: Chosen = Algorithm.ES256,
    organization: Annotated[
        str,
        typer.Option("--organization", metavar="NAME", help="Who signs; '(development)' is added."),
    ] = "My organization",
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="What signs; likewise.")
    ] = "My signer",
    days: Annotated[
        int,
        typer.Option(
            "--days",
            metavar="NUMBER",
            help="How long the signer's certificate lasts; 366 at most.",
        ),
    ] = 366,
    time_stamping: Annotated[
        bool, typer.Option("--time-stamping", help="Also a key of a time-stamp authority.")
    ] = False,
    ocsp: Annotated[
        bool, typer.Option("--ocsp", help="Also a key that answers about revocation.")
    ] = False,
    passphrase_file: Encrypted = None,
) -> ExitCode:
    """Make a development key with its own root, for trying and testing.

    The key signs files, or stands behind files that others sign (--identity of 'sign').

    Writes root.pem (to hand out: who trusts it believes the key), chain.pem (certificates,
    the signer's first) and signer.key (secret, readable by you alone).

    \b
    Example:
      provenance keys new --out keys --organization "My Studio"
    """
    made = development.create(
        out,
        algorithm=algorithm.value,
        organization=organization,
        name=name,
        days=days,
        time_stamping=time_stamping,
        ocsp=ocsp,
        passphrase=_passphrase(passphrase_file),
    )
    console.say(f"Made {made.key} (secret), {made.chain} and {made.root}.")
    console.say(
        f"Next: provenance sign photo.jpg -o signed.jpg --cert {_typed(made.chain)}"
        f" --key {_typed(made.key)} --as capture"
    )
    return ExitCode.DONE


@app.command("csr")
def csr(
    out: Out,
    organization: Annotated[
        str, typer.Option("--organization", metavar="NAME", help="As the authority knows it.")
    ],
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="Name of the product that signs.")
    ],
    country: Annotated[
        str, typer.Option("--country", help="Two letters, for example DE.", metavar="CC")
    ],
    algorithm: Chosen = Algorithm.ES256,
    product_record: Annotated[
        str,
        typer.Option(
            "--product-record", metavar="UUID", help="Its record among the conforming products."
        ),
    ] = "",
    assurance_level: Annotated[
        int,
        typer.Option("--assurance-level", metavar="LEVEL", help="1 or 2, with --product-record."),
    ] = 1,
    passphrase_file: Encrypted = None,
) -> ExitCode:
    """Make a key, and a request for an authority to certify it.

    \b
    Example:
      provenance keys csr --out keys --organization "My Studio" --name "My Camera" --country DE
    """
    made = request.create(
        out,
        algorithm=algorithm.value,
        organization=organization,
        name=name,
        country=country,
        product_record=product_record,
        assurance_level=assurance_level,
        passphrase=_passphrase(passphrase_file),
    )
    console.say(f"Made {made.key} (secret) and {made.request}.")
    console.say(
        f"Next: send {made.request} to an authority of the C2PA trust list; check what"
        f" comes back: provenance keys check chain.pem {_typed(made.key)}"
    )
    return ExitCode.DONE


@app.command("check")
def check(
    cert: Annotated[Path, typer.Argument(metavar="CERT", help="Chain in PEM, the signer's first.")],
    key: Annotated[
        Path | None, typer.Argument(metavar="KEY", help="The private key that belongs to it.")
    ] = None,
    at: options.At = None,
    passphrase_file: Annotated[
        Path | None,
        typer.Option("--passphrase-file", metavar="FILE", help="Its first line opens the key."),
    ] = None,
    json: options.Json = False,
) -> ExitCode:
    """Name every fault of a certificate chain, each with its cure.

    The exit code is 0 when the chain can sign, 1 when it cannot.

    \b
    Example:
      provenance keys check keys/chain.pem keys/signer.key
    """
    faults = profile.check(
        console.read_file(cert, "certificate chain"),
        console.read_file(key, "key") if key else None,
        at=options.moment(at),
        passphrase=_passphrase(passphrase_file),
    )
    fatal = any(fault.severity == "error" for fault in faults)
    if json:
        console.show_json([asdict(fault) for fault in faults])
    else:
        _tell(faults, cert, fatal=fatal)
    return ExitCode.ERROR if fatal else ExitCode.DONE


def _typed(path: Path) -> str:
    return shlex.quote(str(path))


def _passphrase(file: Path | None) -> bytes | None:
    return console.read_passphrase(file) if file else None


def _tell(faults: Sequence[Fault], cert: Path, *, fatal: bool) -> None:
    for fault in faults:
        console.say(f"{fault.severity}: {fault.sentence()}")
    if fatal:
        console.say(f"{cert} cannot be used to sign.")
    elif faults:
        console.say(f"{cert} can be used to sign, with the reservations above.")
    else:
        console.say(f"{cert} fits the C2PA profile: no fault was found.")
