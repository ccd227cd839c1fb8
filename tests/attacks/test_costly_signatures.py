"""Stores full of signatures that are slow to check: one budget ends it, and nothing gets better."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from support import media, tokens
from support.authorities import NOW, Development, certificate, key_usage
from support.revocations import DAY, answer
from support.stores import ingredient, manifest, status, store

from provenance import Capture, MetadataChoice, Signer, Verdict, Verifier
from provenance.evidence.cose import Token
from provenance.evidence.store import SignatureEvidence
from provenance.limits import Effort, Limits
from provenance.pki import oids
from provenance.pki.issuing import Authority
from provenance.verification.chain import walk
from provenance.verification.judge import judge
from provenance.verification.weight import worst

PKI = Development()
KEY = ec.generate_private_key(ec.SECP521R1())
LOOP = PKI.name("Loop")
PATIENCE = 60.0  # seconds on a busy machine; without a budget it would take an hour
MANIFESTS = 1_000
SENTENCE = "The credentials need more signatures checked than the limit allows."


def authority():
    """Make one of many authorities of one name and key: each may have issued each."""
    usage = (key_usage("key_cert_sign"), True)
    return certificate(
        KEY,
        subject=LOOP,
        extensions=[(x509.BasicConstraints(ca=True, path_length=None), True), usage],
    )


def leaf(name, purpose):
    extensions = [(x509.ExtendedKeyUsage([purpose]), True), (key_usage("digital_signature"), True)]
    return certificate(
        KEY, subject=PKI.name(name), issuer=LOOP, issuer_key=KEY, extensions=extensions
    )


def costly():
    """Make the evidence of one signature: looped chains, tokens and answers, all as slow as can be."""
    loop = [authority() for _ in range(15)]
    signer, stamper = leaf("Signer", oids.EMAIL_PROTECTION), leaf("Stamper", oids.TIME_STAMPING)
    raw = tokens.token(b"m", [stamper, *loop], KEY, at=NOW)
    issuer = Authority(certificate=loop[0], key=KEY)
    return SignatureEvidence(
        label="",
        chain=tuple(each.public_bytes(Encoding.DER) for each in (signer, *loop)),
        tokens=(Token(raw=raw, message=b"m", version=2),) * 16,
        ocsp=tuple(answer(signer, issuer, days=n) for n in range(7, 19)),
        sealed=True,
    )


def crowd(number):
    labels = [f"m{each}" for each in range(number)]
    used = [
        ingredient(each, deltas=[status("claimSignature.validated", each, kind="success")])
        for each in labels[1:]
    ]
    return store(manifest("m0", *used), *(manifest(each, statuses=()) for each in labels[1:]))


def test_a_crowd_of_costly_signatures_ends_in_time():
    found, evidence = crowd(MANIFESTS), costly()
    crowded = {each.label: replace(evidence, label=each.label) for each in found.manifests}
    effort = Effort(Limits().signatures)
    started = time.monotonic()
    judged = judge(found, walk(found, Limits()), crowded, PKI.lists, at=NOW, effort=effort)

    assert time.monotonic() - started < PATIENCE
    assert effort.exhausted
    assert worst(each.verdict for each in judged.values()) is Verdict.UNDETERMINED
    last = judged[f"m{MANIFESTS - 1}"].observations
    assert [each.sentence for each in last if each.code == "evidence.limit"] == [SENTENCE]


@pytest.mark.parametrize("kind", ["good", "revoked", "expired", "stamped"])
def test_a_limit_never_makes_anything_trusted(kind):
    signer = PKI.signer(days=10) if kind in {"expired", "stamped"} else PKI.signer()
    stamper = PKI.time_stamper()
    at = PKI.start + DAY
    raw = tokens.token(b"m", stamper.certificates, stamper.key, at=at)
    evidence = SignatureEvidence(
        label="m0",
        chain=signer.chain,
        tokens=(Token(raw=raw, message=b"m", version=2),) if kind == "stamped" else (),
        ocsp=(answer(signer.leaf, PKI.issuer, kind),) if kind in {"good", "revoked"} else (),
        sealed=True,
    )
    one = crowd(1)

    def verdict(effort):
        judged = judge(one, walk(one, Limits()), {"m0": evidence}, PKI.lists, at=NOW, effort=effort)
        return judged["m0"].verdict

    free = verdict(None)
    assert free is (Verdict.TRUSTED if kind in {"good", "stamped"} else Verdict.INVALID)
    seen = {verdict(Effort(number)) for number in range(60)}
    assert seen == ({free} if kind == "expired" else {free, Verdict.UNDETERMINED})


def test_a_file_beyond_the_limit_is_not_judged_and_says_so():
    signer = Development(start=datetime.now(UTC) - DAY).signer()
    with Signer(signer, metadata=MetadataChoice(level="none"), thumbnails=False) as studio:
        signed = studio.sign(media.content("jpeg"), None, Capture())
    with Verifier(trust=PKI.lists, limits=Limits(signatures=1)) as verifier:
        report = verifier.inspect(signed.data)

    assert report.verdict is Verdict.UNDETERMINED
    assert report.headline == f"This file cannot be judged: {SENTENCE}"
    assert "raise Limits.signatures" in report.findings[0].action
