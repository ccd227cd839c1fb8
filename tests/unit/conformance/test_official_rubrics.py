"""Our checks say what the official expressions say, over real and mutated documents."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.conforming import conforming_document
from support.engine_documents import engine_documents
from support.rubric import Rubric

from provenance.conformance import CHECKS, evaluate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILES = {
    "conformance": "asset-rubric-conformance0.2-spec2.4.yml",
    "integrity": "asset-rubric-integrity.yml",
}
NAMES = ["digitalSourceType", "action", "parameters", "ingredients", "description", "specVersion"]
NAMES += ["allActionsIncluded", "url", "label", "relationship", "activeManifest", "type", "code"]
NAMES += ["validationResults", "reviewRatings", "claim.v2", "assertions", "ingredient"]
NAMES += ["c2pa.actions.v2", "c2pa.hash.boxes", "c2pa.asset-type.v2", "stds.x", "name", "c2pa.x"]
VALUES = [None, True, False, 0, 1, 2.4, "", "name", "org.example", "c2pa.created", "c2pa.opened"]
VALUES += ["2.4", "2.4.1", "2.5", "c2pa.actions.v2", "c2pa.watermarked", "parentOf", "image/tiff"]
VALUES += ["claim.missing", "assertion.dataHash.mismatch", "signingCredential.untrusted"]
VALUES += [[], {}, ["name"], {"name": 1}]


@pytest.fixture(scope="module")
def rubrics(official: Path) -> dict[str, Rubric]:
    folder = official / "conformance-0.2"
    return {name: Rubric.load(folder / file) for name, file in FILES.items()}


def differences(document: Any, rubrics: dict[str, Rubric]) -> Iterator[tuple[str, str, str]]:
    ours = {(r.rubric, r.id): r for r in evaluate(document)}
    for name, rubric in rubrics.items():
        for check, outcome in rubric.outcomes(document).items():
            result = ours[name, check]
            expected = "fail" if outcome == "error" else outcome
            stricter = result.outcome == "fail" and "cannot be judged" in result.reason
            if result.outcome != expected and not stricter:
                yield check, expected, result.outcome


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    if isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(inner, (*path, step))


def mutate(document: Any, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(list(places(document))))
    place = document
    for step in path[:-1]:
        place = place[step]
    target, value = place[path[-1]], copy.deepcopy(data.draw(st.sampled_from(VALUES)))
    if isinstance(target, dict) and data.draw(st.booleans()):
        target[data.draw(st.sampled_from(NAMES))] = value
    elif isinstance(target, list) and target and data.draw(st.booleans()):
        target.insert(0, copy.deepcopy(target[data.draw(st.integers(0, len(target) - 1))]))
    elif data.draw(st.booleans()):
        place[path[-1]] = value
    else:
        del place[path[-1]]


def test_the_checks_are_the_official_ones(rubrics: dict[str, Rubric]) -> None:
    for name, rubric in rubrics.items():
        official = [statement.id for statement in rubric.statements]
        assert [check.id for check in CHECKS if check.rubric == name] == official
        warning = {statement.id for statement in rubric.statements if statement.mode == "warn"}
        assert {c.id for c in CHECKS if c.rubric == name and c.warns} == warning


def test_the_official_rubrics_accept_the_conforming_document(rubrics: dict[str, Rubric]) -> None:
    for rubric in rubrics.values():
        assert set(rubric.outcomes(conforming_document()).values()) == {"pass"}


@pytest.mark.corpus
def test_every_file_of_the_corpus_is_judged_alike(corpus: Path, rubrics: dict[str, Rubric]) -> None:
    documents = engine_documents(corpus)
    assert len(documents) > 80
    found = {name: list(differences(d, rubrics)) for name, d in documents.items()}
    assert {name: found[name] for name in found if found[name]} == {}


@pytest.mark.corpus
@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_mutated_documents_are_judged_alike(
    corpus: Path, rubrics: dict[str, Rubric], data: st.DataObject
) -> None:
    documents = engine_documents(corpus)
    chosen = data.draw(st.sampled_from(["", *sorted(documents)]))
    document = copy.deepcopy(documents[chosen]) if chosen else conforming_document()
    document = {"manifests": document["manifests"][:1]}
    for _ in range(data.draw(st.integers(1, 4))):
        if document:
            mutate(document, data)
    assert list(differences(document, rubrics)) == []
