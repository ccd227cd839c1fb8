"""A short campaign of mutated files of every format; `make campaign` runs a long one."""

from __future__ import annotations

from random import Random

import pytest
from benchmarks import campaign
from support import covered, media, mutants

from provenance import TrustList, TrustLists, Verdict, Verifier

IN_FIRST_NAME = 32  # of a zip archive: behind its first local header


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return campaign.make_samples(tmp_path_factory.mktemp("campaign"))


def test_no_mutant_is_believed_that_should_not_be(made):
    samples, root = made
    found = campaign.part_of(11, list(range(2 * len(samples))), samples, root)

    assert found.wrong == []
    assert sum(found.verdicts.values()) == 2 * len(samples)


def test_the_samples_are_what_they_are_said_to_be(made):
    best = {"own": Verdict.TRUSTED, "foreign": Verdict.VALID, "edited": Verdict.VALID}

    assert {each.name for each in made[0]} == set(media.EVERY)
    assert all(each.verdict is best[each.signer] for each in made[0])


def test_a_mutant_that_is_wrongly_believed_would_be_noticed(made):
    samples, root = made
    trust = TrustLists(lists=(TrustList.from_pem(root, kind="signer", name="own"),))
    tally = campaign.Tally()
    with Verifier(trust=trust) as verifier:
        for sample in samples:
            report = verifier.inspect(sample.data)
            at = IN_FIRST_NAME if sample.zipped else sample.ranges[-1][0]
            changed = covered.flipped(sample.data, at, 3)
            assert campaign.unchanged(sample, sample.data, report)
            assert not campaign.unchanged(sample, changed, report), sample.name
            if sample.verdict is Verdict.VALID:
                tally.note(sample, "bits", sample.name, Verdict.TRUSTED, 0.1)

    assert len(tally.wrong) == 2 * len(media.EVERY)


def test_mutants_are_the_same_for_the_same_seed(made):
    data, others = made[0][0].data, [each.data for each in made[0]]
    first, second = (
        [mutants.mutant(Random(seed), data, others) for seed in range(80)] for _ in "ab"
    )

    assert first == second
    assert {kind for kind, _ in first} == set(mutants.CHANGES)
    assert sum(changed != data for _, changed in first) > 70
