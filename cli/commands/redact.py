"""`provenance redact`: a new file from whose credentials a statement is gone."""

from __future__ import annotations

from typing import Annotated

import typer

from provenance.engine import open_engine
from provenance.model.asset import Asset
from provenance.signing.describe.redaction import REASONS
from provenance.signing.redacting import redact as redacted
from provenance.signing.signer import Signer

from .. import console, options
from .. import sign_options as opt
from ..exit_codes import ExitCode
from ..keepers import open_named
from .sign import described, destination_of, tell

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def redact(
    source: opt.Source,
    output: opt.Out,
    assertions: Annotated[
        list[str],
        typer.Option(
            "--assertion",
            metavar="LABEL",
            help="What to take out: a label, or location; repeatable.",
        ),
    ],
    reason: Annotated[
        str, typer.Option("--reason", metavar="NAME", help=f"Why: {', '.join(REASONS)}.")
    ] = REASONS[0],
    cert: opt.Cert = None,
    key: opt.Key = None,
    credential_address: opt.Credential = None,
    from_file: Annotated[
        bool,
        typer.Option("--from-file", help="Take the location out of the file's own metadata, too."),
    ] = False,
    passphrase_file: opt.PassphraseFile = None,
    pin_file: opt.PinFile = None,
    token_file: opt.TokenFile = None,
    json: options.Json = False,
) -> ExitCode:
    """Take a statement out of a file's credentials, for good.

    The new file carries the same history without that statement, and a new manifest that
    tells which one was taken out and why. SRC stays as it is. Actions and hashes cannot
    be redacted. A location that the file's own EXIF or XMP tells as well stays there
    unless --from-file takes it out.

    \b
    Examples, each with --cert chain.pem --key signer.key:
      provenance redact photo.jpg -o web.jpg --assertion location --from-file
      provenance redact photo.jpg -o web.jpg --assertion c2pa.thumbnail.claim
    """
    asset, destination = Asset.of(source), destination_of(source, output)
    with (
        open_named(
            cert,
            key,
            credential_address,
            passphrase_file=passphrase_file,
            pin_file=pin_file,
            token_file=token_file,
        ) as credential,
        open_engine(looks=True) as engine,
        Signer(credential, thumbnails=False, engine=engine) as signer,
    ):
        signed = redacted(
            signer, engine, asset, destination, assertions, reason=reason, from_file=from_file
        )
    if json:
        console.show_json(described(signed, destination))
    else:
        how = f"without {', '.join(assertions)}"
        tell(signed, destination, how=how, added=signed.size - asset.size(), chain=cert)
    return ExitCode.DONE
