"""Stores that the isolated reader passes on, built to keep its caller busy afterwards."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from support.stores import evidence, good, ingredient, manifest, status, store

from provenance.limits import Limits
from provenance.model.report import Node, Verdict
from provenance.model.statements import TimeStanding, TimeStatement
from provenance.model.store import RecordedAction
from provenance.pki.trust import TrustLists
from provenance.report import crjson
from provenance.verification import history
from provenance.verification.chain import walk
from provenance.verification.judge import judge

ACTIONS, INGREDIENTS, RECORDS = 60_000, 2_000, 50_000
PATIENCE = 12.0  # seconds, several times what is needed; a cost that grows as a square takes more
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def told_of(crowd):
    """Tell the history of one manifest, and say how long that took."""
    (only,) = crowd.manifests
    edges = walk(crowd, Limits()).edges[only.label]
    unknown = TimeStatement(standing=TimeStanding.UNKNOWN)
    node = Node(
        label=only.label,
        title="",
        verdict=Verdict.VALID,
        signer=None,
        time=unknown,
        depth=0,
        ingredients=edges,
    )
    started = time.monotonic()
    steps = history.tell(crowd, {only.label: node})
    return steps, time.monotonic() - started


def crowd_of(action, **said):
    used = tuple(
        replace(ingredient(**said), label=f"c2pa.ingredient.v3__{number}")
        for number in range(INGREDIENTS)
    )
    actions = tuple(
        RecordedAction(action=action, description=str(number), ingredients=(used[-1].label,))
        for number in range(ACTIONS)
    )
    return store(replace(manifest("a", *used), actions=actions))


@pytest.mark.parametrize("target", ["", "missing"])
def test_many_actions_on_many_files_are_told_in_time(target):
    steps, seconds = told_of(crowd_of("c2pa.placed", target=target))

    assert len(steps) > ACTIONS
    assert seconds < PATIENCE


def test_a_file_opened_often_is_not_said_to_be_all_its_parents_each_time():
    crowd = crowd_of("c2pa.opened", relationship="parentOf")
    (only,) = crowd.manifests
    actions = tuple(replace(each, ingredients=()) for each in only.actions)
    steps, seconds = told_of(store(replace(only, actions=actions)))

    assert seconds < PATIENCE
    assert sum(len(step.ingredient) for step in steps) < 100 * (ACTIONS + INGREDIENTS)


def test_many_records_are_written_as_crjson_in_time():
    recorded = [status("a.b", "nobody", box=str(number)) for number in range(RECORDS)]
    crowd = store(manifest("a", ingredient(recorded=recorded), statuses=good("a")))
    judged = judge(crowd, walk(crowd, Limits()), evidence(crowd), TrustLists(), at=NOW)
    statuses = tuple(each.status for each in judged["a"].observations)
    started = time.monotonic()
    results = crjson._results(statuses, NOW)

    assert time.monotonic() - started < PATIENCE
    assert len(results["failure"]) >= RECORDS
