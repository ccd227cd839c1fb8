"""Development keys appear whole or not at all, are secret, and work everywhere."""

from __future__ import annotations

import io
import json
import os
import stat
from datetime import UTC, datetime, timedelta

import pytest
from c2pa import Builder, C2paSignerInfo, C2paSigningAlg, Context, Reader, Signer
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID
from support import media

from provenance.errors import InvalidArgument, StorageError
from provenance.pki import certificate, files, oids, pem, profile
from provenance.pki.issuing import development, keys
from provenance.pki.path import judge_chain
from provenance.pki.trust import TrustList


def read(path) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(path.read_bytes())


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def no_umask():
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.parametrize("algorithm", keys.ALGORITHMS)
def test_a_chain_of_every_algorithm_fits_the_profile(tmp_path, algorithm):
    made = development.create(tmp_path / "keys", algorithm=algorithm)
    assert profile.check(made.chain.read_bytes(), made.key.read_bytes()) == ()


def test_the_files_that_are_promised(tmp_path):
    made = development.create(tmp_path / "keys")
    assert made.folder == tmp_path / "keys"
    assert sorted(p.name for p in made.folder.iterdir()) == ["chain.pem", "root.pem", "signer.key"]
    leaf, issuer = read(made.chain)
    (root,) = read(made.root)
    leaf.verify_directly_issued_by(issuer)
    issuer.verify_directly_issued_by(root)
    root.verify_directly_issued_by(root)


def test_secrets_are_readable_by_their_owner_alone(tmp_path, no_umask):
    made = development.create(tmp_path / "keys", time_stamping=True, ocsp=True)
    assert mode(made.folder) == 0o700
    for path in (made.key, made.time_key, made.ocsp_key):
        assert mode(path) == 0o600


def test_a_secret_is_never_open_for_a_moment(tmp_path, no_umask, monkeypatch):
    opened = []
    really = os.open

    def watching(path, flags, mode=0o777, **more):
        opened.append((str(path), flags, mode))
        return really(path, flags, mode, **more)

    monkeypatch.setattr(os, "open", watching)
    development.create(tmp_path / "keys")
    (found,) = [o for o in opened if o[0].endswith("signer.key")]
    assert found[1] & os.O_EXCL
    assert found[2] == 0o600


def test_nothing_that_exists_is_overwritten(tmp_path):
    made = development.create(tmp_path / "keys")
    before = {p: p.read_bytes() for p in made.folder.iterdir()}
    with pytest.raises(InvalidArgument, match="never overwritten") as caught:
        development.create(tmp_path / "keys")
    assert caught.value.hint
    assert {p: p.read_bytes() for p in made.folder.iterdir()} == before


def test_a_folder_with_other_things_is_used(tmp_path):
    (tmp_path / "note.txt").write_text("mine")
    made = development.create(tmp_path)
    assert made.key.is_file()
    assert mode(made.key) == 0o600
    assert (tmp_path / "note.txt").read_text() == "mine"


def test_a_file_that_appears_meanwhile_undoes_everything(tmp_path, monkeypatch):
    really = files.write_new

    def racing(path, content, *, secret=False):
        really(path, content, secret=secret)
        (tmp_path / "signer.key").write_text("theirs")

    monkeypatch.setattr(files, "write_new", racing)
    with pytest.raises(InvalidArgument):
        development.create(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["signer.key"]
    assert (tmp_path / "signer.key").read_text() == "theirs"


def test_a_failure_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(path, content, *, secret=False):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "write_new", full)
    with pytest.raises(StorageError, match="No space left on device"):
        development.create(tmp_path / "keys")
    assert list(tmp_path.iterdir()) == []


def test_a_passphrase_encrypts_every_key(tmp_path):
    made = development.create(tmp_path / "keys", time_stamping=True, passphrase=b"secret")
    for path in (made.key, made.time_key):
        with pytest.raises(TypeError):
            load_pem_private_key(path.read_bytes(), None)
        assert load_pem_private_key(path.read_bytes(), b"secret")


