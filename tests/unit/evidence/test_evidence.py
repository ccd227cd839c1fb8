"""The evidence of a store is read completely, or not at all, and never with an exception."""

from __future__ import annotations

from datetime import UTC, datetime

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.boxes import box
from support.certificates import root, signer
from support.revocations import answer
from support.stores import jumbf, signed_manifest, superbox

from provenance.engine import open_engine
from provenance.evidence import revocation, store
from provenance.limits import Limits
from provenance.model.asset import Asset
from provenance.pki.issuing import Authority

LIMITS = Limits()


def read_one(manifest: bytes, limits: Limits = LIMITS) -> store.SignatureEvidence:
    (found,) = store.read(jumbf(manifest), limits).values()
    return found


def claim_signature(content: bytes) -> bytes:
    return superbox(b"c2cs", "c2pa.signature", box(b"cbor", content))


def test_chain_and_algorithm_come_from_the_protected_header():
    found = read_one(signed_manifest("a"))

    assert found.label == "a"
    assert found.chain == (signer().der,)
    assert found.algorithm == "es256"
    assert found.sealed
    assert found.problems == ()


@pytest.mark.parametrize("header", [33, "x5chain"])
def test_version_1_keeps_the_chain_in_the_unprotected_header(header):
    leaf, other = signer().der, signer("Another").der
    found = read_one(signed_manifest("a", covered={1: -7}, uncovered={header: [leaf, other]}))

    assert found.chain == (leaf, other)
    assert found.sealed


def test_an_untagged_signature_is_read_too():
    assert read_one(signed_manifest("a", tagged=False)).sealed


def test_a_second_chain_outside_of_the_signature_is_ignored_and_noted():
    found = read_one(signed_manifest("a", uncovered={33: signer("Another").der}))

    assert found.chain == (signer().der,)
    assert found.sealed
    assert "ignored" in found.problems[0]


@pytest.mark.parametrize("extra", [{"pad": b"\0hidden"}, {"note": b"hidden"}, {1129333092: b""}])
def test_unsigned_data_beside_the_signature_is_noted(extra):
    found = read_one(signed_manifest("a", uncovered=extra))

    assert found.sealed
    assert "Unsigned data" in found.problems[0]
    assert read_one(signed_manifest("a", uncovered={"pad": b"\0" * 99})).problems == ()


def test_a_chain_whose_key_did_not_sign_is_not_sealed():
    foreign = {1: -7, 33: signer("Another").der}

    assert not read_one(signed_manifest("a", covered=foreign)).sealed


def test_tokens_come_with_the_message_that_they_have_to_cover():
    header = {"tstTokens": [{"val": b"token"}]}
    claim = b"\xa1\x61b\x02"
    found = read_one(
        signed_manifest("a", claim=claim, uncovered={"sigTst": header, "sigTst2": header})
    )

    protected = cbor2.dumps({1: -7, 33: signer().der})
    first, second = found.tokens
    assert (first.raw, first.version) == (b"token", 1)
    assert first.message == cbor2.dumps(["CounterSignature", protected, b"", claim])
    assert second.version == 2
    context, _, _, payload = cbor2.loads(second.message)
    assert context == "CounterSignature"
    assert len(cbor2.loads(payload)) == 64  # the signature itself, as a byte string


def test_every_competing_token_is_returned():
    many = {"tstTokens": [{"val": b"one"}, {"val": b"two"}]}

    assert len(read_one(signed_manifest("a", uncovered={"sigTst2": many})).tokens) == 2


def test_a_time_stamp_assertion_speaks_of_the_manifest_that_it_names():
    stamps = box(b"cbor", cbor2.dumps({"old": b"later token"}))
    assertion = superbox(b"cbor", "c2pa.time-stamp", stamps)
    found = store.read(
        jumbf(signed_manifest("old"), signed_manifest("new", assertions=[assertion])), LIMITS
    )

    (token,) = found["old"].tokens
    assert (token.raw, token.own) == (b"later token", False)
    assert found["new"].tokens == ()


def test_stapled_revocation_answers_are_returned():
    found = read_one(signed_manifest("a", uncovered={"rVals": {"ocspVals": [b"answer"]}}))

    assert found.ocsp == (b"answer",)


def certificate_status(value) -> bytes:
    return superbox(b"cbor", "c2pa.certificate-status__2", box(b"cbor", cbor2.dumps(value)))


def test_answers_in_an_assertion_go_to_the_manifests_whose_signer_they_are_about():
    ours, another = signer(), signer("Another")
    stapled = answer(ours.certificate, root_authority())
    later = answer(ours.certificate, root_authority(), "revoked")
    carrier = certificate_status({"ocspVals": [later, b"rubbish", 7]})
    found = store.read(
        jumbf(
            signed_manifest("old", uncovered={"rVals": {"ocspVals": [stapled]}}),
            signed_manifest("other", by=another),
            signed_manifest("new", by=another, assertions=[carrier]),
        ),
        LIMITS,
    )

    assert found["old"].ocsp == (stapled, later)
    assert found["other"].ocsp == found["new"].ocsp == ()


