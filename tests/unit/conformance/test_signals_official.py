"""The signals of each manifest are those of the official rubric, over the whole corpus."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from support.engine_documents import engine_documents
from support.rubric import Rubric

from provenance.engine import wire
from provenance.verification import signals

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.corpus
def test_signals_are_the_official_ones(corpus: Path, official: Path) -> None:
    rubric = Rubric.load(official / "conformance-0.2" / "asset-rubric-signals-local.yml")
    wrong = {}
    for name, document in engine_documents(corpus).items():
        store = wire.decode(json.dumps(document).encode())
        assert len(store.manifests) == len(document["manifests"])
        for manifest, raw in zip(store.manifests, document["manifests"], strict=True):
            outcomes = rubric.outcomes(raw)
            expected = tuple(
                {
                    check.partition("signal_")[2]
                    for check, outcome in outcomes.items()
                    if outcome == "pass" and check.startswith(kind)
                }
                for kind in ("inception", "transformation")
            )
            ours = tuple(set(found) for found in signals.of_manifest(manifest))
            if ours != expected:
                wrong[name, manifest.label] = (ours, expected)
    assert wrong == {}
