"""Soft bindings: values that lead from what a file shows or sounds like back to its credentials."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.model.store import Json, Manifest

OURS = "org.media-provenance."
"""How the names of our own algorithms begin. They are on no list of C2PA yet."""
STANDARD_ASSERTION = "c2pa.soft-binding"
OWN_ASSERTION = "org.media-provenance.soft-bindings"
_FINGERPRINTS = frozenset(
    {
        "com.adobe.icn.dense",
        "com.digicaps.fingerprint.1",
        "io.iscc.v0",
        "org.media-provenance.phash256.1",
    }
)
"""Algorithms that compute their value of the content; all others of the list write a mark into it
(C2PA Soft Binding Algorithm List)."""
_BYTES = "b64'"  # how an engine shows a byte string
_MOST = 256  # bindings of one manifest that are read; a film has two for each of 32 frames


class BindingKind(StrEnum):
    """How a soft binding comes to be (C2PA 2.4, "Soft bindings")."""

    WATERMARK = "watermark"
    FINGERPRINT = "fingerprint"


@dataclass(frozen=True, slots=True, kw_only=True)
class SoftBinding:
    """One value of one algorithm. It points to credentials, and proves nothing.

    Attributes:
        algorithm: Dotted name with a version, "io.iscc.v0" for example.
        value: In the form that the algorithm defines: a number of 64 bits, big endian, for our
            watermark; the canonical text in UTF-8 for an ISCC.
        kind: Watermark or fingerprint.
    """

    algorithm: str
    value: bytes
    kind: BindingKind


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkQuality:
    """What a mark that was written costs, and how well it will last.

    Attributes:
        psnr: How alike the content is to what it was: peak signal-to-noise ratio in decibels. Of
            a picture the loss of encoding it again is included; of a film it is not.
        ssim: The same as structural similarity of the brightness, 1.0 at best (Wang et al. 2004).
        margin: How clearly the mark is read after a simulated platform, over how clearly it has
            to be read at all. Below 1.0 it may not survive one.
    """

    psnr: float
    ssim: float
    margin: float


def assertions(bindings: tuple[SoftBinding, ...]) -> Iterator[tuple[str, Json]]:
    """Return label and content of the assertions that state bindings.

    Those of others stand in soft bindings of the standard (C2PA 2.4, "Soft binding"), one for each
    algorithm, a value that is no text as a list of numbers; ours stand in an assertion of our own.
    """
    listed = [each for each in bindings if not each.algorithm.startswith(OURS)]
    for algorithm in dict.fromkeys(each.algorithm for each in listed):
        blocks: list[Json] = [
            {"scope": {}, "value": _written(each.value)}
            for each in listed
            if each.algorithm == algorithm
        ]
        yield STANDARD_ASSERTION, {"alg": algorithm, "blocks": blocks}
    stated: list[Json] = [
        {"alg": each.algorithm, "kind": each.kind.value, "value": each.value.hex()}
        for each in bindings
        if each.algorithm.startswith(OURS)
    ]
    if stated:
        yield OWN_ASSERTION, {"bindings": stated}


def _written(value: bytes) -> Json:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return list(value)


def kind_of(algorithm: str) -> BindingKind:
    """Return the kind of an algorithm by its name."""
    return BindingKind.FINGERPRINT if algorithm in _FINGERPRINTS else BindingKind.WATERMARK


def asserted(manifest: Manifest) -> tuple[SoftBinding, ...]:
    """Return every soft binding that a manifest states, each once; what is malformed is left out."""
    found = [
        SoftBinding(algorithm=algorithm, value=value, kind=kind_of(algorithm))
        for each in manifest.assertions
        for algorithm, value in _stated(each.label.partition("__")[0], each.data)
        if value
    ]
    return tuple(dict.fromkeys(found[:_MOST]))


def _stated(label: str, data: Json) -> Iterator[tuple[str, bytes]]:
    match label, data:
        case "c2pa.soft-binding", {"alg": str(algorithm), "blocks": list(blocks)}:
            for block in blocks:
                value = block.get("value") if isinstance(block, dict) else None
                if (plain := _plain(value)) is not None:
                    yield algorithm, plain
        case "org.media-provenance.soft-bindings", {"bindings": list(bindings)}:
            for each in bindings:
                match each:
                    case {"alg": str(algorithm), "value": str(digits)} if _is_hex(digits):
                        yield algorithm, bytes.fromhex(digits)


def _plain(value: Json) -> bytes | None:
    """Return a value that stands there as text, as a byte string or as a list of numbers."""
    match value:
        case str(text) if text.startswith(_BYTES) and text.endswith("'"):
            try:
                return b64decode(text.removeprefix(_BYTES)[:-1], validate=True)
            except ValueError:
                return None
        case str(text):
            return text.encode(errors="replace")
        case list(numbers):
            octets = [each for each in numbers if type(each) is int and 0 <= each < 1 << 8]
            return bytes(octets) if len(octets) == len(numbers) else None
    return None


def _is_hex(digits: str) -> bool:
    return len(digits) % 2 == 0 and all(c in "0123456789abcdef" for c in digits)
