"""The address of a key in a token (RFC 7512), with the chain's file as an option of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes

from provenance.credentials import address
from provenance.errors import InvalidArgument

FORM = "Write it as pkcs11:token=NAME;object=KEY?module-path=MODULE.so&chain=chain.pem."
_OF_TOKEN = ("token", "serial", "manufacturer", "model")
_OF_SLOT = ("slot-id", "slot-description", "slot-manufacturer")
_OF_KEY = ("object", "id", "type")
_OPTIONS = ("module-path", "pin-source", "chain")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyAddress:
    """Which key, in which token, reached through which module.

    Attributes:
        module: The library of the token's maker.
        token: What the token or its slot has to be like, by the names of RFC 7512.
        label: Label of the private key; "" for any.
        id: Identifier of the private key; b"" for any.
        chain: File with the certificates; None when they lie in the token.
        pin_file: File whose first line is the PIN; None to ask.
    """

    module: str
    token: Mapping[str, str]
    label: str = ""
    id: bytes = b""
    chain: Path | None = None
    pin_file: Path | None = None


def parse(uri: str) -> KeyAddress:
    """Take the address of a key apart.

    Raises:
        InvalidArgument: It is no such address, or it holds a PIN.
    """
    if "pin-value=" in uri:
        raise InvalidArgument(
            "A PIN does not belong into an address, which others can read.",
            hint="Take pin-value out; name a file with pin-source=file:PATH, or be asked.",
        )
    parts = address.parse(uri, options=_OPTIONS, form=FORM)
    named = _attributes(parts.rest)
    if not parts.options.get("module-path"):
        raise InvalidArgument("The address names no module of the token's maker.", hint=FORM)
    if named.get("type", "private") != "private":
        raise InvalidArgument("A credential needs a private key.", hint="Take type= out.")
    return KeyAddress(
        module=parts.options["module-path"],
        token={name: unquote(named[name]) for name in (*_OF_TOKEN, *_OF_SLOT) if name in named},
        label=unquote(named.get("object", "")),
        id=unquote_to_bytes(named.get("id", "")),
        chain=_file(parts.options, "chain"),
        pin_file=_file(parts.options, "pin-source"),
    )


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in filter(None, text.split(";")):
        name, equals, value = part.partition("=")
        if not equals or name not in (*_OF_TOKEN, *_OF_SLOT, *_OF_KEY) or name in found:
            raise InvalidArgument(f"{part!r} is no part of the address of a key.", hint=FORM)
        found[name] = value
    return found


def _file(options: Mapping[str, str], name: str) -> Path | None:
    if name not in options:
        return None
    written = options[name].removeprefix("file:")
    if written.startswith("|"):  # RFC 7512 lets a command answer
        raise InvalidArgument(
            "No command is run for a PIN.", hint="Name a file: pin-source=file:PATH."
        )
    return address.path(written, form=FORM)
