"""Time-stamp tokens prove what they stamp, and nothing else does."""

from __future__ import annotations

from datetime import timedelta

import pytest
import rfc3161_client
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import given, settings
from hypothesis import strategies as st
from support import tokens
from support.authorities import NOW, START, Development, Signer, key_usage

from provenance.pki import oids
from provenance.pki.timestamp import judge_token

MESSAGE = b"the signature of a claim"


@pytest.fixture(scope="module")
def pki() -> Development:
    return Development()


@pytest.fixture(scope="module")
def stamper(pki) -> Signer:
    return pki.time_stamper()


def judge(token, *lists, message=MESSAGE):
    return judge_token(token, message, lists)


def stamp(signer: Signer, **oddity) -> bytes:
    return tokens.token(MESSAGE, signer.certificates, signer.key, **({"at": NOW} | oddity))


def test_a_token_under_a_listed_root_is_trusted(pki, stamper):
    judged = judge(stamp(stamper), pki.list("time"))
    assert judged.trusted
    assert judged.matches
    assert judged.status == "timeStamp.trusted"
    assert judged.at == NOW
    assert (judged.authority, judged.list_name) == ("Time stamper", "time list")
    assert judged.faults == ()


@pytest.mark.parametrize("status", [0, 1])
def test_a_granted_response_is_as_good_as_its_token(pki, stamper, status):
    response = tokens.response(stamp(stamper), status)
    assert judge(response, pki.list("time")).trusted


@pytest.mark.parametrize("status", [2, 5])
def test_a_response_that_was_not_granted(pki, stamper, status):
    judged = judge(tokens.response(stamp(stamper), status), pki.list("time"))
    assert (judged.parsed, judged.status) == (False, "timeStamp.malformed")


def test_an_independent_library_agrees(pki, stamper):
    response = rfc3161_client.decode_timestamp_response(tokens.response(stamp(stamper)))
    verifier = (
        rfc3161_client.VerifierBuilder()
        .add_root_certificate(pki.root.certificate)
        .add_intermediate_certificate(pki.time_issuer.certificate)
        .build()
    )
    assert verifier.verify_message(response, MESSAGE)
    assert response.tst_info.gen_time == judge(stamp(stamper)).at


@pytest.mark.parametrize(
    "key",
    [
        rsa.generate_private_key(public_exponent=65537, key_size=2048),
        ed25519.Ed25519PrivateKey.generate(),
        ec.generate_private_key(ec.SECP384R1()),
    ],
    ids=["rsa", "ed25519", "p384"],
)
def test_keys_of_every_kind(pki, key):
    signer = pki.time_stamper(key=key)
    assert judge(stamp(signer), pki.list("time")).trusted


def test_other_data_is_a_mismatch(pki, stamper):
    judged = judge(stamp(stamper), pki.list("time"), message=b"another signature")
    assert (judged.parsed, judged.matches, judged.trusted) == (True, False, False)
    assert judged.status == "timeStamp.mismatch"


def test_an_authority_of_an_unknown_root_is_untrusted_but_matches(pki):
    rogue = Development(organization="DigiCert, Inc.").time_stamper()
    judged = judge(stamp(rogue), pki.list("time"))
    assert (judged.matches, judged.trusted) == (True, False)
    assert judged.status == "timeStamp.untrusted"
    assert judged.certificate.organization == "DigiCert, Inc."


@pytest.mark.parametrize("kind", ["signer", "identity"])
def test_lists_of_another_kind_do_not_vouch(pki, stamper, kind):
    assert judge(stamp(stamper), pki.list(kind)).status == "timeStamp.untrusted"


def test_a_claim_signer_is_no_time_stamping_authority(pki):
    signer = pki.signer()
    judged = judge(stamp(signer), pki.list("time"))
    assert (judged.matches, judged.trusted) == (True, False)
    assert judged.status == "timeStamp.credentialInvalid"


def test_time_stamping_beside_another_purpose_is_not_enough(pki):
    both = [(x509.ExtendedKeyUsage([oids.TIME_STAMPING, oids.EMAIL_PROTECTION]), True)]
    signer = pki.signer(instead=both, issuer=pki.time_issuer)
    assert judge(stamp(signer), pki.list("time")).status == "timeStamp.credentialInvalid"


def test_non_repudiation_alone_is_enough_for_time(pki):
    only = [
        (key_usage("content_commitment"), True),
        (x509.ExtendedKeyUsage([oids.TIME_STAMPING]), True),
    ]
    signer = pki.signer(instead=only, issuer=pki.time_issuer)
    assert judge(stamp(signer), pki.list("time")).trusted


@pytest.mark.parametrize("days", [-30, 2000])
def test_a_time_outside_the_authority_s_validity(pki, stamper, days):
    judged = judge(stamp(stamper, at=START + timedelta(days=days)), pki.list("time"))
    assert not judged.trusted
    # Before the start the anchor is not valid either, so that nobody vouches.
    expected = "timeStamp.outsideValidity" if days > 0 else "timeStamp.untrusted"
    assert judged.status == expected