@pytest.mark.parametrize(
    "wrong",
    [
        {"algorithm": "es256k"},
        {"days": 0},
        {"days": 367},
        {"organization": ""},
        {"organization": " "},
        {"name": "x" * 65},
    ],
)
def test_arguments_that_make_no_sense(tmp_path, wrong):
    with pytest.raises(InvalidArgument) as caught:
        development.create(tmp_path / "keys", **wrong)
    assert caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_every_name_says_development(tmp_path):
    made = development.create(
        tmp_path / "k", organization="A", name="B", time_stamping=True, ocsp=True
    )
    for path in (made.root, made.chain, made.time_chain, made.ocsp_chain):
        for block in pem.blocks(path.read_bytes()):
            assert certificate.read(block.der).facts.development
    leaf = read(made.chain)[0]
    assert [a.value for a in leaf.subject] == ["XX", "A (development)", "B (development)"]


def test_certificates_begin_in_the_past_for_clocks_that_are_behind(tmp_path):
    at = datetime(2026, 3, 1, tzinfo=UTC)
    leaf = read(development.create(tmp_path / "k", at=at, days=30).chain)[0]
    assert leaf.not_valid_before_utc == at - timedelta(hours=1)
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc == timedelta(days=30, seconds=-1)


# The official profiles, field by field (conformance programme 0.2, cert-profiles).


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pki") / "keys"
    made = development.create(folder, time_stamping=True, ocsp=True)
    (root,) = read(made.root)
    leaf, issuer = read(made.chain)
    time, time_issuer = read(made.time_chain)
    ocsp, _ = read(made.ocsp_chain)
    return {
        "root": root,
        "issuer": issuer,
        "leaf": leaf,
        "time issuer": time_issuer,
        "time": time,
        "ocsp": ocsp,
    }


def extension(found, kind):
    return found.extensions.get_extension_for_class(kind)


def bits(found) -> set[str]:
    usage = extension(found, x509.KeyUsage)
    assert usage.critical
    names = ("digital_signature", "content_commitment", "key_cert_sign", "crl_sign")
    others = ("key_encipherment", "data_encipherment", "key_agreement")
    assert not any(getattr(usage.value, n) for n in others)
    return {n for n in names if getattr(usage.value, n)}


ROLES = {
    "root": (20 * 366, (True, 2), {"key_cert_sign", "crl_sign"}, None),
    "issuer": (
        1827,
        (True, 0),
        {"key_cert_sign", "crl_sign"},
        ({oids.CLAIM_SIGNING, oids.EMAIL_PROTECTION}, False),
    ),
    "leaf": (
        366,
        (False, None),
        {"digital_signature", "content_commitment"},
        ({oids.CLAIM_SIGNING, oids.EMAIL_PROTECTION}, False),
    ),
    "time issuer": (
        5479,
        (True, 0),
        {"key_cert_sign", "crl_sign"},
        ({oids.TIME_STAMPING}, False),
    ),
    "time": (
        4110,
        (False, None),
        {"digital_signature", "content_commitment"},
        ({oids.TIME_STAMPING}, True),
    ),
    "ocsp": (366, (False, None), {"digital_signature"}, ({oids.OCSP_SIGNING}, False)),
}


