"""Look at the files that go into a signature before anything is signed.

They come from strangers, so they are read by the isolated engine: a crafted file ends
here as a refusal, not in the native code that signs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.engine.formats import MediaType, detect
from provenance.errors import (
    EngineCrashed,
    LimitReached,
    NoCredentials,
    RemoteCredentials,
    SigningFailed,
    Unparseable,
)
from provenance.model.asset import Asset
from provenance.model.status import StatusDomain, StatusKind, domain_of, lookup
from provenance.model.store import Status
from provenance.model.vocabulary import ai_of

if TYPE_CHECKING:
    from provenance.engine.interface import Engine
    from provenance.model.store import Manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveyed:
    """One file that goes into a signature.

    Attributes:
        manifest: Label of the active manifest that it carries; "" for none.
        jumbf: Its manifest store as it stands there.
        failures: What is broken in that manifest.
        notes: What the caller should know about its credentials.
        by_ai: Whether its history says that AI made it or a part of it.
    """

    asset: Asset
    media_type: MediaType
    manifest: str = ""
    jumbf: bytes = b""
    failures: tuple[Status, ...] = ()
    notes: tuple[str, ...] = ()
    by_ai: bool = False


def survey_source(asset: Asset, engine: Engine) -> Surveyed:
    """Look at the file that is to be signed.

    Raises:
        UnsupportedFormat: The engine cannot write this format.
        SigningFailed: The file cannot be read safely.
        StorageError: The file cannot be read at all.
    """
    media_type = _detect(asset)
    media_type.require_writable(asset.name)
    return _read(asset, media_type, engine)


def survey(asset: Asset, engine: Engine) -> Surveyed:
    """Look at a file that goes into another one.

    Raises:
        UnsupportedFormat: The engine cannot read this format.
        SigningFailed: The file cannot be read safely.
        StorageError: The file cannot be read at all.
    """
    return _read(asset, _detect(asset), engine)


def _detect(asset: Asset) -> MediaType:
    with asset.open() as content:
        return detect(content, name=asset.name)


def _read(asset: Asset, media_type: MediaType, engine: Engine) -> Surveyed:
    try:
        reading = engine.read(asset)
    except NoCredentials:
        return Surveyed(asset=asset, media_type=media_type)
    except RemoteCredentials as error:
        note = f"The credentials of {asset.name} lie at {error.url!a}: they were not fetched."
        return Surveyed(asset=asset, media_type=media_type, notes=(note,))
    except (EngineCrashed, LimitReached, Unparseable) as error:
        raise SigningFailed(
            f"{asset.name} cannot be read safely, so nothing was signed: {error.message}",
            hint="Open and save it with the program that made it, then sign the new file.",
        ) from error
    failures = integrity_failures(reading.store.active)
    return Surveyed(
        asset=asset,
        media_type=media_type,
        manifest=reading.store.active.label,
        jumbf=reading.jumbf,
        failures=failures,
        notes=_broken(asset, failures),
        by_ai=any(map(_tells_ai, reading.store.manifests)),
    )


def _tells_ai(manifest: Manifest) -> bool:
    return any(
        ai_of(each.digital_source_type or "") in {"generated", "edited"}
        for each in manifest.actions
    )


def _broken(asset: Asset, failures: tuple[Status, ...]) -> tuple[str, ...]:
    if not failures:
        return ()
    code = failures[0].code
    told = f"The credentials of {asset.name} fail ({code}): {lookup(code).sentence}"
    return (f"{told} The new manifest records that.",)


def integrity_failures(manifest: Manifest) -> tuple[Status, ...]:
    """Return what the engine says is broken in a manifest; trust and time are not its to judge."""
    return tuple(
        status
        for status in manifest.statuses
        if status.kind is StatusKind.FAILURE and domain_of(status.code) is StatusDomain.INTEGRITY
    )