def test_countless_answers_of_one_origin_do_not_crowd_out_the_other():
    later = answer(signer().certificate, root_authority())
    junk = [bytes([number]) for number in range(40)]
    crowded = signed_manifest(
        "a",
        uncovered={"rVals": {"ocspVals": junk}},
        assertions=[certificate_status({"ocspVals": [later]})],
    )
    assert read_one(crowded).ocsp == (*junk[: revocation.MOST_STAPLED], later)


def root_authority() -> Authority:
    made = root()
    return Authority(certificate=made.certificate, key=made.key)


@pytest.mark.parametrize("value", [None, 1, [], {"ocspVals": 1}, {"ocspVals": [b""]}])
def test_an_assertion_on_revocation_that_cannot_be_read_spoils_nothing(value):
    found = read_one(signed_manifest("a", assertions=[certificate_status(value)]))
    assert found.sealed
    assert found.ocsp == ()


def test_the_signers_own_word_on_the_time_is_returned():
    covered = {1: -7, 33: signer().der, 15: {6: 1_780_000_000}}

    assert read_one(signed_manifest("a", covered=covered)).issued_at == datetime.fromtimestamp(
        1_780_000_000, tz=UTC
    )


@pytest.mark.parametrize(
    "odd",
    [
        claim_signature(b"\x80"),
        superbox(b"c2cl", "c2pa.claim", box(b"cbor", b"\xa0")),
        superbox(b"c2cs", "another name", box(b"cbor", b"\x80")),
    ],
)
def test_a_second_claim_or_signature_is_never_sealed(odd):
    found = read_one(signed_manifest("a", extra=[odd]))

    assert not found.sealed
    assert "exactly one" in found.problems[0]


def test_two_manifests_of_one_name_leave_nothing_sealed():
    found = store.read(
        jumbf(signed_manifest("a"), signed_manifest("a"), signed_manifest("b")), LIMITS
    )

    assert not any(each.sealed for each in found.values())


def test_two_assertions_of_one_name_leave_nothing_sealed():
    twins = [superbox(b"json", "c2pa.ingredient", box(b"json", b"{}"))] * 2
    found = store.read(jumbf(signed_manifest("a", assertions=twins), signed_manifest("b")), LIMITS)

    assert not any(each.sealed for each in found.values())


def test_a_compressed_manifest_is_named():
    packed = superbox(b"c2cm", "a", box(b"brob", b"????"))

    assert "compressed" in read_one(packed).problems[0]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x81" * 100_000,
        b"\x5b\x00\x00\xff\xff\xff\xff\xff\xff",
        cbor2.dumps(cbor2.CBORTag(98, [b"", {}, None, b""])),
        cbor2.dumps([b"", {}, b"payload", b"signature"]),
        cbor2.dumps([b"\x81" * 1000, {}, None, b"signature"]),
        cbor2.dumps([b"", {"sigTst": 7, "x5chain": [7]}, None, b"signature"]),
    ],
)
def test_a_hostile_signature_box_is_a_problem_and_not_an_exception(content):
    found = read_one(
        superbox(
            b"c2ma",
            "a",
            superbox(b"c2cl", "c2pa.claim", box(b"cbor", b"\xa0")),
            claim_signature(content),
        )
    )

    assert found.problems
    assert not found.sealed


def test_boxes_are_counted():
    assertions = [superbox(b"json", f"a{n}", box(b"json", b"{}")) for n in range(100)]
    crowded = signed_manifest("a", assertions=assertions)

    assert read_one(crowded).sealed
    assert "too many boxes" in read_one(crowded, Limits(boxes=50)).problems[0]


def test_a_store_beyond_the_limit_is_not_looked_at():
    whole = jumbf(signed_manifest("a"))

    assert store.read(whole, Limits(store_bytes=len(whole) - 1)) == {}


@given(st.binary(max_size=300))
def test_any_bytes_end_in_no_evidence(content):
    assert store.read(content, LIMITS) == {}


WHOLE = jumbf(signed_manifest("a", uncovered={"sigTst2": {"tstTokens": [{"val": b"t"}]}}))


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_one_changed_byte_never_moves_the_signature_to_another_chain(position, change):
    changed = bytearray(WHOLE)
    changed[position] ^= change

    for found in store.read(bytes(changed), LIMITS).values():
        assert not found.sealed or found.chain == (signer().der,)


def test_a_certificate_of_an_impossible_version_seals_nothing():
    version_3 = bytes.fromhex("a003020102")
    broken = WHOLE.replace(version_3, bytes.fromhex("a003020103"), 1)
    assert broken != WHOLE

    (found,) = store.read(broken, LIMITS).values()
    assert not found.sealed


@pytest.mark.corpus
def test_every_real_store_is_sealed_as_the_engine_says(corpus):
    """Needs the engine for the raw store; each validated signature must be confirmed here."""
    names = ["C.jpg", "CACA.jpg", "py-C.dng", "py-sample1_signed.wav", "legacy.mp4"]
    with open_engine(isolation="none") as engine:
        for name in names:
            reading = engine.read(Asset.of(corpus / "sdk-fixtures" / name))
            found = store.read(reading.jumbf, LIMITS)
            assert set(found) == {each.label for each in reading.store.manifests}
            assert all(each.sealed for each in found.values()), name
