"""Chains lead to an anchor of the right list, at the right time, or they do not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given, settings
from hypothesis import strategies as st
from support import authorities
from support.authorities import NOW, START, Development, key_usage

from provenance.pki import issuing, oids
from provenance.pki.issuing import keys
from provenance.pki.path import judge_chain, search
from provenance.pki.trust import TrustList


@pytest.fixture(scope="module")
def pki() -> Development:
    return Development()


def judge(chain, *lists, at=NOW, purpose="signer"):
    return judge_chain(chain, lists, at=at, purpose=purpose)


def der(*certificates) -> list[bytes]:
    return [c.public_bytes(Encoding.DER) for c in certificates]


@pytest.mark.parametrize("algorithm", keys.ALGORITHMS)
def test_a_listed_root_vouches(pki, algorithm):
    judged = judge(pki.signer(algorithm).chain, pki.list())
    assert judged.trusted
    assert judged.faults == ()
    assert (judged.list_name, judged.anchor) == ("signer list", "Root")
    assert [found.name for found in judged.path] == ["Signer", "Issuer", "Root"]


def test_facts_of_the_leaf(pki):
    signer = pki.signer()
    facts = judge(signer.chain, pki.list()).leaf
    assert (facts.name, facts.organization, facts.issuer) == (
        "Signer",
        "Tests (development)",
        "Issuer",
    )
    assert facts.serial_number == f"{signer.leaf.serial_number:x}"
    assert facts.not_before == START
    assert facts.algorithm == "EC P-256"
    assert facts.development
    assert facts.assurance_level == 1


def test_a_listed_intermediate_vouches_without_the_root(pki):
    judged = judge(pki.signer().chain, pki.list("signer", pki.issuer.certificate))
    assert judged.trusted
    assert judged.anchor == "Issuer"


def test_the_listed_issuer_need_not_be_in_the_chain(pki):
    assert judge(pki.signer().chain[:1], pki.list("signer", pki.issuer.certificate)).trusted


def test_order_and_roots_and_strangers_in_the_chain_do_not_matter(pki):
    signer = pki.signer()
    others = der(
        pki.root.certificate,
        Development().root.certificate,
        pki.time_issuer.certificate,
        pki.issuer.certificate,
    )
    assert judge([signer.chain[0], *others], pki.list()).trusted


def test_no_list_no_trust_but_validity_is_known(pki):
    judged = judge(pki.signer().chain)
    assert not judged.vouched
    assert judged.inside_validity
    assert judged.fit
    assert judged.faults == ("No list of this kind is installed.",)


def test_a_self_made_authority_with_a_great_name_is_not_vouched_for(pki):
    judged = judge(authorities.impostor().signer().chain, pki.list())
    assert not judged.vouched
    assert judged.leaf.organization == "Sony Corporation"
    assert judged.list_name == judged.anchor == ""


def test_a_root_of_the_same_name_and_another_key_does_not_vouch(pki):
    judged = judge(Development().signer().chain, pki.list())
    assert not judged.vouched
    assert "Root did not sign the certificate of Issuer." in judged.faults


def test_a_missing_intermediate_leaves_no_path(pki):
    judged = judge(pki.signer().chain[:1], pki.list())
    assert not judged.vouched
    assert judged.fit


@pytest.mark.parametrize("kind", ["time", "identity"])
def test_lists_of_another_kind_do_not_vouch(pki, kind):
    assert not judge(pki.signer().chain, pki.list(kind)).vouched


def test_an_authority_for_time_alone_vouches_for_no_signer_even_under_a_listed_root(pki):
    rogue = pki.signer(issuer=pki.time_issuer)
    judged = judge(rogue.chain, pki.list())
    assert not judged.vouched
    assert "Time issuer is an authority for another purpose." in judged.faults


def test_an_authority_for_claims_vouches_for_no_time(pki):
    stamping = [(x509.ExtendedKeyUsage([oids.TIME_STAMPING]), True)]
    rogue = pki.signer(instead=stamping)
    assert not judge(rogue.chain, pki.list("time"), purpose="time").vouched


def test_other_purposes_of_authorities_are_ignored():
    """Real chains nest purposes that do not overlap (C2PA 2.4, "Certificate Trust Chain")."""
    pki = Development()
    issuer = middle(pki, usages=[ExtendedKeyUsageOID.CODE_SIGNING])
    assert judge(pki.signer(issuer=issuer).chain, pki.list()).trusted


# Time.


def test_an_expired_leaf_is_vouched_for_but_outside(pki):
    judged = judge(pki.expired().chain, pki.list())
    assert judged.vouched
    assert judged.fit
    assert not judged.inside_validity
    assert not judged.trusted
    assert judged.faults == ("The certificate of Signer expired on 2026-01-10.",)


def test_an_expired_leaf_is_trusted_at_a_moment_inside(pki):
    assert judge(pki.expired().chain, pki.list(), at=START + timedelta(days=5)).trusted


@pytest.mark.parametrize("edge", ["first", "last"])
def test_both_ends_of_the_validity_belong_to_it(pki, edge):
    signer = pki.expired()
    first, last = signer.leaf.not_valid_before_utc, signer.leaf.not_valid_after_utc
    inside, outside = (
        (first, first - timedelta(seconds=1))
        if edge == "first"
        else (last, last + timedelta(seconds=1))
    )
    assert judge(signer.chain, pki.list(), at=inside).inside_validity
    assert not judge(signer.chain, pki.list(), at=outside).inside_validity


def test_a_leaf_that_is_not_valid_yet(pki):
    judged = judge(pki.signer(start=NOW + timedelta(days=3)).chain, pki.list())
    assert not judged.inside_validity
    assert judged.faults == ("The certificate of Signer is valid only from 2026-06-04 on.",)


def test_an_expired_intermediate_is_outside_with_and_without_a_list():
    pki = Development()
    signer = pki.signer(issuer=middle(pki, days=5), days=5)
    assert not judge(signer.chain, pki.list()).trusted
    for lists in ((), (pki.list(),)):
        assert not judge(signer.chain, *lists).inside_validity


def test_an_expired_anchor_does_not_vouch_and_makes_nothing_worse():
    pki = Development()
    anchor = middle(pki, days=5)
    live = pki.signer(issuer=issuing.Authority(certificate=pki.issuer.certificate, key=anchor.key))
    chain = [live.chain[0]]
    listed = pki.list("signer", anchor.certificate)
    without, with_it = judge(chain), judge(chain, listed)
    assert not with_it.vouched
    assert with_it.inside_validity == without.inside_validity


def test_a_path_that_is_valid_is_preferred_to_one_that_is_not():
    """An authority that was certified twice: the renewed certificate counts."""
    pki = Development()
    old = middle(pki, days=5)
    renewed = middle(pki, days=500, key=old.key)
    signer = pki.signer(issuer=renewed)
    chain = [signer.chain[0], *der(old.certificate, renewed.certificate)]
    assert judge(chain, pki.list()).trusted


# Authorities.


def middle(  # noqa: PLR0913  # each is one oddity
    pki: Development,
    *,
    days: int = 500,
    key: ec.EllipticCurvePrivateKey | None = None,
    under: issuing.Authority | None = None,
    path_length: int | None = None,
    authority: bool = True,
    usage=None,
    usages=None,
    extra=(),
    name: str = "Middle",
) -> issuing.Authority:
    """Make an intermediate authority with any one oddity."""
    made = key or ec.generate_private_key(ec.SECP256R1())
    parent = under or pki.root
    extensions = [
        (x509.BasicConstraints(ca=authority, path_length=path_length), True),
        (usage or key_usage("key_cert_sign"), True),
        (x509.SubjectKeyIdentifier.from_public_key(made.public_key()), False),
        *([(x509.ExtendedKeyUsage(usages), False)] if usages else []),
        *extra,
    ]
    certificate = authorities.certificate(
        made,
        subject=pki.name(name),
        issuer=parent.certificate.subject,
        issuer_key=parent.key,
        extensions=extensions,
        days=days,
    )
    return issuing.Authority(certificate=certificate, key=made)


NAMES = x509.NameConstraints(
    permitted_subtrees=[x509.DirectoryName(authorities.issuing.distinguished_name("XX", "A", "B"))],
    excluded_subtrees=None,
)


@pytest.mark.parametrize(
    ("oddity", "reason"),
    [
        ({"authority": False}, "Middle is not an authority."),
        ({"usage": key_usage("crl_sign")}, "Middle may not issue certificates (key usage)."),
        (
            {
                "extra": [
                    (authorities.x509.UnrecognizedExtension(oids.CLAIM_SIGNING, b"\x05\x00"), True)
                ]
            },
            "Middle sets conditions that are not understood here.",
        ),
        ({"extra": [(NAMES, False)]}, "Middle sets conditions that are not understood here."),
        ({"extra": [(NAMES, True)]}, "Middle sets conditions that are not understood here."),
    ],
    ids=["no authority", "no cert sign", "unknown critical", "names", "critical names"],
)
def test_an_intermediate_that_may_not_issue(pki, oddity, reason):
    judged = judge(pki.signer(issuer=middle(pki, **oddity)).chain, pki.list())
    assert not judged.vouched
    assert reason in judged.faults


def test_a_leaf_that_is_used_as_an_authority_does_not_vouch(pki):
    real = pki.signer()
    fake_issuer = issuing.Authority(certificate=real.leaf, key=real.key)
    forged = pki.signer(issuer=fake_issuer, subject=pki.name("Forged"))
    judged = judge([*forged.chain, *real.chain[1:]], pki.list())
    assert not judged.vouched


def test_more_authorities_than_the_path_length_allows(pki):
    first = middle(pki, path_length=0)
    second = middle(pki, under=first, name="Second")
    signer = pki.signer(issuer=second)
    judged = judge([*signer.chain, *der(first.certificate)], pki.list())
    assert not judged.vouched
    assert "More authorities stand below Middle than it allows." in judged.faults


def test_a_signature_that_was_changed(pki):
    signer = pki.signer()
    changed = bytearray(signer.chain[0])
    changed[-1] ^= 1
    assert not judge([bytes(changed), *signer.chain[1:]], pki.list()).vouched


# The leaf.


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"instead": [(key_usage("content_commitment"), True)]}, "digital signatures"),
        ({"without": [x509.KeyUsage]}, "key usage"),
        ({"without": [x509.ExtendedKeyUsage]}, "extended key usage"),
        ({"instead": [(x509.ExtendedKeyUsage([oids.TIME_STAMPING]), False)]}, "time-stamps"),
        (
            {
                "instead": [
                    (x509.ExtendedKeyUsage([oids.OCSP_SIGNING, oids.EMAIL_PROTECTION]), False)
                ]
            },
            "time-stamps or revocation",
        ),
        ({"instead": [(x509.ExtendedKeyUsage([oids.ANY_USAGE]), False)]}, "anything"),
        (
            {"instead": [(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)]},
            "not for signing media",
        ),
        (
            {"instead": [(key_usage("digital_signature", "key_cert_sign"), True)]},
            "may issue certificates",
        ),
        ({"key": ec.generate_private_key(ec.SECP256K1())}, "too weak"),
    ],
)
def test_a_leaf_that_does_not_fit_is_not_vouched_for(pki, changes, reason):
    judged = judge(pki.signer(**changes).chain, pki.list())
    assert not judged.fit
    assert not judged.vouched
    assert judged.list_name == ""
    assert reason in judged.faults[0]


@pytest.mark.parametrize(
    "usage", [oids.CLAIM_SIGNING, oids.EMAIL_PROTECTION, oids.DOCUMENT_SIGNING]
)
def test_each_purpose_of_signers_is_enough_alone(pki, usage):
    changed = [(x509.ExtendedKeyUsage([usage]), False)]
    assert judge(pki.signer(instead=changed).chain, pki.list()).trusted


def test_an_authority_may_not_sign_itself(pki):
    authority = [(x509.BasicConstraints(ca=True, path_length=None), True)]
    signer = pki.signer(instead=authority)
    for lists in (pki.list(), pki.list("signer", signer.leaf)):
        judged = judge(signer.chain, lists)
        assert not judged.vouched
        assert "which may not sign itself" in judged.faults[0]


def test_a_listed_signer_vouches_for_exactly_itself(pki):
    one, other = pki.signer(), pki.signer()
    listed = pki.list("signer", one.leaf)
    judged = judge(one.chain[:1], listed)
    assert judged.trusted
    assert judged.anchor == "Signer"
    assert len(judged.path) == 1
    assert not judge(other.chain, listed).vouched


def test_a_listed_time_stamper_does_not_vouch_for_itself(pki):
    stamper = pki.time_stamper()
    assert judge(stamper.chain, pki.list("time"), purpose="time").trusted
    alone = pki.list("time", stamper.leaf)
    assert not judge(stamper.chain[:1], alone, purpose="time").vouched


# Hostile chains.


def test_looped_cross_signatures_end(pki):
    """Twelve authorities of one name, each of which signed each other."""
    key = ec.generate_private_key(ec.SECP256R1())
    loop = [
        middle(pki, key=key, under=issuing.Authority(certificate=twin.certificate, key=key))
        for twin in [middle(pki, key=key)] * 12
    ]
    signer = pki.signer(issuer=loop[0])
    judged = judge([*signer.chain, *der(*(a.certificate for a in loop))], Development().list())
    assert not judged.vouched
    assert any("signatures would have to be checked" in f for f in judged.faults)


def test_only_the_first_certificates_of_a_thousand_are_looked_at(pki):
    signer = pki.signer()
    chain = [signer.chain[0], *[signer.chain[0]] * 1000, signer.chain[1]]
    assert not judge(chain, pki.list()).vouched
    assert search.MOST_CERTIFICATES < 1000


@pytest.mark.parametrize("chain", [[], [b""], [b"\x30\x00"], [b"\xff" * 1000]])
def test_a_leaf_that_cannot_be_read(pki, chain):
    judged = judge(chain, pki.list())
    assert (judged.vouched, judged.inside_validity, judged.fit) == (False, False, False)
    assert judged.leaf.name == ""
    assert judged.faults


@given(st.lists(st.binary(max_size=200), max_size=4))
@settings(deadline=None)  # shared machines pause
def test_any_bytes_are_judged_without_an_exception(chain):
    assert not judge(chain).trusted


PKI = Development()
LISTS = PKI.list()
CHAIN = PKI.signer().chain


@given(st.integers(0, 1), st.integers(0, 10_000), st.integers(0, 7))
@settings(deadline=None)  # shared machines pause
def test_one_flipped_bit_is_never_trusted(which, position, bit):
    """Every bit of a path is covered by a signature; the anchor's own copy counts for the root."""
    chain = [bytearray(found) for found in CHAIN]
    target = chain[which]
    target[position % len(target)] ^= 1 << bit
    judged = judge([bytes(found) for found in chain], LISTS)
    assert not judged.trusted


def test_the_moment_may_be_in_any_zone(pki):
    naive_free = datetime.fromisoformat("2026-06-01T14:00:00+02:00")
    one = judge(pki.signer().chain, pki.list(), at=naive_free)
    assert one.trusted
    assert naive_free.astimezone(UTC) == NOW


def test_a_damaged_anchor_in_memory_is_no_anchor(pki):
    listed = TrustList(kind="signer", name="empty", anchors=(), sha256="")
    assert not judge(pki.signer().chain, listed).vouched
