"""No list of another kind changes how far a signer is trusted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import media
from support.authorities import NOW, Development
from support.patience import about
from support.stores import ingredient, manifest, status, store

from provenance import Capture, MetadataChoice, Signer, TrustLists, Verdict, Verifier
from provenance.evidence.store import SignatureEvidence
from provenance.limits import Limits
from provenance.verification.chain import walk
from provenance.verification.judge import judge

OWN, OTHER = Development(), Development(organization="Another")
SIGNERS = {"a": OWN.signer(), "b": OTHER.signer()}
VALIDATED = status("claimSignature.validated", "b", kind="success")
CHAIN = store(manifest("a", ingredient("b", deltas=[VALIDATED])), manifest("b", statuses=()))
EVIDENCE = {
    label: SignatureEvidence(label=label, chain=each.chain, sealed=True)
    for label, each in SIGNERS.items()
}
LISTS = {
    (kind, who, what): pki.list(kind, *(certificate,))
    for kind in ("signer", "time", "identity")
    for who, pki in (("own", OWN), ("other", OTHER))
    for what, certificate in (
        ("root", pki.root.certificate),
        ("issuer", pki.issuer.certificate),
        ("leaf", SIGNERS["a" if who == "own" else "b"].leaf),
    )
}
lists = st.lists(st.sampled_from(sorted(LISTS)), max_size=6, unique=True)


def standing(chosen):
    """Say of each manifest how it was judged, and who vouches for its signer."""
    trust = TrustLists(lists=tuple(LISTS[each] for each in chosen))
    judged = judge(CHAIN, walk(CHAIN, Limits()), EVIDENCE, trust, at=NOW)
    return {
        label: (each.verdict, each.signer.vouched, each.signer.list_name)
        for label, each in judged.items()
    }


@about(150)
@given(lists)
def test_only_signer_lists_count_for_signers(chosen):
    signers = [each for each in chosen if each[0] == "signer"]

    assert standing(chosen) == standing(signers)


@about(100)
@given(lists)
def test_without_a_signer_list_nobody_is_vouched_for(chosen):
    others = [each for each in chosen if each[0] != "signer"]

    assert {each[:2] for each in standing(others).values()} == {(Verdict.VALID, False)}


@about(100)
@given(lists, st.randoms())
def test_the_order_of_lists_changes_no_verdict(chosen, order):
    shuffled = order.sample(chosen, len(chosen))
    before, after = standing(chosen), standing(shuffled)

    assert {label: each[:2] for label, each in before.items()} == {
        label: each[:2] for label, each in after.items()
    }


@pytest.fixture(scope="module")
def pki():
    return Development(start=datetime.now(UTC) - timedelta(days=2))


@pytest.fixture(scope="module")
def signed(pki):
    none = MetadataChoice(level="none")
    with Signer(pki.signer(), metadata=none, thumbnails=False) as studio:
        return studio.sign(media.content("jpeg"), None, Capture()).data


def test_so_it_is_for_a_real_file(pki, signed):
    def inspect(*kinds):
        trust = TrustLists(lists=tuple(pki.list(kind) for kind in kinds))
        with Verifier(trust=trust) as verifier:
            return verifier.inspect(signed)

    assert inspect("time", "identity").verdict is inspect().verdict is Verdict.VALID
    assert inspect("signer", "time", "identity").verdict is Verdict.TRUSTED
    assert inspect("signer").active.signer == inspect("time", "signer", "identity").active.signer
