"""Each manifest is judged by the worst that is said about it, and records cannot make it better."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.certificates import SIGNING_DAY, signer, trusting
from support.stores import evidence, good, ingredient, manifest, status, store

from provenance.limits import Limits
from provenance.model.report import FindingSource, Verdict
from provenance.model.status import codes
from provenance.pki.trust import TrustLists
from provenance.verification.chain import walk
from provenance.verification.judge import judge
from provenance.verification.weight import RANK, worst

TRUST = trusting("A root")
VALIDATED = status("claimSignature.validated", "b", kind="success")


def judged(found, *, trust=TRUST, signers=None, at=SIGNING_DAY, sealed=None):
    proofs = evidence(found, signers) if sealed is None else sealed
    return judge(found, walk(found, Limits()), proofs, trust, at=at)


def verdicts(found, **how):
    return {label: str(each.verdict) for label, each in judged(found, **how).items()}


def overall(found, **how):
    return worst(each.verdict for each in judged(found, **how).values())


def codes_of(found, label, **how):
    return {each.code for each in judged(found, **how)[label].observations}


def parent(*, recorded=(), deltas=(VALIDATED,)):
    """Return a trusted manifest over an ingredient that the engine finds intact."""
    return store(
        manifest("a", ingredient("b", recorded=recorded, deltas=deltas)),
        manifest("b", statuses=()),
    )


def test_intact_and_vouched_for_is_trusted():
    assert verdicts(parent()) == {"a": "TRUSTED", "b": "TRUSTED"}


def test_no_list_and_an_unknown_signer_make_it_valid_at_best():
    assert verdicts(store(manifest("a")), trust=trusting("Another root")) == {"a": "VALID"}
    unknown = {"b": signer("A stranger", under="Another root")}
    assert verdicts(parent(), signers=unknown) == {"a": "TRUSTED", "b": "VALID"}


def test_a_list_of_another_kind_vouches_for_nobody():
    (found,) = TRUST.lists
    time_list = replace(found, kind="time")

    assert verdicts(store(manifest("a")), trust=TrustLists(lists=(time_list,))) == {"a": "VALID"}


@pytest.mark.parametrize("days", [31, -31])
def test_outside_of_validity_without_a_trusted_time_is_invalid(days):
    at = SIGNING_DAY + timedelta(days=days)

    assert verdicts(store(manifest("a")), at=at) == {"a": "INVALID"}
    assert "claimSignature.outsideValidity" in codes_of(store(manifest("a")), "a", at=at)


def test_a_certificate_that_may_not_sign_is_invalid():
    unfit = {"a": signer("Unfit", fit=False)}

    assert verdicts(store(manifest("a")), signers=unfit) == {"a": "INVALID"}
    assert "signingCredential.invalid" in codes_of(store(manifest("a")), "a", signers=unfit)


def test_the_engines_words_on_trust_and_time_are_replaced():
    said = [
        *good("a"),
        status("signingCredential.untrusted", "a"),
        status("signingCredential.expired", "a"),
        status("timeStamp.trusted", "a", kind="success"),
        status("claimSignature.outsideValidity", "a"),
    ]

    assert verdicts(store(manifest("a", statuses=said))) == {"a": "TRUSTED"}
    assert "timeStamp.trusted" not in codes_of(store(manifest("a", statuses=said)), "a")


# --- positive evidence ------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["claimSignature.validated", "assertion.dataHash.match"])
def test_without_positive_evidence_nothing_is_believed(missing):
    said = [each for each in good("a") if each.code != missing]

    assert verdicts(store(manifest("a", statuses=said))) == {"a": "UNDETERMINED"}


def test_a_match_of_another_manifests_content_binds_nothing():
    said = [good("a")[0], status("assertion.dataHash.match", "b", kind="success")]
    found = store(manifest("a", ingredient("b"), statuses=said), manifest("b", statuses=good("b")))

    assert verdicts(found)["a"] == "UNDETERMINED"


def test_a_record_cannot_stand_for_the_engine_on_the_active_manifest():
    lies = good("a")
    found = store(manifest("a", ingredient("b", recorded=lies), statuses=()), manifest("b"))

    assert verdicts(found)["a"] == "UNDETERMINED"


def test_an_ingredient_that_the_engine_never_validated_is_undetermined():
    assert verdicts(parent(deltas=()))["b"] == "UNDETERMINED"


def test_missing_or_unsealed_evidence_is_undetermined():
    found = store(manifest("a"))
    unsealed = replace(evidence(found)["a"], sealed=False)

    assert verdicts(found, sealed={}) == {"a": "UNDETERMINED"}
    assert verdicts(found, sealed={"a": unsealed}) == {"a": "UNDETERMINED"}
    assert not judged(found, sealed={"a": unsealed})["a"].signer.vouched


def test_an_update_is_bound_by_what_it_updates():
    said = [good("a")[0], status("assertion.dataHash.match", "b", kind="success")]
    step = ingredient("b", relationship="parentOf", deltas=[VALIDATED])
    found = store(manifest("a", step, statuses=said, is_update=True), manifest("b", statuses=()))
    changed = [good("a")[0], status("assertion.dataHash.mismatch", "b")]
    broken = store(
        manifest("a", step, statuses=changed, is_update=True), manifest("b", statuses=())
    )

    assert verdicts(found) == {"a": "TRUSTED", "b": "TRUSTED"}
    assert verdicts(broken) == {"a": "INVALID", "b": "INVALID"}


def test_updates_that_lead_in_a_circle_bind_nothing():
    circle = store(
        manifest("a", ingredient("b", relationship="parentOf"), is_update=True),
        manifest("b", ingredient("a", relationship="parentOf"), is_update=True),
    )

    assert overall(circle) is Verdict.INVALID


# --- what a lying signer can do ---------------------------------------------------------------


@pytest.mark.parametrize("kind", ["success", "informational", "failure"])
def test_a_failure_code_counts_in_whatever_list_it_was_recorded(kind):
    lie = status("claimSignature.mismatch", "b", kind=kind)

    assert verdicts(parent(recorded=[lie]))["b"] == "INVALID"


@pytest.mark.parametrize(
    "uri", ["", "Cose_Sign1", "self#jumbf=c2pa.signature", "self#jumbf=/c2pa/x/y"]
)
def test_a_recorded_failure_about_nothing_known_hurts_the_ingredient(uri):
    lie = replace(status("claimSignature.mismatch", "b"), uri=uri)

    assert verdicts(parent(recorded=[lie])) == {"a": "TRUSTED", "b": "INVALID"}


def test_a_failure_hidden_by_the_record_of_an_unreferenced_manifest_still_counts():
    hidden = ingredient("b", recorded=[status("claimSignature.mismatch", "b", kind="success")])
    found = store(*parent().manifests, manifest("planted", hidden))

    assert verdicts(found)["b"] == "INVALID"


def test_recorded_words_on_trust_and_time_do_not_count():
    said = [
        status("signingCredential.untrusted", "b"),
        status("signingCredential.expired", "b"),
        status("timeStamp.mismatch", "b"),
    ]

    assert verdicts(parent(recorded=said)) == {"a": "TRUSTED", "b": "TRUSTED"}


def test_a_failure_of_an_ingredient_without_credentials_hurts_who_used_it():
    broken = ingredient(recorded=[status("claimSignature.mismatch", "gone")])

    assert verdicts(store(manifest("a", broken))) == {"a": "INVALID"}


@pytest.mark.parametrize("code", ["cawg.x509.signature.mismatch", "cawg.identity.trusted"])
def test_the_words_of_others_on_identities_do_not_count(code):
    said = [*good("a"), status(code, "a")]
    found = store(manifest("a", statuses=said))

    assert verdicts(found) == {"a": "TRUSTED"}
    assert code not in codes_of(found, "a")


def test_what_was_kept_elsewhere_and_not_reached_is_undetermined():
    assert verdicts(parent(recorded=[status("manifest.inaccessible", "b")]))["b"] == "UNDETERMINED"


def test_a_missing_ingredient_and_a_cycle_are_invalid():
    assert verdicts(store(manifest("a", ingredient("x")))) == {"a": "INVALID"}
    assert overall(store(manifest("a", ingredient("a")))) is Verdict.INVALID
    assert overall(store(manifest("a"), manifest("a"))) is Verdict.INVALID


@pytest.mark.parametrize("code", ["binding.excluded", "evidence.odd", "chain.limit"])
def test_nobody_else_speaks_in_our_words(code):
    said = status(code, "b", kind="informational")

    assert code not in codes_of(parent(recorded=[said], deltas=[VALIDATED, said]), "b")


def test_what_the_engine_and_a_record_say_alike_is_the_engines():
    both = status("assertion.hashedURI.mismatch", "b")
    said = judged(parent(recorded=[both], deltas=[VALIDATED, both]))["b"].observations

    (found,) = [each for each in said if each.code == both.code]
    assert found.source is FindingSource.ENGINE


def test_a_hash_that_matches_but_covers_too_little_is_told_apart():
    said = [*good("a"), status("assertion.dataHash.mismatch", "a", box="c2pa.hash.data")]
    found = judged(store(manifest("a", statuses=said)))["a"]

    assert found.verdict is Verdict.INVALID
    (mismatch,) = [each for each in found.observations if each.code.endswith("mismatch")]
    assert "nobody can tell whether those were changed" in mismatch.message


# --- laws -------------------------------------------------------------------------------------

LABELS = ("a", "b", "c", "nobody", "")
anything = st.builds(
    status,
    st.sampled_from([*codes(), "org.example.unknown"]),
    st.sampled_from(LABELS),
    kind=st.sampled_from(["success", "informational", "failure"]),
)
junk = st.lists(anything, max_size=5)


def three(said, recorded, deltas):
    return store(
        manifest("a", ingredient("b", recorded=recorded, deltas=[VALIDATED, *deltas])),
        manifest("b", ingredient("c", recorded=recorded), statuses=said),
        manifest("c", statuses=[status("claimSignature.validated", "c", kind="success")]),
    )


@given(junk, junk, junk)
def test_nothing_said_about_an_ingredient_improves_a_verdict(said, recorded, deltas):
    strangers = {"c": signer("A stranger", under="Another root")}
    before = overall(three([], [], []), signers=strangers)
    after = overall(three(said, recorded, deltas), signers=strangers)

    assert RANK[after] <= RANK[before]


@given(junk)
def test_no_record_makes_up_for_what_the_engine_does_not_say(recorded):
    silent = store(manifest("a", ingredient("b", recorded=recorded), statuses=()), manifest("b"))

    assert RANK[judged(silent)["a"].verdict] <= RANK[Verdict.UNDETERMINED]


@given(st.sampled_from(codes()), st.sampled_from(["success", "informational", "failure"]))
def test_adding_an_ingredient_never_improves_a_verdict(code, kind):
    alone = overall(store(manifest("a")))
    worse = store(
        manifest("a", ingredient("b", recorded=[status(code, "b", kind=kind)])),
        manifest("b", statuses=[status(code, "b", kind=kind)]),
    )

    assert RANK[overall(worse)] <= RANK[alone]
