"""Decide whether a file may be updated, and whether a signed one may appear under its final name."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from provenance.engine import wire
from provenance.errors import SigningFailed
from provenance.evidence.coverage import chart
from provenance.evidence.jumbf import Budget, Malformed, manifests_of
from provenance.model.asset import occurs
from provenance.model.status import CONTENT_MATCHES, StatusKind, lookup
from provenance.signing.survey import integrity_failures

if TYPE_CHECKING:
    from collections.abc import Collection

    from provenance.engine.interface import Reading, Room
    from provenance.limits import Limits
    from provenance.model.asset import Asset
    from provenance.model.store import Manifest, Status
    from provenance.signing.survey import Surveyed

_ASSERTIONS = b"c2as"
"""Type of the box that holds the assertions (C2PA 2.4, "Assertion store")."""
_SIGNED = "claimSignature.validated"
_UNEXPECTED = "The original is untouched; please report this to the makers of this program."
_BROKEN_BEFORE = (
    "Its own credentials were broken before: describe an edit instead of an update, "
    "or drop them in so many words (discard_history=True, --discard-history)."
)


def require_whole(source: Surveyed) -> None:
    """Make sure that what an update leaves as it is holds.

    An update manifest over changed content would not verify. In formats without update
    manifests the new hash would cover the changed content, and nothing would stop it.

    Raises:
        SigningFailed: The credentials of the file are broken.
    """
    if source.failures:
        raise _would_not_verify(source, source.failures[0])


def accept(reading: Reading, *, manifest_store: bytes, source: Surveyed) -> None:
    """Make sure that what was read back is what was signed, whole and unbroken.

    A successful sign is no proof: the engine does not hash the asset again.

    Args:
        reading: The new file, read by the isolated engine.
        manifest_store: What the signing engine says it embedded. The reader puts the
            manifests of a store in another order, so they are not compared as bytes.
        source: What was signed.

    Raises:
        SigningFailed: The signed file does not verify.
    """
    active = reading.store.active
    if active.label == source.manifest or active.label.encode() not in manifest_store:
        raise SigningFailed("The signed file does not carry what was signed.", hint=_UNEXPECTED)
    failures = integrity_failures(active)
    if failures:
        raise _would_not_verify(source, failures[0])
    if not _is_bound(reading):
        raise SigningFailed("The signed file is not bound to its content.", hint=_UNEXPECTED)


def accept_frame(
    room: Room, credentials: bytes, active: Manifest, source: Surveyed, *, sha256: bytes
) -> None:
    """Make sure that a frame with credentials in it is whole and unbroken.

    The engine checked signature and statements; that the content is the signed one is checked
    here: the credentials must leave out themselves and nothing else, and state the digest of
    all that remains, which is the frame as it was.

    Args:
        room: Where in the new frame the credentials are.
        credentials: They must fill that room exactly.
        active: What the engine reads of them.
        source: The frame as it was.
        sha256: Its digest.

    Raises:
        SigningFailed: The signed frame does not verify.
    """
    failures = integrity_failures(active)
    if failures:
        raise _would_not_verify(source, failures[0])
    signed = any(s.kind is StatusKind.SUCCESS and s.code == _SIGNED for s in active.statuses)
    stated = [each.data for each in active.assertions if each.label.startswith("c2pa.hash.")]
    whole = {"start": room.start, "length": room.length}
    match stated:
        case [{"exclusions": [left_out], "alg": "sha256", "hash": found}] if left_out == whole:
            bound = found == wire.BYTES_PREFIX + b64encode(sha256).decode() + "'"
        case _:
            bound = False
    if not (signed and bound and len(credentials) == room.length):
        raise SigningFailed("The signed frame is not bound to its content.", hint=_UNEXPECTED)


def require_covered(made: Asset, reading: Reading, source: Surveyed, limits: Limits) -> None:
    """Make sure that the signature leaves out nothing that is shown.

    An index of a file that was cut off points behind its end, where the credentials come to lie.

    Raises:
        SigningFailed: It leaves something out, so that the file would not verify.
        OSError: The file cannot be read.
    """
    bindings = [
        each for each in reading.store.active.assertions if each.label.startswith("c2pa.hash.")
    ]
    with made.open() as content:
        left_out = chart(content, bindings, limits).exchangeable
    if left_out:
        raise SigningFailed(
            f"{source.asset.name} was not signed: its signature could not cover {left_out[0].name}.",
            hint="Check that the file is whole; save it with the program that made it.",
        )


def require_gone(made: Asset, source: Surveyed, uris: Collection[str], limits: Limits) -> None:
    """Make sure that the bytes of redacted assertions are nowhere in the new file.

    In TIFF files and archives the engine appends a new manifest store and leaves the old
    one lying where nothing refers to it any more.

    Raises:
        SigningFailed: An assertion can still be found there.
    """
    secrets = [_payload(source.jumbf, uri, limits) for uri in uris]
    with made.open() as content:
        if not any(secret and occurs(secret, content) for secret in secrets):
            return
    raise SigningFailed(
        f"In a {source.media_type.title} the redacted statement would stay behind, unreferenced "
        "but readable; nothing was written.",
        hint="Convert the file to another format, JPEG or PNG for example, and sign that one.",
    )


def _payload(jumbf: bytes, uri: str, limits: Limits) -> bytes:
    """Return the bytes of an assertion, its label with them; none when it is not there."""
    _, _, manifest, _, label = uri.split("/", 4)
    budget = Budget(limits.boxes)
    try:
        boxes = (
            box
            for found in manifests_of(jumbf, budget, limits)
            if found.label == manifest
            for store in found.children(budget)
            if store.type == _ASSERTIONS
            for box in store.children(budget)
        )
        return next((bytes(box.content) for box in boxes if box.label == label), b"")
    except Malformed:
        return b""


def _would_not_verify(source: Surveyed, failure: Status) -> SigningFailed:
    return SigningFailed(
        f"{source.asset.name} was not signed: the result would not verify ({failure.code}). "
        f"{lookup(failure.code).sentence}",
        hint=_BROKEN_BEFORE if source.failures else _UNEXPECTED,
    )


def _is_bound(reading: Reading) -> bool:
    """Tell whether the signature was checked, and a hash over the content; an update has none."""
    active = reading.store.active
    bearers = reading.store.manifests if active.is_update else (active,)
    proven = {
        status.code
        for manifest in bearers
        for status in manifest.statuses
        if status.kind is StatusKind.SUCCESS
    }
    return _SIGNED in proven and not CONTENT_MATCHES.isdisjoint(proven)
