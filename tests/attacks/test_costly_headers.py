"""Headers that nobody signed, built so that reading them takes minutes, or ends in a foreign error."""

from __future__ import annotations

import copy
import time
from datetime import UTC, datetime, timedelta
from itertools import islice, product

import cbor2
import pytest
from support import media, surgery, tokens
from support.authorities import Development

from provenance import Capture, MetadataChoice, Signer, Verifier
from provenance.evidence import cose, identity
from provenance.limits import Limits

PATIENCE = 5.0  # seconds of the processor for a report; without bounds a minute and more
DIGITS = 400_000  # bytes of a number
LIKE_NAMES = list(islice(product((-1, -2), repeat=16), 50_000))  # Python hashes -1 as -2


def tagged(number, *values):
    return cbor2.dumps(cbor2.CBORTag(number, 0))[:-1] + b"".join(values)


def number(size):
    return tagged(2, cbor2.dumps(b"\x7d" * size))


def keys_of_one_hash():
    items = b"".join(b"\x90" + b"".join(map(cbor2.dumps, each)) + b"\0" for each in LIKE_NAMES)
    return b"\xb9" + len(LIKE_NAMES).to_bytes(2) + items


def stamp(*, identifier=b"", at="20260601000000Z"):
    """Return what looks like a token, with one odd part."""
    info = (
        tokens.integer(1),
        bytes.fromhex("06042a030401"),
        tokens.tlv(0x30, tokens.SHA256_ALGORITHM, tokens.tlv(4, bytes(32))),
        tokens.integer(7),
        tokens.tlv(0x18, at.encode()),
    )
    signed = tokens.tlv(
        0x30,
        tokens.integer(3),
        tokens.tlv(0x31),
        tokens.tlv(
            0x30,
            identifier or tokens.TST_INFO,
            tokens.tlv(0xA0, tokens.tlv(4, tokens.tlv(0x30, *info))),
        ),
        tokens.tlv(0x31, tokens.tlv(0x30)),
    )
    return tokens.tlv(0x30, tokens.SIGNED_DATA, tokens.tlv(0xA0, signed))


def with_token(raw):
    return cbor2.dumps({"tstTokens": [{"val": raw}]})


HEADERS = {
    "fraction": ("x", tagged(30, b"\x82", number(DIGITS), number(DIGITS))),
    "decimal": ("x", tagged(4, b"\x82", cbor2.dumps(-3), number(DIGITS))),
    "pattern": ("x", tagged(35, cbor2.dumps("(?:a|b)*[c-z]" * (DIGITS // 13)))),
    "keys of one hash": ("x", keys_of_one_hash()),
    "identifier without end": (
        "sigTst2",
        with_token(stamp(identifier=tokens.tlv(6, b"\xff" * 900_000 + b"\x01"))),
    ),
    "end of the calendar": (
        "sigTst2",
        with_token(stamp(at="99991231235959.999999999Z")),
    ),
}


@pytest.fixture(scope="module")
def pki():
    return Development(start=datetime.now(UTC) - timedelta(days=1))


@pytest.fixture(scope="module")
def signed(pki):
    none = MetadataChoice(level="none")
    with Signer(pki.signer(), metadata=none, thumbnails=False) as studio:
        return studio.sign(media.content("jpeg"), None, Capture())


@pytest.mark.parametrize("name", HEADERS)
def test_a_costly_header_delays_nobody(signed, pki, name):
    store = surgery.Box.read(signed.manifest_store)
    (manifest,) = store.children
    header, value = HEADERS[name]
    signature = manifest.at("c2pa.signature").children[0]
    protected, _, _, sealed = cbor2.loads(signature.payload).value
    parts = (cbor2.dumps(protected), b"\xa1", cbor2.dumps(header), value, b"\xf6")
    signature.payload = b"\xd2\x84" + b"".join(parts) + cbor2.dumps(sealed)
    assert len(signature.payload) <= cose.LARGEST
    started = time.process_time()
    with Verifier(trust=pki.lists) as verifier:
        report = verifier.inspect(bytes(store))

    assert time.process_time() - started < PATIENCE
    assert report.headline


CROWD = 100  # identities, each of which expects as many others
CERTIFICATE = b"x" * 30_000


def expecting_many():
    """Return an identity that names a crowd of others by the hashes of their certificates."""
    other = {
        "partial_signer_payload": {"sig_type": "cawg.x509.cose"},
        "expected_credentials": {"alg": "sha512", "hash": bytes(64)},
    }
    payload = {
        "referenced_assertions": [],
        "sig_type": "cawg.x509.cose",
        "expected_partial_claim": {"alg": "sha512", "hash": b""},
        "expected_countersigners": [other] * CROWD,
    }
    headers = cbor2.dumps({1: -7, 33: [CERTIFICATE]})
    signature = cbor2.dumps(cbor2.CBORTag(18, [headers, {}, None, b""]))
    return {"signer_payload": payload, "signature": signature, "pad1": b""}


def test_a_crowd_of_identities_that_expect_each_other_is_read_in_time(signed):
    store = surgery.Box.read(signed.manifest_store)
    (manifest,) = store.children
    assertions, stated = manifest.at("c2pa.assertions"), expecting_many()
    for number in range(CROWD):
        box = copy.deepcopy(assertions.children[0])
        label = f"cawg.identity__{number}".encode() if number else b"cawg.identity"
        box.description = box.description[: surgery.LABEL_AT] + label + b"\0"
        box.value = stated
        assertions.children.append(box)
    started = time.process_time()
    (read,) = identity.read(bytes(store), Limits()).values()

    assert time.process_time() - started < PATIENCE
    assert [each.unmet[0] for each in read] == ["expected_partial_claim.mismatch"] * CROWD
