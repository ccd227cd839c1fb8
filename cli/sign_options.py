"""The options of `provenance sign`, grouped as its help shows them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from .statement import Kind


class Policy(StrEnum):
    """What happens when nobody gives a time-stamp."""

    REQUIRE = "require"
    TRY = "try"
    DEFER = "defer"


class Level(StrEnum):
    """How much of the source's metadata is stated."""

    NONE = "none"
    SAFE = "safe"
    ALL = "all"


class Profile(StrEnum):
    """What is stated of the source's metadata, and what leaves the file itself."""

    PUBLIC = "public"
    NEWSROOM = "newsroom"
    EVIDENCE = "evidence"


class Place(StrEnum):
    """How exactly a place is told."""

    NONE = "none"
    REGION = "10km"
    TOWN = "1km"
    EXACT = "exact"


# Where from, where to, and who signs.
Source = Annotated[Path, typer.Argument(metavar="SRC", help="The file to sign.")]
Out = Annotated[
    Path,
    typer.Option("--output", "-o", metavar="DST", help="The signed file, or a folder for it."),
]
Cert = Annotated[
    Path | None,
    typer.Option("--cert", metavar="PEM", help="Certificate chain, the signer's first."),
]
Key = Annotated[Path | None, typer.Option("--key", metavar="PEM", help="The signer's private key.")]
Credential = Annotated[
    str | None,
    typer.Option(
        "--credential",
        metavar="URI",
        help="Instead of both, where the key is: file:, pkcs11:, aws-kms:, gcp-kms:, azure-kv:,"
        " https: (docs/keys.md).",
    ),
]
PinFile = Annotated[
    Path | None,
    typer.Option(
        "--pin-file", metavar="FILE", help="First line opens a token; else you are asked."
    ),
]
TokenFile = Annotated[
    Path | None,
    typer.Option(
        "--token-file", metavar="FILE", help="First line is known to a signing service (https:)."
    ),
]
PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file", metavar="FILE", help="First line opens the key; else you are asked."
    ),
]

# Who else stands behind it.
Identity = Annotated[
    str | None,
    typer.Option(
        "--identity",
        metavar="PEM",
        help="Chain of who else stands behind the content; or, without --identity-key, a URI.",
    ),
]
IdentityKey = Annotated[
    Path | None,
    typer.Option("--identity-key", metavar="PEM", help="The private key of --identity."),
]
IdentityPassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--identity-passphrase-file", metavar="FILE", help="First line opens --identity-key."
    ),
]
Roles = Annotated[
    list[str] | None,
    typer.Option(
        "--role", metavar="NAME", help="What --identity did: creator, publisher; repeatable."
    ),
]

# When it was signed, shown by somebody else.
Tsa = Annotated[
    list[str] | None,
    typer.Option("--tsa", metavar="URL", help="Time-stamp authority to ask; the next if it fails."),
]
Time = Annotated[
    Policy | None,
    typer.Option(
        "--time", help="Without a time-stamp: fail, sign all the same, or fetch it later."
    ),
]

# What happened.
As = Annotated[Kind, typer.Option("--as", help="What happened to the file.")]
Device = Annotated[
    str | None, typer.Option("--device", metavar="NAME", help="capture: maker and model.")
]
Parent = Annotated[
    Path | None,
    typer.Option("--parent", metavar="FILE", help="edit: the file before; default: SRC itself."),
]
Model = Annotated[
    str | None, typer.Option("--model", metavar="NAME", help="generation: the model that made it.")
]
ModelVersion = Annotated[
    str | None, typer.Option("--model-version", metavar="TEXT", help="generation: its version.")
]
Prompt = Annotated[
    str | None, typer.Option("--prompt", metavar="TEXT", help="generation: what it was told.")
]
Inputs = Annotated[
    list[Path] | None,
    typer.Option("--input", metavar="FILE", help="generation: a file it was given; repeatable."),
]
Components = Annotated[
    list[Path] | None,
    typer.Option("--component", metavar="FILE", help="composite: a part of it; repeatable."),
]
Actions = Annotated[
    list[str] | None,
    typer.Option(
        "--action", metavar="NAME", help="What was done: cropped, c2pa.edited; repeatable."
    ),
]
ByAi = Annotated[bool, typer.Option("--ai", help="edit: a generative model did the actions.")]
SourceType = Annotated[
    str | None,
    typer.Option(
        "--source-type", metavar="NAME", help="How it came to be: an IPTC digital source type."
    ),
]
Partial = Annotated[bool, typer.Option("--partial", help="More was done than the actions tell.")]
Software = Annotated[
    str | None, typer.Option("--software", metavar="NAME", help="The program that did it.")
]
When = Annotated[
    str | None, typer.Option("--when", metavar="TIME", help="When: 2026-11-23T12:00:00Z.")
]
Description = Annotated[
    str | None, typer.Option("--description", metavar="TEXT", help="What was done, in your words.")
]
Reason = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="update: why.")]

# What else is stated.
Title = Annotated[
    str | None, typer.Option("--title", metavar="TEXT", help="Default: the name of the file.")
]
Metadata = Annotated[
    Level | None,
    typer.Option("--metadata", help="safe (default): no location, serial numbers and names."),
]
Include = Annotated[
    list[str] | None,
    typer.Option("--include", metavar="FIELD", help="State this field or group, too; repeatable."),
]
Privacy = Annotated[
    Profile | None,
    typer.Option("--privacy", help="Instead: what is stated, and what leaves the file itself."),
]
Where = Annotated[
    Place | None,
    typer.Option("--location", help="With --privacy: another location than the profile's."),
]
KeepFileMetadata = Annotated[
    bool,
    typer.Option("--keep-file-metadata", help="With --privacy: leave the file's own metadata."),
]
NoTraining = Annotated[
    bool, typer.Option("--no-training", help="State that machines may not learn from it.")
]
Assertions = Annotated[
    list[str] | None,
    typer.Option(
        "--assertion", metavar="LABEL=FILE", help="A statement of your own, in JSON; repeatable."
    ),
]
NoThumbnail = Annotated[bool, typer.Option("--no-thumbnail", help="Leave the small picture out.")]
DiscardHistory = Annotated[
    bool, typer.Option("--discard-history", help="Drop the credentials that SRC carries.")
]
