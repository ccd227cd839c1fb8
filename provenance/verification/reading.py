"""Read one asset through the engine, or name why that cannot be done.

A neighbour file named like the asset, with the ending .c2pa, is tried when the asset
itself carries nothing: its hash decides whether it belongs to the asset, so a planted
one proves nothing for the asset and nothing against it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from provenance.engine.interface import Engine, Reading
from provenance.errors import (
    EngineError,
    NoCredentials,
    ProvenanceError,
    RemoteCredentials,
    StorageError,
    UnsupportedFormat,
)
from provenance.model.asset import Asset
from provenance.model.report import Finding, FindingSource, Severity, Verdict
from provenance.model.status import CONTENT_MATCHES
from provenance.verification.findings import note, own
from provenance.verification.headline import ABSENT
from provenance.verification.quoting import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.limits import Limits

SIDECAR = ".c2pa"
BLOCK = 1 << 20  # bytes hashed at a time
LONGEST_MESSAGE = 300
"""Characters of an engine's message that a headline repeats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of reading: a reading, or a verdict without one.

    Attributes:
        sha256: Digest of the file, whether or not it carries credentials.
        verdict: ABSENT or UNDETERMINED when there is no reading.
    """

    sha256: str
    reading: Reading | None = None
    verdict: Verdict = Verdict.UNDETERMINED
    headline: str = ""
    findings: tuple[Finding, ...] = ()


def read(asset: Asset, engine: Engine, limits: Limits) -> Outcome:
    """Read the credentials of `asset`.

    Raises:
        StorageError: The file could not be read to its end: our fault, not the file's.
    """
    try:
        reading = engine.read(asset)
    except (NoCredentials, RemoteCredentials) as error:
        found, findings = _beside(asset, engine, limits)
        if found:
            return Outcome(sha256=found.sha256, reading=found, findings=findings)
        without = _without(asset, error)
        return replace(without, findings=(*without.findings, *findings))
    except (EngineError, UnsupportedFormat) as error:
        return _without(asset, error)
    return Outcome(sha256=reading.sha256, reading=reading)


def _digest(asset: Asset) -> str:
    """Return the SHA-256 of the whole asset, which no engine has read to its end."""
    found = hashlib.sha256()
    with asset.open() as content:
        try:
            while block := content.read(BLOCK):
                found.update(block)
        except OSError as error:
            raise StorageError(
                f"{asset.name} could not be read to its end: {error.strerror}.",
                hint="Check the disk or the connection and try again.",
            ) from error
    return found.hexdigest()


def _beside(
    asset: Asset, engine: Engine, limits: Limits
) -> tuple[Reading | None, tuple[Finding, ...]]:
    """Read credentials that lie beside the asset, and tell of every file that looks like them."""
    findings = []
    for sidecar in _sidecars(asset, limits):
        name = shorten(sidecar.name)
        reading = _by(sidecar, asset, engine, limits)
        if reading is None:
            said = f"{name} looks like the credentials of this file, but cannot be read."
            findings.append(own("credentials.sidecar-unreadable", message=said))
        elif _matches(reading):
            said = f"The credentials were found beside the file, in {name}, not in it."
            return reading, (*findings, own("credentials.sidecar", message=said))
        else:
            said = (
                f"{name} holds credentials that do not match this file: they belong to another "
                "one, or one of the two was changed."
            )
            findings.append(own("credentials.sidecar-foreign", message=said))
    return None, tuple(findings)


def _by(sidecar: Asset, asset: Asset, engine: Engine, limits: Limits) -> Reading | None:
    """Read the asset by the credentials in another file; None when those cannot be read."""
    try:
        with sidecar.open() as content:
            store = content.read(limits.store_bytes)
    except (StorageError, OSError):
        return None
    try:
        return replace(engine.read(asset, manifest_data=store), beside=store)
    except StorageError:
        raise
    except ProvenanceError:
        return None


def _matches(reading: Reading) -> bool:
    """Tell whether the engine matched the content with what was signed."""
    said = (each.code for manifest in reading.store.manifests for each in manifest.statuses)
    return not CONTENT_MATCHES.isdisjoint(said)


def _sidecars(asset: Asset, limits: Limits) -> Iterator[Asset]:
    if asset.path is None:
        return
    both = (asset.path.with_name(asset.path.name + SIDECAR), asset.path.with_suffix(SIDECAR))
    for path in dict.fromkeys(both):
        if path != asset.path and path.is_file() and path.stat().st_size <= limits.store_bytes:
            yield Asset(name=path.name, path=path)


def _without(asset: Asset, error: EngineError | UnsupportedFormat) -> Outcome:
    """Say what it means that there is no reading."""
    if isinstance(error, NoCredentials):
        return Outcome(
            sha256=_digest(asset),
            verdict=Verdict.ABSENT,
            headline=ABSENT,
            findings=(note(error.code, ABSENT),),
        )
    said = error.message[:LONGEST_MESSAGE]
    finding = note(
        error.code,
        said,
        severity=Severity.FAILURE,
        action=error.hint,
        source=FindingSource.ENGINE,
    )
    headline = f"This file could not be checked: {said}"
    return Outcome(sha256=_digest(asset), headline=headline, findings=(finding,))