def test_the_moment_of_checking_plays_no_part(pki):
    """A token outlives its authority (C2PA 2.4, "Validating the TimeStampToken")."""
    short = pki.time_stamper(days=200)
    assert judge(stamp(short), pki.list("time")).trusted


# Everything that the signature must cover.


def test_the_key_of_another_authority_is_a_mismatch(pki, stamper):
    other = ec.generate_private_key(ec.SECP256R1())
    forged = tokens.token(MESSAGE, stamper.certificates, other, at=NOW)
    assert judge(forged, pki.list("time")).status == "timeStamp.mismatch"


def test_a_changed_time_is_a_mismatch(pki, stamper):
    changed = stamp(stamper).replace(b"20260601120000Z", b"20260501120000Z")
    judged = judge(changed, pki.list("time"))
    assert (judged.matches, judged.status) == (False, "timeStamp.mismatch")


@pytest.mark.parametrize(
    "attribute", [tokens.CONTENT_TYPE, tokens.MESSAGE_DIGEST, tokens.SIGNING_CERTIFICATE_V2]
)
def test_each_signed_attribute_is_needed(pki, stamper, attribute):
    token = stamp(stamper, without_attributes=[attribute])
    assert judge(token, pki.list("time")).status == "timeStamp.mismatch"


def test_a_token_that_names_another_certificate_is_a_mismatch(pki, stamper):
    token = stamp(stamper, bound_to=pki.root.certificate)
    assert judge(token, pki.list("time")).status == "timeStamp.mismatch"


def test_a_token_without_certificates_is_untrusted(pki, stamper):
    judged = judge(stamp(stamper, carried=[]), pki.list("time"))
    assert (judged.parsed, judged.status) == (True, "timeStamp.untrusted")
    assert judged.at == NOW


def test_certificates_may_stand_in_any_order(pki, stamper):
    """DER wants a SET OF sorted; real tokens are not, and libraries refuse them for it."""
    for carried in (stamper.certificates, stamper.certificates[::-1]):
        assert judge(stamp(stamper, carried=carried), pki.list("time")).trusted


def test_two_signers_are_malformed(pki, stamper):
    assert judge(stamp(stamper, signers=2), pki.list("time")).status == "timeStamp.malformed"


def test_a_digest_that_is_not_allowed_is_a_mismatch(pki, stamper):
    token = stamp(stamper, imprint_algorithm=tokens.SHA1_ALGORITHM)
    assert judge(token, pki.list("time")).status == "timeStamp.mismatch"


@pytest.mark.parametrize("time", [b"20260601126337Z", b"20260601120000+", b"2026060112000\xffZ"])
def test_a_time_that_does_not_exist_is_malformed(pki, stamper, time):
    changed = stamp(stamper).replace(b"20260601120000Z", time)
    judged = judge(changed, pki.list("time"))
    assert (judged.at, judged.status) == (None, "timeStamp.malformed")


@pytest.mark.parametrize("token", [b"", b"0", b"\x30\x00", b"\x30\x80\x00\x00", b"\x30\x84" * 99])
def test_bytes_that_are_no_token(pki, token):
    judged = judge(token, pki.list("time"))
    assert (judged.parsed, judged.status) == (False, "timeStamp.malformed")


def test_a_name_with_characters_that_it_may_not_hold_is_read(pki):
    """A real authority has underscores in a PrintableString, which the library refuses."""
    odd, twin = pki.time_stamper_with_underscore()
    with pytest.raises(ValueError, match="PrintableString"):
        x509.load_der_x509_certificate(odd)
    judged = judge(stamp(twin, bound_to=odd, carried=[odd, twin.certificates[1]]), pki.list("time"))
    assert judged.trusted
    assert judged.authority == "Time_stamper"


PKI = Development()
STAMPER = PKI.time_stamper()
TOKEN = stamp(STAMPER)
LISTS = (PKI.list("time"),)


@given(st.binary(max_size=300))
@settings(deadline=None)  # shared machines pause
def test_any_bytes_are_judged_without_an_exception(token):
    assert not judge_token(token, MESSAGE, LISTS).trusted


@given(st.integers(0, len(TOKEN) - 1), st.integers(0, 7))
@settings(deadline=None)  # shared machines pause
def test_one_flipped_bit_never_moves_a_trusted_time(position, bit):
    """Bits that no signature covers may survive, but never with another time."""
    changed = bytearray(TOKEN)
    changed[position] ^= 1 << bit
    judged = judge_token(bytes(changed), MESSAGE, LISTS)
    assert not judged.trusted or judged.at == NOW


@given(st.integers(0, len(TOKEN)))
@settings(deadline=None)  # shared machines pause
def test_a_token_that_is_cut_off_is_never_trusted(length):
    judged = judge_token(TOKEN[:length], MESSAGE, LISTS)
    assert judged.trusted == (length == len(TOKEN))
