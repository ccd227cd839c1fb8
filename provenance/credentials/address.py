"""The address of a credential: `scheme:what?option=value&option=value`, its parts percent-encoded.

An address is written into scripts, logs and process lists, so it never holds a secret.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from provenance.errors import InvalidArgument

if TYPE_CHECKING:
    from collections.abc import Sequence

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")  # RFC 3986; one letter is a drive of Windows


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """The parts of an address.

    Attributes:
        rest: What stands between the scheme and the question mark, as it is written.
        options: What stands after it, decoded.
    """

    rest: str
    options: Mapping[str, str]


def scheme(text: str) -> str:
    """Return the scheme of an address in lower case; "" for the path of a file."""
    found = _SCHEME.match(text)
    return found[1].lower() if found else ""


def parse(uri: str, *, options: Sequence[str], form: str) -> Address:
    """Take an address apart.

    Args:
        uri: The address.
        options: The options that make sense.
        form: How such an address is written, as a sentence.

    Raises:
        InvalidArgument: An option makes no sense, or is given twice.
    """
    rest, _, query = uri.partition(":")[2].partition("?")
    found: dict[str, str] = {}
    for part in filter(None, query.split("&")):
        name, _, value = part.partition("=")
        if name not in options or name in found:
            known = ", ".join(options)
            twice = "is given twice" if name in found else f"is none of {known}"
            raise InvalidArgument(f"The option {name!r} of the credential {twice}.", hint=form)
        found[name] = unquote(value)
    return Address(rest=rest, options=found)


def path(written: str, *, form: str) -> Path:
    """Return the path that a part of an address names: `keys/a.pem`, `/a.pem` or `///a.pem`.

    Raises:
        InvalidArgument: It is empty, or a file of another computer.
    """
    name = unquote(written)
    if name.startswith("//"):
        host, slash, inside = name[2:].partition("/")
        if host not in {"", "localhost"}:
            raise InvalidArgument("The credential names a file of another computer.", hint=form)
        name = slash + inside
    if not name or "\0" in name:
        raise InvalidArgument("The address of the credential lacks the name of a file.", hint=form)
    return Path(name)


def text(written: str, *, form: str) -> str:
    """Return the name that a part of an address gives.

    Raises:
        InvalidArgument: It is empty.
    """
    name = unquote(written)
    if not name:
        raise InvalidArgument("The address of the credential names no key.", hint=form)
    return name


def host(uri: str) -> str:
    """Return the host of a remote signing service (`https:`); "" for every other address."""
    if scheme(uri) != "https":
        return ""
    try:
        return urlsplit(uri).hostname or ""
    except ValueError:
        return ""
