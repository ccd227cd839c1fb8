"""Turn what the engine says when it fails into our errors.

The engine's text names its kind before the first colon; the rest may repeat
text from the file and is made harmless before anyone sees it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.errors import (
    EngineError,
    LimitReached,
    NoCredentials,
    RemoteCredentials,
    SigningFailed,
    StorageError,
    Unparseable,
    UnsupportedFormat,
)

if TYPE_CHECKING:
    from provenance.errors import ProvenanceError

LONGEST_QUOTE = 160

REMOTE = "must fetch remote manifests from url "
NO_STORE = "no JUMBF data found"
COMPRESSED_MEMBER = "compression method not supported"
UNWANTED_CERTIFICATE = ("certificate", "signing key")
LIMITS = (
    ("ingredient chain depth", "depth", "chain of ingredients is too long"),
    ("assertion limit exceeded", "assertions", "manifest store has too many assertions"),
    ("insufficient memory space", "memory_bytes", "file asks for too much memory"),
)
"""The engine's words for a bound of its own, the name of ours, and what was too much."""


def translate(fault: BaseException) -> EngineError | UnsupportedFormat:
    """Return our error for a file that the engine could not read."""
    kind, text = _split(fault)
    if isinstance(fault, MemoryError):
        return LimitReached("The file asks for too much memory.", limit="memory_bytes")
    if kind == "ManifestNotFound" and NO_STORE in text:
        return NoCredentials("This file carries no Content Credentials.")
    if REMOTE in text:
        return RemoteCredentials(
            "The Content Credentials of this file lie on a server, which was not asked.",
            url=text.partition(REMOTE)[2].strip(),
            hint="Ask for the manifest store and pass it beside the file.",
        )
    if kind == "NotSupported":
        return UnsupportedFormat(
            "The engine does not know this kind of file.",
            hint="Convert it to a common format such as JPEG or MP4.",
        )
    return _limit(text) or Unparseable(
        f"The file or its manifest store is too damaged to read ({quote(fault)}).",
        hint="Ask for the file again from where it came.",
    )


def refusal(fault: BaseException) -> ProvenanceError:
    """Return our error for a file that the engine could not sign."""
    kind, text = _split(fault)
    if kind == "NotSupported":
        return UnsupportedFormat("The engine cannot write credentials into this kind of file.")
    if COMPRESSED_MEMBER in text:
        return UnsupportedFormat(
            "The engine signs an archive only when its members are stored without compression.",
            hint="Pack the file again with `zip -0`, or sign it as PDF.",
        )
    if kind == "Signature" and any(word in text for word in UNWANTED_CERTIFICATE):
        return SigningFailed(
            f"The engine does not accept the certificate ({quote(fault)}).",
            hint="`provenance keys check` names each fault and its cure.",
        )
    return _limit(text) or SigningFailed(
        f"The engine could not sign this file ({quote(fault)}). Nothing was written.",
        hint="Check that the file opens in another program.",
    )


def storage(name: str, fault: Exception, doing: str) -> StorageError:
    """Return our error for a file that could not be `doing`: read, written or created."""
    cause = (fault.strerror if isinstance(fault, OSError) else "") or type(fault).__name__
    return StorageError(
        f"{name} could not be {doing}: {cause}.", hint="Check the disk and try again."
    )


def quote(fault: BaseException) -> str:
    """Return the engine's words in one line of plain ASCII, cut to a bearable length."""
    words = " ".join(str(fault).split())
    plain = "".join(letter if " " <= letter <= "~" else "?" for letter in words)
    return plain if len(plain) <= LONGEST_QUOTE else f"{plain[:LONGEST_QUOTE]}..."


def _split(fault: BaseException) -> tuple[str, str]:
    kind, _, text = str(fault).partition(": ")
    return kind, text


def _limit(text: str) -> LimitReached | None:
    for words, name, what in LIMITS:
        if words in text:
            return LimitReached(f"The {what} for the engine.", limit=name)
    return None
