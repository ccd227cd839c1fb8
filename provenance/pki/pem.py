"""PEM as people keep it: blocks with comments, headers and blank lines around them."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CERTIFICATE_LABELS = frozenset({"CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"})
_BEGIN = re.compile(rb"-----BEGIN ([A-Z0-9 ]{1,64})-----")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of a PEM file.

    Attributes:
        label: What it says it is: "CERTIFICATE", "PRIVATE KEY"...
        line: Line on which it begins, counted from 1.
        der: Its decoded content; None when it does not end, or is not base64.
        text: The block as it stands in the file, with its first and last line.
    """

    label: str
    line: int
    der: bytes | None
    text: bytes

    @property
    def is_certificate(self) -> bool:
        """Tell whether it says that it is a certificate."""
        return self.label in CERTIFICATE_LABELS

    @property
    def is_private_key(self) -> bool:
        """Tell whether it says that it is a private key."""
        return self.label.endswith("PRIVATE KEY")


def blocks(pem: bytes) -> Iterator[Block]:
    """Find every block, in order; text between blocks is skipped."""
    position, line = 0, 1
    while begin := _BEGIN.search(pem, position):
        line += pem.count(b"\n", position, begin.start())
        end_marker = b"-----END " + begin[1] + b"-----"
        end = pem.find(end_marker, begin.end())
        label = begin[1].decode("ascii")
        if end < 0:
            yield Block(label=label, line=line, der=None, text=pem[begin.start() :])
            return
        position = end + len(end_marker)
        text = pem[begin.start() : position] + b"\n"
        yield Block(label=label, line=line, der=_decoded(pem[begin.end() : end]), text=text)
        line += pem.count(b"\n", begin.start(), position)


def _decoded(body: bytes) -> bytes | None:
    # RFC 1421 headers ("Proc-Type: 4,ENCRYPTED") end at a blank line; they are not base64.
    text = re.split(rb"\r?\n[ \t]*\r?\n", body, maxsplit=1)[-1] if b":" in body else body
    try:
        return base64.b64decode(b"".join(text.split()), validate=True)
    except binascii.Error:
        return None
