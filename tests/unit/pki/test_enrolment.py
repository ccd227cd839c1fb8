"""Certificates for keys of others: which requests are granted, by whom, and what stands in them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA224, SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from provenance.errors import CertificateRejected, CredentialError, InvalidArgument
from provenance.pki import issuing, profile
from provenance.pki.issuing import enrolment, keys

NOW = datetime.now(UTC)
OWNER = issuing.distinguished_name("DE", "The owner", "The app")


def request(key, digest=None, subject="Somebody famous") -> bytes:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, subject)])
    builder = x509.CertificateSigningRequestBuilder().subject_name(name)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return builder.sign(key, digest).public_bytes(Encoding.PEM)


@pytest.fixture(scope="module")
def throwaway():
    return enrolment.for_development(organization="Our studio", name="Our app")


@pytest.fixture(scope="module")
def authority():
    start = NOW - timedelta(days=1)
    root = issuing.root(issuing.distinguished_name("DE", "The owner", "A root"), start=start)
    subject = issuing.distinguished_name("DE", "The owner", "An issuer")
    return issuing.claim_authority(root, subject, start=start)


def own(authority, **how):
    chain = authority.certificate.public_bytes(Encoding.PEM)
    return enrolment.by_authority(
        how.pop("chain", chain),
        how.pop("key", keys.to_pem(authority.key)),
        subject=how.pop("subject", OWNER),
        **how,
    )


@pytest.mark.parametrize("algorithm", keys.ALGORITHMS)
def test_every_key_of_c2pa_gets_a_certificate_of_ours(algorithm, throwaway):
    key = keys.generate(algorithm)
    made = throwaway.enrol(request(key, None if algorithm == "ed25519" else SHA256()))
    assert made.certificate.public_key() == key.public_key()
    assert "Somebody" not in made.certificate.subject.rfc4514_string()
    constraints = made.certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    assert not constraints.value.ca
    faults = profile.check(made.chain_pem, keys.to_pem(key))
    assert [fault.code for fault in faults] == ["chain.root"]


@pytest.mark.parametrize(
    ("key", "digest", "why"),
    [
        (ec.generate_private_key(ec.SECP256K1()), SHA256(), "curve secp256k1"),
        (ec.generate_private_key(ec.SECP192R1()), SHA256(), "curve secp192r1"),
        (rsa.generate_private_key(65537, 1024), SHA256(), "1024 bits"),  # noqa: S505  # refused
        (ed448.Ed448PrivateKey.generate(), None, "of the kind"),
        (ec.generate_private_key(ec.SECP256R1()), SHA224(), "possession"),
    ],
    ids=["secp256k1", "P-192", "RSA 1024", "Ed448", "SHA-224"],
)
def test_any_other_key_gets_none(key, digest, why, throwaway):
    with pytest.raises(InvalidArgument, match=why):
        throwaway.enrol(request(key, digest))


def test_an_rsa_key_that_costs_whoever_checks_it_gets_none(throwaway, monkeypatch):
    monkeypatch.setattr(enrolment, "_MOST_RSA_BITS", 2048)
    with pytest.raises(InvalidArgument, match="3072 bits"):
        throwaway.enrol(request(rsa.generate_private_key(65537, 3072), SHA256()))


def test_an_authority_of_ones_own_issues_in_the_owners_name(authority):
    addresses = ("http://ocsp.example/", "http://issuer.example/")
    made = own(authority, addresses=addresses, days=7).enrol(
        request(ed25519.Ed25519PrivateKey.generate())
    )
    assert made.certificate.subject == OWNER
    made.certificate.verify_directly_issued_by(authority.certificate)
    lasts = made.certificate.not_valid_after_utc - made.certificate.not_valid_before_utc
    assert lasts == timedelta(days=7, seconds=-1)
    found = made.certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess)
    assert {each.access_location.value for each in found.value} == set(addresses)
    assert not [f for f in profile.check(made.chain_pem) if f.severity == "error"]


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_life_that_the_profile_forbids_is_refused(days, authority):
    with pytest.raises(InvalidArgument, match="cannot be valid for"):
        own(authority, days=days)
    with pytest.raises(InvalidArgument, match="cannot be valid for"):
        enrolment.for_development(days=days)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"chain": b""}, "cannot be read"),
        ({"chain": b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"}, "cannot be"),
        ({"key": b"nonsense"}, "cannot be used"),
        ({"key": keys.to_pem(keys.generate("ed25519"))}, "cannot be used"),
        ({"key": keys.to_pem(keys.generate("es256"))}, "does not belong"),
    ],
)
def test_what_is_no_authority_is_refused(changed, why, authority):
    with pytest.raises(CredentialError, match=why):
        own(authority, **changed)


def test_a_signer_is_no_authority(throwaway):
    key = keys.generate("es256")
    chain = throwaway.enrol(request(key, SHA256())).chain_pem
    with pytest.raises(CredentialError, match="not that of an authority"):
        enrolment.by_authority(chain, keys.to_pem(key), subject=OWNER)


def test_an_authority_that_cannot_issue_signers_is_refused_at_the_start(authority):
    nameless = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "No organization")])
    with pytest.raises(CertificateRejected, match="organization"):
        own(authority, subject=nameless)


def test_an_authority_that_expired_issues_nothing(authority):
    ours = own(authority)
    after = authority.certificate.not_valid_after_utc + timedelta(seconds=1)
    with pytest.raises(CredentialError, match="is not valid now"):
        ours.enrol(request(keys.generate("es256"), SHA256()), at=after)
