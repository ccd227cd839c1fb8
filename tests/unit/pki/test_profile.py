"""Each fault of a chain or key is named, alone, with a cure."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from hypothesis import given, settings
from hypothesis import strategies as st
from support import authorities
from support.authorities import NOW, Development, key_usage, pem

from provenance.pki import issuing, oids, profile
from provenance.pki.issuing import keys

SHA256_WITH_RSA = bytes.fromhex("06092a864886f70d01010b")
SHA1_WITH_RSA = bytes.fromhex("06092a864886f70d010105")
CRITICAL_UNKNOWN = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")


@pytest.fixture(scope="module")
def pki() -> Development:
    return Development()


def codes(faults) -> list[str]:
    return [fault.code for fault in faults]


def check(signer, key_pem=None, at=NOW) -> list[str]:
    return codes(profile.check(signer.chain_pem, key_pem, at=at))


def usages(*wanted):
    return [(x509.ExtendedKeyUsage(wanted), False)]


def named(**attributes: str) -> x509.Name:
    oid = {
        "C": NameOID.COUNTRY_NAME,
        "O": NameOID.ORGANIZATION_NAME,
        "CN": NameOID.COMMON_NAME,
    }
    return x509.Name([x509.NameAttribute(oid[k], v) for k, v in attributes.items()])


@pytest.mark.parametrize("algorithm", keys.ALGORITHMS)
def test_a_signer_by_the_profile_has_no_fault(pki, algorithm):
    signer = pki.signer(algorithm)
    assert profile.check(signer.chain_pem, signer.key_pem, at=NOW) == ()


LEAVES = {
    "usage.missing": {"without": [x509.ExtendedKeyUsage]},
    "usage.any": {"instead": usages(oids.CLAIM_SIGNING, oids.EMAIL_PROTECTION, oids.ANY_USAGE)},
    "usage.single-purpose": {"instead": usages(oids.TIME_STAMPING)},
    "usage.not-signing": {"instead": usages(ExtendedKeyUsageOID.SERVER_AUTH)},
    "usage.no-claim-signing": {"instead": usages(oids.EMAIL_PROTECTION)},
    "usage.claim-signing-alone": {"instead": usages(oids.CLAIM_SIGNING)},
    "key-usage.missing": {"without": [x509.KeyUsage]},
    "key-usage.no-digital-signature": {"instead": [(key_usage("content_commitment"), True)]},
    "key-usage.no-non-repudiation": {"instead": [(key_usage("digital_signature"), True)]},
    "key-usage.not-critical": {
        "instead": [(key_usage("digital_signature", "content_commitment"), False)]
    },
    "key-usage.cert-sign": {
        "instead": [(key_usage("digital_signature", "content_commitment", "key_cert_sign"), True)]
    },
    "name.no-organization": {"subject": named(C="XX", CN="Signer")},
    "name.no-common-name": {"subject": named(C="XX", O="Tests")},
    "name.no-country": {"subject": named(O="Tests", CN="Signer")},
    "validity.expired": {"days": 10},
    "validity.not-yet": {"start": NOW + timedelta(days=1)},
    "validity.too-long": {"days": 400},
    "extension.critical": {"instead": [(CRITICAL_UNKNOWN, True)]},
    "constraints.missing": {"without": [x509.BasicConstraints]},
    "policy.missing": {"without": [x509.CertificatePolicies]},
    "access.missing": {"without": [x509.AuthorityInformationAccess]},
    "leaf.authority": {"instead": [(x509.BasicConstraints(ca=True, path_length=None), True)]},
}
WARNINGS = {
    "usage.no-claim-signing",
    "usage.claim-signing-alone",
    "key-usage.no-non-repudiation",
    "key-usage.not-critical",
    "name.no-common-name",
    "name.no-country",
    "validity.too-long",
    "constraints.missing",
    "policy.missing",
    "access.missing",
}


@pytest.mark.parametrize("code", LEAVES)
def test_each_fault_of_a_signer_is_named_alone(pki, code):
    made = pki.signer(**LEAVES[code])
    # `without` and `instead` of an unrecognized extension also drop the profile's own two.
    extra = {"assurance-level.missing", "product-record.missing"}
    (fault,) = [
        f
        for f in profile.check(made.chain_pem, at=NOW)
        if f.code not in (extra if code == "extension.critical" else ())
    ]
    assert fault.code == code
    assert fault.certificate == 0
    assert fault.severity == ("warning" if code in WARNINGS else "error")
    assert fault.message.endswith(".")
    assert fault.cure


@pytest.mark.parametrize("bits", [1024])
def test_a_short_rsa_key_is_named(pki, bits):
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    signer = pki.signer(key=key)
    (fault,) = profile.check(signer.chain_pem, at=NOW)
    assert (fault.code, fault.severity) == ("certificate.weak", "error")
    assert "1024 bits" in fault.message


@pytest.mark.parametrize("curve", [ec.SECP256K1(), ec.SECP224R1()])
def test_a_curve_that_is_not_allowed_is_named(pki, curve):
    signer = pki.signer(key=ec.generate_private_key(curve))
    (fault,) = profile.check(signer.chain_pem, at=NOW)
    assert fault.code == "certificate.weak"
    assert curve.name in fault.message


def leaf_of(pki, key, **changes) -> x509.Certificate:
    """Make a leaf that is signed with RSA under its own issuer, for odd signatures."""
    extensions = [
        *issuing.claim_signer(),
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
    ]
    return authorities.certificate(
        key, subject=pki.name("Signer"), extensions=extensions, **changes
    )


def test_a_signature_with_sha1_is_named(pki):
    issuer_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    key = keys.generate("es256")
    authority_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    leaf = authorities.certificate(
        key,
        subject=pki.name("Signer"),
        issuer=pki.name("Elsewhere"),
        issuer_key=issuer_key,
        extensions=[
            *issuing.claim_signer(),
            (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
            (authority_id, False),
        ],
    )
    # The library refuses to sign so, therefore both names of the algorithm are changed by hand.
    old = leaf.public_bytes(Encoding.DER).replace(SHA256_WITH_RSA, SHA1_WITH_RSA)
    leaf = x509.load_der_x509_certificate(old)
    found = profile.check(pem(leaf), at=NOW)
    assert codes(found) == ["certificate.weak", "chain.incomplete"]
    assert "SHA1" in found[0].message


@pytest.mark.parametrize("mask", [SHA256(), SHA384()])
def test_rsa_pss_needs_one_digest_for_message_and_mask(pki, mask):
    issuer_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    key = keys.generate("es256")
    authority_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    leaf = authorities.certificate(
        key,
        subject=pki.name("Signer"),
        issuer=pki.name("Elsewhere"),
        issuer_key=issuer_key,
        extensions=[
            *issuing.claim_signer(),
            (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
            (authority_id, False),
        ],
        rsa_padding=padding.PSS(padding.MGF1(mask), 32),
    )
    found = codes(profile.check(pem(leaf), at=NOW))
    same = isinstance(mask, SHA256)
    assert found == ([] if same else ["certificate.weak"]) + ["chain.incomplete"]


def test_missing_key_identifiers_are_named(pki):
    key = keys.generate("es256")
    leaf = authorities.certificate(
        key,
        subject=pki.name("Signer"),
        issuer=pki.issuer.certificate.subject,
        issuer_key=pki.issuer.key,
        extensions=issuing.claim_signer(),
    )
    found = codes(profile.check(pem(leaf, pki.issuer.certificate), at=NOW))
    assert found == ["issuer-id.missing", "key-id.missing"]


def test_a_self_signed_leaf_is_named(pki):
    leaf = leaf_of(pki, keys.generate("es256"))
    found = codes(profile.check(pem(leaf), at=NOW))
    assert sorted(found) == ["issuer-id.missing", "leaf.self-signed"]


# The order and the completeness of the file.


def test_root_first_is_named_as_the_order_and_the_order_is_given(pki):
    signer = pki.signer()
    text = pem(pki.root.certificate, pki.issuer.certificate, signer.leaf)
    found = profile.check(text, signer.key_pem, at=NOW)
    assert codes(found) == ["chain.order", "key.belongs-elsewhere", "chain.root"]
    assert "3, 2, 1" in found[0].cure


def test_an_included_root_is_only_a_note(pki):
    (fault,) = profile.check(pki.signer().chain_pem + pki.root_pem, at=NOW)
    assert (fault.code, fault.severity, fault.certificate) == ("chain.root", "note", 2)


def test_a_missing_intermediate_at_the_end_is_a_warning(pki):
    (fault,) = profile.check(pem(pki.signer().leaf), at=NOW)
    assert (fault.code, fault.severity) == ("chain.incomplete", "warning")
    assert "Issuer" in fault.message


def test_a_stranger_in_the_chain_is_a_gap(pki):
    stranger = Development(organization="Others").issuer.certificate
    found = profile.check(pem(pki.signer().leaf, stranger), at=NOW)
    assert sorted(codes(found)) == ["chain.gap", "chain.incomplete"]
    assert next(f for f in found if f.code == "chain.gap").certificate == 1


def test_an_issuer_of_the_same_name_but_another_key_is_a_gap(pki):
    twin = Development().issuer.certificate
    assert "chain.gap" in codes(profile.check(pem(pki.signer().leaf, twin), at=NOW))


def test_a_second_leaf_is_not_an_authority(pki):
    text = pem(pki.signer().leaf, pki.issuer.certificate, pki.signer().leaf)
    assert "authority.not-authority" in codes(profile.check(text, at=NOW))


def test_a_duplicate_is_named(pki):
    signer = pki.signer()
    (fault,) = profile.check(signer.chain_pem + pem(signer.leaf), at=NOW)
    assert (fault.code, fault.certificate) == ("chain.duplicate", 2)


def test_the_chain_of_a_time_stamping_authority_is_for_another_purpose(pki):
    found = codes(profile.check(pki.time_stamper().chain_pem, at=NOW))
    assert {"usage.single-purpose", "authority.other-purpose"} <= set(found)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"usage": key_usage("crl_sign")}, "authority.no-cert-sign"),
        ({"with_key_id": False}, "authority.no-key-id"),
        ({"authority": False}, "authority.not-authority"),
    ],
)
def test_faults_of_an_authority(pki, change, code):
    key = ec.generate_private_key(ec.SECP384R1())
    authority = change.get("authority", True)
    length = 0 if authority else None
    extensions = [
        (x509.BasicConstraints(ca=authority, path_length=length), True),
        (change.get("usage", key_usage("key_cert_sign")), True),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(pki.root.key.public_key()), False),
    ]
    if change.get("with_key_id", True):
        extensions.append((x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False))
    middle = authorities.certificate(
        key,
        subject=pki.name("Middle"),
        issuer=pki.root.certificate.subject,
        issuer_key=pki.root.key,
        extensions=extensions,
    )
    signing = keys.generate("es256")
    leaf = authorities.certificate(
        signing,
        subject=pki.name("Signer"),
        issuer=pki.name("Middle"),
        issuer_key=key,
        extensions=[
            *issuing.claim_signer(),
            (x509.SubjectKeyIdentifier.from_public_key(signing.public_key()), False),
            (x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), False),
        ],
    )
    (fault,) = profile.check(pem(leaf, middle), at=NOW)
    assert (fault.code, fault.certificate, fault.severity) == (code, 1, "error")


# The files themselves.


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "chain.empty"),
        (b" \n", "chain.empty"),
        (b"\x30\x82\x01\x00", "chain.not-pem"),
        (b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "chain.no-certificate"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "certificate.unreadable"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n", "certificate.unreadable"),
    ],
)
def test_a_file_that_is_no_chain(text, code):
    (fault,) = profile.check(text, at=NOW)
    assert (fault.code, fault.severity) == (code, "error")


def test_a_private_key_in_the_chain_is_named(pki):
    signer = pki.signer()
    (fault,) = profile.check(signer.chain_pem + signer.key_pem, at=NOW)
    assert (fault.code, fault.certificate) == ("chain.private-key", -1)


def test_comments_around_blocks_are_no_fault(pki):
    text = b"subject=/CN=Signer\n" + pki.signer().chain_pem.replace(b"\n", b"\r\n") + b"# end\n"
    assert profile.check(text, at=NOW) == ()


# The key.


def encrypted(key) -> bytes:
    return keys.to_pem(key, b"secret")


def test_an_encrypted_key_is_a_note_until_it_is_opened(pki):
    signer = pki.signer()
    (fault,) = profile.check(signer.chain_pem, encrypted(signer.key), at=NOW)
    assert (fault.code, fault.severity) == ("key.encrypted", "note")
    opened = profile.check(signer.chain_pem, encrypted(signer.key), at=NOW, passphrase=b"secret")
    assert opened == ()
    (wrong,) = profile.check(signer.chain_pem, encrypted(signer.key), at=NOW, passphrase=b"x")
    assert wrong.code == "key.passphrase"


def test_a_passphrase_for_an_open_key_does_no_harm(pki):
    signer = pki.signer()
    assert profile.check(signer.chain_pem, signer.key_pem, at=NOW, passphrase=b"x") == ()


def test_the_key_of_another_certificate_is_a_mismatch(pki):
    (fault,) = profile.check(pki.signer().chain_pem, pki.signer().key_pem, at=NOW)
    assert (fault.code, fault.severity) == ("key.mismatch", "error")


@pytest.mark.parametrize(
    ("key", "code"),
    [
        (b"nothing", "key.not-pem"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "key.unreadable"),
        (b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "key.not-pem"),
    ],
)
def test_a_file_that_is_no_key(pki, key, code):
    (fault,) = profile.check(pki.signer().chain_pem, key, at=NOW)
    assert fault.code == code


def test_parameters_before_the_key_are_skipped(pki):
    signer = pki.signer()
    text = b"-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
    old = signer.key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    assert profile.check(signer.chain_pem, text + old, at=NOW) == ()


@pytest.mark.parametrize(
    "key",
    [
        ec.generate_private_key(ec.SECP256K1()),
        ed448.Ed448PrivateKey.generate(),
        dsa.generate_private_key(2048),
    ],
    ids=["secp256k1", "ed448", "dsa"],
)
def test_a_key_of_a_kind_that_cannot_sign_media(pki, key):
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (fault,) = profile.check(pki.signer().chain_pem, text, at=NOW)
    assert fault.code == "key.unsupported"


def test_errors_come_before_warnings_and_notes(pki):
    signer = pki.signer(days=10, subject=named(O="Tests", CN="Signer"))
    found = profile.check(signer.chain_pem + pki.root_pem, at=NOW)
    assert [f.severity for f in found] == ["error", "warning", "note"]


def test_a_fault_says_place_and_cure_in_one_line(pki):
    (fault,) = profile.check(pki.expired().chain_pem, at=NOW)
    assert fault.sentence() == "Certificate 1: It expired on 2026-01-10. Renew it."


@given(st.binary(max_size=400), st.binary(max_size=200))
@settings(deadline=None)  # shared machines pause
def test_any_bytes_give_faults_and_no_exception(chain, key):
    block = b"-----BEGIN CERTIFICATE-----\n" + chain + b"\n-----END CERTIFICATE-----\n"
    for text in (chain, block):
        assert profile.check(text, key, at=NOW)
