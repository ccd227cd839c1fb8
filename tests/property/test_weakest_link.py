"""A worse ingredient never improves a verdict, however manifests refer to each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import media
from support.certificates import SIGNING_DAY, issue, root, signer, trusting
from support.patience import about
from support.stores import evidence, good, ingredient, manifest, status, store
from support.studio import open_studio
from support.studio import trusting as trusting_studios

from provenance import Capture, Edit, Verdict, Verifier
from provenance.limits import Limits
from provenance.model.status import codes
from provenance.verification.chain import walk
from provenance.verification.judge import judge
from provenance.verification.weight import RANK, worst

TRUST = trusting("A root")
EXPIRED = issue("Expired", by=root("A root"), end=SIGNING_DAY - timedelta(days=1))
SIGNERS = {
    "listed": signer(),
    "unlisted": signer("A stranger", under="Another root"),
    "unfit": signer("Unfit", fit=False),
    "expired": EXPIRED,
}
FAILURES = sorted(code for code in codes() if not code.startswith("cawg"))

labels = st.sampled_from("abcdef")
signers = st.sampled_from(["listed"] * 4 + sorted(SIGNERS))
said = st.tuples(st.sampled_from(FAILURES), st.sampled_from(["failure", "informational"]))


@st.composite
def graphs(draw):
    """Draw manifests that refer to later ones, so that no walk leads in a circle."""
    order = "abcdef"[: draw(st.integers(1, 6))]
    manifests = []
    for place, label in enumerate(order):
        after = order[place + 1 :]
        targets = draw(st.sets(st.sampled_from(after), max_size=3)) if after else ()
        found = [status("claimSignature.validated", each, kind="success") for each in targets]
        links = [ingredient(each, deltas=[one]) for each, one in zip(targets, found, strict=True)]
        statuses = good(label) if label == "a" else ()
        manifests.append(manifest(label, *links, statuses=statuses))
    chosen = {label: SIGNERS[draw(signers)] for label in order}
    return store(*manifests), chosen


def judged(found, chosen, *, unsealed=()):
    proofs = {
        label: replace(each, sealed=label not in unsealed)
        for label, each in evidence(found, chosen).items()
    }
    return judge(found, walk(found, Limits()), proofs, TRUST, at=SIGNING_DAY)


def overall(*graph, **how):
    return worst(each.verdict for each in judged(*graph, **how).values())


def with_status(found, label, code, kind):
    """Return the store with one more status about a manifest."""
    return replace(
        found,
        manifests=tuple(
            replace(each, statuses=(*each.statuses, status(code, label, kind=kind)))
            if each.label == label
            else each
            for each in found.manifests
        ),
    )


@about(100)
@given(graphs(), labels, said)
def test_what_the_engine_says_against_one_manifest_improves_nothing(graph, label, words):
    found, chosen = graph
    before, after = overall(found, chosen), overall(with_status(found, label, *words), chosen)

    assert RANK[after] <= RANK[before]


@about(100)
@given(graphs(), labels, st.sampled_from(["unlisted", "unfit", "expired"]))
def test_a_worse_signer_improves_nothing(graph, label, worse):
    found, chosen = graph
    listed = chosen | {label: SIGNERS["listed"]}

    assert RANK[overall(found, chosen | {label: SIGNERS[worse]})] <= RANK[overall(found, listed)]


@about(100)
@given(graphs(), labels)
def test_a_signature_that_cannot_be_confirmed_improves_nothing(graph, label):
    assert RANK[overall(*graph, unsealed=label)] <= RANK[overall(*graph)]


@about(100)
@given(graphs(), labels)
def test_a_manifest_that_is_taken_out_improves_nothing(graph, label):
    found, chosen = graph
    left = tuple(each for each in found.manifests if each.label != label)
    if len(left) == len(found.manifests) or label == "a":
        return
    referred = label in walk(found, Limits()).labels
    after = overall(replace(found, manifests=left), chosen)

    assert after is Verdict.INVALID if referred else after is overall(found, chosen)


@about(100)
@given(graphs())
def test_nothing_about_its_ingredients_changes_the_own_verdict_of_a_manifest(graph):
    found, chosen = graph
    alone = store(replace(found.active, ingredients=()))

    assert judged(found, chosen)["a"].verdict is judged(alone, chosen)["a"].verdict


# --- real files -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def press(tmp_path_factory):
    with open_studio(tmp_path_factory.mktemp("press") / "pki", "Daily Courier") as studio:
        yield studio


@pytest.fixture(scope="module")
def stranger(tmp_path_factory):
    with open_studio(tmp_path_factory.mktemp("stranger") / "pki", "Nobody") as studio:
        yield studio


def tampered(content):
    changed = bytearray(content)
    changed[-100] ^= 1
    return bytes(changed)


def test_no_later_signature_makes_a_file_better_than_what_it_was_made_from(press, stranger):
    crop, plain = Edit(actions=("c2pa.cropped",)), media.content("jpeg")
    first = press.bare.sign(plain, None, Capture()).data
    foreign = stranger.bare.sign(plain, None, Capture()).data
    level = {0: [first, foreign, tampered(first), tampered(foreign)]}
    with Verifier(trust=trusting_studios(press)) as verifier:
        for depth in (1, 2):
            level[depth] = []
            for source in level[depth - 1]:
                for studio, own in ((press, Verdict.TRUSTED), (stranger, Verdict.VALID)):
                    made = studio.bare.sign(source, None, crop).data
                    report, before = verifier.inspect(made), verifier.inspect(source)

                    assert report.active.verdict is own
                    assert report.verdict is worst((own, before.verdict))
                    level[depth].append(made)
