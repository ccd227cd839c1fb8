"""Find the statements that are to be taken out of a file's credentials, by the names people use."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from provenance.engine.formats import detect
from provenance.errors import DescriptionError
from provenance.model.asset import Asset
from provenance.model.look import tells_place
from provenance.model.soft_binding import asserted
from provenance.signing.checks import nearest
from provenance.signing.describe import Redaction, Update
from provenance.signing.describe.restatement import Restatement
from provenance.signing.metadata.profiles import PLACELESS
from provenance.signing.metadata.properties import PROPERTIES
from provenance.signing.metadata.selection import WHERE

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence

    from provenance.engine.interface import Engine
    from provenance.model.asset import AssetSource
    from provenance.model.definition import SignedAsset
    from provenance.model.store import Assertion, Manifest, ManifestStore
    from provenance.signing.signer import Signer

LOCATION = "location"
"""Stands for every assertion that holds the location and nothing else, in every manifest."""
_PLACES = frozenset(row.name for row in PROPERTIES if row.discloses in WHERE)
_STILL_THERE = (
    "The file's own metadata still tell the location: take it out as well (--from-file, "
    "from_file=True)."
)
_CONTEXT = "@context"
_PICTURE = "c2pa.thumbnail.claim"


def redact(
    signer: Signer,
    engine: Engine,
    source: AssetSource,
    destination: str | os.PathLike[str] | BinaryIO | None,
    names: Sequence[str],
    *,
    reason: str = "c2pa.PII.present",
    from_file: bool = False,
) -> SignedAsset:
    """Write a copy of `source` from whose credentials statements are taken out for good.

    Args:
        signer: Signs the new manifest, which says what was taken out and why.
        engine: Reads the credentials.
        source: The file; it is never opened for writing.
        destination: As for `Signer.sign`.
        names: Labels of assertions, or "location".
        reason: One of C2PA's reasons (`describe.redaction.REASONS`), or an own name with a dot.
        from_file: Whether the location leaves the file's own metadata, too.

    Raises:
        DescriptionError: There is no such assertion, or it cannot be taken out.
        NoCredentials: The file carries none.
        MetadataError: The location cannot be taken out of the file.
        SigningFailed, StorageError: It did not work; nothing was written.
    """
    asset = Asset.of(source)
    reading = engine.read(asset)
    out = redactions(reading.store, names, reason=reason)
    with asset.open() as content:
        in_boxes = detect(content, name=asset.name).container == "bmff"
    privacy = PLACELESS if from_file else PLACELESS.leaving_the_file()
    description: Restatement | Update = Update(redactions=out)
    # The engine leaves redacted assertions in the credentials of updated BMFF files.
    if from_file or in_boxes:
        left = _left(reading.store, out)
        bindings = asserted(left) if left else ()
        description = Restatement(redactions=out, bindings=bindings)
        signer = signer.stating(privacy=privacy, thumbnails=_has_picture(left))
    signed = signer.sign(asset, destination, description, privacy=privacy)
    if from_file or not tells_place(engine.look(asset, picture=False)):
        return signed
    return replace(signed, notes=(*signed.notes, _STILL_THERE))


def redactions(
    store: ManifestStore, names: Sequence[str], *, reason: str = "c2pa.PII.present"
) -> tuple[Redaction, ...]:
    """Return what takes these assertions out of every manifest that holds them.

    Args:
        store: The credentials of the file.
        names: Labels of assertions, as `provenance inspect` shows them, or "location".
        reason: Why; one of C2PA's reasons, or an own name with a dot.

    Raises:
        DescriptionError: There is no such assertion, or it cannot be taken out; or the
            location stands in one assertion with other statements.
    """
    gone = {uri for manifest in store.manifests for uri in manifest.redactions}
    found: dict[str, Redaction] = {}
    for name in names:
        chosen = _locations(store) if name == LOCATION else _labelled(store, name)
        for uri in chosen:
            if uri not in gone:
                found[uri] = Redaction(uri=uri, reason=reason)
    if not found:
        raise DescriptionError(
            "What is named was taken out before.", hint="See it with `provenance inspect`."
        )
    return tuple(found.values())


def _left(store: ManifestStore, out: tuple[Redaction, ...]) -> Manifest | None:
    """Return the manifest that binds the content, without what is taken out."""
    base, gone = store.base, {each.uri for each in out}
    if base is None:
        return None
    left = (each for each in base.assertions if _uri(base, each.label) not in gone)
    return replace(base, assertions=tuple(left))


def _has_picture(manifest: Manifest | None) -> bool:
    return (
        any(each.label.startswith(_PICTURE) for each in manifest.assertions) if manifest else False
    )


def is_location(assertion: Assertion) -> bool:
    """Tell whether an assertion holds the location and nothing else."""
    names = _names(assertion)
    return bool(names) and names <= _PLACES


def _locations(store: ManifestStore) -> Iterator[str]:
    mixed = ""
    alone = []
    for manifest, assertion in _all(store):
        if is_location(assertion):
            alone.append(_uri(manifest, assertion.label))
        elif _names(assertion) & _PLACES:
            mixed = assertion.label
    if mixed:
        raise DescriptionError(
            f"The location stands in {mixed} beside other statements.",
            hint=f"Take all of it out: --assertion {mixed}.",
        )
    if not alone:
        raise DescriptionError(
            "No assertion of these credentials holds a location.",
            hint="See what they tell with `provenance privacy`.",
        )
    yield from alone


def _labelled(store: ManifestStore, label: str) -> Iterator[str]:
    found = [_uri(manifest, label) for manifest, each in _all(store) if each.label == label]
    if not found:
        known = sorted({each.label for _, each in _all(store)})
        raise DescriptionError(
            f"No assertion is called {label!r}.", hint=nearest(label, [LOCATION, *known])
        )
    yield from found


def _all(store: ManifestStore) -> Iterator[tuple[Manifest, Assertion]]:
    for manifest in store.manifests:
        for assertion in manifest.assertions:
            yield manifest, assertion


def _names(assertion: Assertion) -> set[str]:
    """Return the properties that an assertion of metadata states."""
    if not assertion.label.startswith(("c2pa.metadata", "cawg.metadata")):
        return set()
    return set(assertion.data) - {_CONTEXT} if isinstance(assertion.data, dict) else set()


def _uri(manifest: Manifest, label: str) -> str:
    return f"self#jumbf=/c2pa/{manifest.label}/c2pa.assertions/{label}"
