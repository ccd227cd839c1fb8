"""Signatures with headers that are unknown or misplaced, and an honest one that is written oddly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA384
from support import media, surgery, tokens
from support.authorities import Development

from provenance import Capture, MetadataChoice, Signer, Verdict, Verifier

ECDSA_SHA384 = bytes.fromhex("300a06082a8648ce3d040303")


@dataclass(frozen=True)
class Chain:
    """What is carried as the chain of a signature."""

    chain: tuple[bytes, ...]


@pytest.fixture(scope="module")
def pki():
    return Development(start=datetime.now(UTC) - timedelta(days=1))


@pytest.fixture(scope="module")
def signer(pki):
    return pki.signer(subject=pki.name("Some signer"))


@pytest.fixture(scope="module")
def signed(signer):
    none = MetadataChoice(level="none")
    with Signer(signer, metadata=none, thumbnails=False) as studio:
        return studio.sign(media.content("jpeg"), None, Capture())


@pytest.fixture
def resigned(signed, signer, pki):
    """Sign the claim again, with these headers, and judge the file."""

    def judge(protected, uncovered=None):
        store = surgery.Box.read(signed.manifest_store)
        (manifest,) = store.children
        sealed = cbor2.dumps(protected)
        claim = manifest.at("c2pa.claim").children[0].payload
        signature = signer.sign(cbor2.dumps(["Signature1", sealed, b"", claim]))
        surgery.write_signature(manifest, sealed, signature, uncovered or {})
        with Verifier(trust=pki.lists) as verifier:
            return verifier.inspect(surgery.transplant(signed.data, signed.manifest_store, store))

    return judge


def test_a_signature_that_insists_on_the_unknown_is_not_believed(resigned, signer):
    chain = list(signer.chain)
    report = resigned({1: -7, 2: ["org.example.rule"], 33: chain, "org.example.rule": 1})

    assert report.verdict is Verdict.UNDETERMINED
    assert report.headline == (
        "This file cannot be judged: The signature insists on rules that are not understood here, "
        "so it is not accepted."
    )


def test_a_chain_that_nobody_signed_is_not_believed(resigned, signer):
    report = resigned({1: -7}, {33: list(signer.chain)})

    assert report.verdict not in {Verdict.TRUSTED, Verdict.VALID}


def test_an_honest_signer_with_an_odd_letter_in_its_name_is_believed(resigned, signer, pki):
    """An underscore in a PrintableString: real authorities wrote it, and the engine reads it."""
    name, odd = b"\x0c\x0bSome signer", b"\x13\x0bSome_signer"
    assert name in signer.leaf.tbs_certificate_bytes
    body = signer.leaf.tbs_certificate_bytes.replace(name, odd)
    seal = pki.issuer.key.sign(body, ec.ECDSA(SHA384()))
    leaf = tokens.tlv(0x30, body, ECDSA_SHA384, tokens.tlv(3, b"\0", seal))
    report = resigned({1: -7, 33: [leaf, *signer.chain[1:]]})

    assert report.verdict is Verdict.TRUSTED
    assert report.headline == (
        "This file is as its signer, Some_signer, left it, and an accepted list vouches for that "
        "signer."
    )