@pytest.mark.parametrize("role", ROLES)
def test_each_certificate_is_what_its_profile_says(whole, role):
    found, (days, constraints, usage, purposes) = whole[role], ROLES[role]
    assert found.version is x509.Version.v3
    assert 0 < found.serial_number < 1 << 160
    assert found.not_valid_after_utc - found.not_valid_before_utc <= timedelta(days=days)
    for oid in (NameOID.COUNTRY_NAME, NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        assert found.subject.get_attributes_for_oid(oid)
    basic = extension(found, x509.BasicConstraints)
    assert basic.critical
    assert (basic.value.ca, basic.value.path_length) == constraints
    assert bits(found) == usage
    own = extension(found, x509.SubjectKeyIdentifier)
    assert own.value == x509.SubjectKeyIdentifier.from_public_key(found.public_key())
    if purposes:
        stated = extension(found, x509.ExtendedKeyUsage)
        assert (set(stated.value), stated.critical) == purposes


@pytest.mark.parametrize("role", [r for r in ROLES if r != "root"])
def test_each_issued_certificate_names_its_issuer(whole, role):
    issuer = {"issuer": "root", "time issuer": "root", "time": "time issuer"}.get(role, "issuer")
    named = extension(whole[role], x509.AuthorityKeyIdentifier).value.key_identifier
    assert named == extension(whole[issuer], x509.SubjectKeyIdentifier).value.digest


@pytest.mark.parametrize("role", ["issuer", "leaf", "time issuer", "time"])
def test_policy_and_address_about_revocation(whole, role):
    (policy,) = extension(whole[role], x509.CertificatePolicies).value
    assert policy.policy_identifier == oids.CERTIFICATE_POLICY
    access = list(extension(whole[role], x509.AuthorityInformationAccess).value)
    assert AuthorityInformationAccessOID.OCSP in [a.access_method for a in access]
    # RFC 2606: a name under .invalid is never found, so nobody is ever asked.
    assert all(".invalid/" in a.access_location.value for a in access)


@pytest.mark.parametrize("role", ["root", "ocsp"])
def test_neither_root_nor_responder_has_an_address(whole, role):
    with pytest.raises(x509.ExtensionNotFound):
        extension(whole[role], x509.AuthorityInformationAccess)


def test_a_development_leaf_claims_the_least_that_the_profile_allows(whole):
    found = {e.oid: e for e in whole["leaf"].extensions}
    assert found[oids.ASSURANCE_LEVEL].value.value.hex() == "060a2b0601040183e85e030a"
    record = found[oids.CPL_RECORD].value.value
    assert record == b"\x0c\x24" + b"00000000-0000-0000-0000-000000000000"
    assert not any(found[oid].critical for oid in (oids.ASSURANCE_LEVEL, oids.CPL_RECORD))


def test_the_responder_is_not_asked_about_itself(whole):
    assert extension(whole["ocsp"], x509.OCSPNoCheck)


def test_the_time_chain_serves_for_time_only(tmp_path):
    made = development.create(tmp_path / "keys", time_stamping=True)
    chain = [b.der for b in pem.blocks(made.time_chain.read_bytes())]
    now = datetime.now(UTC)
    for kind, expected in (("time", True), ("signer", False)):
        listed = TrustList.from_pem(made.root.read_bytes(), kind=kind, name="root")
        assert judge_chain(chain, [listed], at=now, purpose=kind).trusted is expected


# The engine agrees.


@pytest.mark.parametrize("algorithm", keys.ALGORITHMS)
def test_the_engine_reads_trusted_under_the_root(tmp_path, algorithm):
    made = development.create(tmp_path / "keys", algorithm=algorithm)
    info = C2paSignerInfo(
        alg=C2paSigningAlg[algorithm.upper()],
        sign_cert=made.chain.read_bytes(),
        private_key=made.key.read_bytes(),
        ta_url=None,
    )
    definition = {
        "claim_generator_info": [{"name": "tests", "version": "1"}],
        "assertions": [
            {
                "label": "c2pa.actions",
                "data": {
                    "actions": [
                        {
                            "action": "c2pa.created",
                            "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
                        }
                    ]
                },
            }
        ],
    }
    signed = io.BytesIO()
    with Builder(json.dumps(definition)) as builder, Signer.from_info(info) as signer:
        builder.sign(signer, "image/jpeg", io.BytesIO(media.jpeg()), signed)
    settings = {
        "trust": {
            "anchors": [
                {
                    "trust_anchors": made.root.read_text(),
                    "trust_kind": "manifest",
                    "trust_uri": "urn:development",
                }
            ]
        }
    }
    signed.seek(0)
    with (
        Context.from_dict(settings) as context,
        Reader("image/jpeg", signed, context=context) as reader,
    ):
        assert reader.get_validation_state() == "Trusted"
