"""Times at the ends of the calendar, where one day more or less is no time at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA384
from support import media, surgery, tokens
from support.authorities import Development

from provenance import Capture, MetadataChoice, Signer, Verdict, Verifier
from provenance.pki import der

FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
YEAR_ONE = tokens.tlv(0x18, b"00010101000000Z")
ECDSA_SHA384 = bytes.fromhex("300a06082a8648ce3d040303")
VALIDITY = 4  # its place in the signed part of a certificate


@pytest.fixture(scope="module")
def pki():
    return Development(start=datetime.now(UTC) - timedelta(days=1))


@pytest.fixture(scope="module")
def signer(pki):
    return pki.signer()


@pytest.fixture(scope="module")
def signed(signer):
    none = MetadataChoice(level="none")
    with Signer(signer, metadata=none, thumbnails=False) as studio:
        return studio.sign(media.content("jpeg"), None, Capture(when=datetime.now(UTC)))


def valid_since_year_one(signer, pki):
    """Issue the certificate of a signer again, valid since the first day that there is."""
    fields = [each.whole for each in der.read(signer.leaf.tbs_certificate_bytes).children()]
    _, end = der.read(fields[VALIDITY]).children()
    fields[VALIDITY] = tokens.tlv(0x30, YEAR_ONE, end.whole)
    body = tokens.tlv(0x30, *fields)
    seal = pki.issuer.key.sign(body, ec.ECDSA(SHA384()))
    return tokens.tlv(0x30, body, ECDSA_SHA384, tokens.tlv(3, b"\0", seal))


def test_a_certificate_of_year_one_ends_in_a_report(signed, signer, pki):
    store = surgery.Box.read(signed.manifest_store)
    (manifest,) = store.children
    protected = cbor2.dumps({1: -7, 33: [valid_since_year_one(signer, pki), *signer.chain[1:]]})
    message = ["Signature1", protected, b"", manifest.at("c2pa.claim").children[0].payload]
    surgery.write_signature(manifest, protected, signer.sign(cbor2.dumps(message)), {})
    with Verifier(trust=pki.lists) as verifier:
        report = verifier.inspect(surgery.transplant(signed.data, signed.manifest_store, store))

    assert report.active.signer
    assert report.active.signer.not_before == FIRST


@pytest.mark.parametrize("at", [FIRST, LAST], ids=["first", "last"])
def test_the_ends_of_the_calendar_are_moments_of_judging(signed, pki, at):
    with Verifier(trust=pki.lists) as verifier:
        report = verifier.inspect(signed.data, at=at)

    assert report.checked_with.at == at
    assert report.verdict is Verdict.INVALID
