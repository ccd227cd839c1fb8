"""Whether what a manifest states agrees with itself, with what is proven, and with whom lists know.

A signature shows who states something, never that it is true. What is found here are notes
and warnings: no verdict changes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from provenance.model.status import StatusKind
from provenance.model.store import Status
from provenance.verification.codes import OWN
from provenance.verification.consistency import names, source_types, texts, times
from provenance.verification.observations import Observation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from provenance.model.store import ManifestStore
    from provenance.pki.trust import TrustLists
    from provenance.verification.judge import Judgement

Said = tuple[str, str]
"""A code of ours, and its sentence."""


def with_consistency(
    judged: Mapping[str, Judgement], store: ManifestStore, trust: TrustLists, *, at: datetime
) -> Mapping[str, Judgement]:
    """Return the same judgements with what their manifests state in contradiction.

    Args:
        judged: Each manifest of the chain, judged by itself.
        store: What the engine read.
        trust: The lists whose names others may imitate.
        at: The moment of judging.
    """
    listed = names.Listed(trust)
    return {label: _with(one, store, listed, at) for label, one in judged.items()}


def _with(one: Judgement, store: ManifestStore, listed: names.Listed, at: datetime) -> Judgement:
    said = tuple(_said(one, store, listed, at))
    observations = (
        Observation(
            status=Status(
                code=code, kind=StatusKind.INFORMATIONAL, uri=f"self#jumbf=/c2pa/{one.label}"
            ),
            source=OWN[code].source,
            message=message,
        )
        for code, message in said
    )
    return replace(
        one,
        time=times.as_far_as_possible(one.time, at),
        observations=(*one.observations, *observations),
    )


def _said(
    one: Judgement, store: ManifestStore, listed: names.Listed, at: datetime
) -> Iterator[Said]:
    manifest = store.find(one.label)
    assert manifest is not None  # noqa: S101  # judged manifests come from the store
    yield from names.check(one, listed)
    yield from times.check(manifest, one, at)
    yield from source_types.check(manifest, store)
    yield from texts.check(manifest)
