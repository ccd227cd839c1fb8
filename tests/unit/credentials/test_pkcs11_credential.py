"""A key in a token signs as a key in a file does, and every refusal names token, slot and key."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from PIL import Image
from support.authorities import Development
from support.softhsm import PIN

from provenance import Capture, Signer, TrustLists, Verifier, open_credential
from provenance.errors import CredentialError, InputNotFound, InvalidArgument
from provenance.evidence.keys import is_signature

pytest.importorskip("pkcs11", reason="python-pkcs11 is not installed")

import pkcs11
from pkcs11 import TokenFlag  # after the check that it is there
from pkcs11 import exceptions as refusals

from provenance.credentials.pkcs11 import token as token_file
from provenance.credentials.pkcs11.faults import told

DATA = b"a Sig_structure"
KINDS = {"es256": "01", "es384": "02", "ps256": "03", "ed25519": "04"}


def pin() -> bytes:
    return PIN.encode()


@pytest.fixture(scope="module")
def pki() -> Development:
    return Development(start=datetime.now(UTC))


@pytest.fixture(scope="module")
def studio(tokens, pki, tmp_path_factory):
    """Return a token's signers by algorithm, their chains in files; es256's in the token, too."""
    folder = tmp_path_factory.mktemp("chains")
    signers = {name: pki.signer(name) for name in KINDS}
    for name, signer in signers.items():
        tokens.keep("Studio", signer, label=name, mark=KINDS[name])
        (folder / f"{name}.pem").write_bytes(signer.chain_pem)
    tokens.certify("Studio", signers["es256"].certificates[1], mark=b"\x77")
    tokens.certify("Studio", signers["es256"].leaf, mark=b"\x01")
    return signers, folder


@pytest.fixture
def address(tokens, studio):
    def write(name: str, *, chain: str | None = None, token: str = "Studio", **options):
        file = studio[1] / f"{chain or name}.pem"
        return tokens.address(token, name, chain=file, **options)

    return write


@pytest.mark.parametrize("name", KINDS)
def test_signatures_of_every_kind(studio, address, name):
    with open_credential(address(name), pin=pin) as credential:
        assert credential.algorithm == name
        assert credential.chain_pem == studio[0][name].chain_pem
        signature = credential.sign(DATA)
    key = studio[0][name].leaf.public_key()
    assert is_signature(key, name, signature, DATA)
    assert not is_signature(key, name, signature, DATA + b"!")


def test_another_digest_for_rsa(studio, address):
    with open_credential(address("ps256"), pin=pin, algorithm="ps512") as credential:
        signature = credential.sign(DATA)
    assert is_signature(studio[0]["ps256"].leaf.public_key(), "ps512", signature, DATA)


@pytest.mark.parametrize("name", ["es256", "es384", "ps256"])
def test_a_signed_picture_is_trusted(address, pki, name, tmp_path):
    Image.effect_noise((64, 48), 60).save(tmp_path / "raw.jpg")
    with open_credential(address(name), pin=pin) as credential, Signer(credential) as signer:
        signer.sign(tmp_path / "raw.jpg", tmp_path / "signed.jpg", Capture(device="Camera"))
    with Verifier(trust=TrustLists(lists=(pki.list(),))) as verifier:
        assert verifier.inspect(tmp_path / "signed.jpg").verdict == "TRUSTED"


def test_the_chain_of_the_token_itself(tokens, studio):
    with open_credential(tokens.address("Studio", "es256"), pin=pin) as credential:
        assert credential.chain_pem == studio[0]["es256"].chain_pem
    with pytest.raises(CredentialError, match="no certificate beside the key 'es384' in the token"):
        open_credential(tokens.address("Studio", "es384"), pin=pin)


def test_a_key_named_by_its_id_and_a_pin_in_a_file(tokens, studio, tmp_path):
    (tmp_path / "pin").write_text(f"{PIN}\n")
    uri = tokens.address("Studio", chain=studio[1] / "es384.pem", pin_source=tmp_path / "pin")
    uri = uri.replace("token=Studio", "token=Studio;id=%02;type=private")
    with open_credential(uri) as credential:
        assert credential.algorithm == "es384"
        assert "the key with id 02 in the token 'Studio' (slot " in repr(credential)
        assert PIN not in repr(credential)


def test_threads_share_a_credential_and_a_token(studio, address):
    with (
        open_credential(address("es256"), pin=pin) as one,
        open_credential(address("es384"), pin=pin) as other,
        ThreadPoolExecutor(8) as threads,
    ):
        made = list(threads.map(lambda i: (one, other)[i % 2].sign(b"%d" % i), range(100)))
    for i, signature in enumerate(made):
        name = ("es256", "es384")[i % 2]
        assert is_signature(studio[0][name].leaf.public_key(), name, signature, b"%d" % i)


def test_closing_one_credential_leaves_another_of_the_same_token_at_work(address):
    asked = []
    first = open_credential(address("es256"), pin=pin)
    second = open_credential(address("es384"), pin=lambda: (asked.append(1), pin())[1])
    first.close()
    assert len(second.sign(DATA)) == 96
    second.close()
    with pytest.raises(CredentialError, match="The credential is closed"):
        second.sign(DATA)


def test_a_wrong_pin_is_told_and_tried_once(address):
    asked = []
    with pytest.raises(CredentialError) as told_of:
        open_credential(address("es256"), pin=lambda: asked.append(1) or b"000000")
    assert told_of.match(r"The PIN of the token 'Studio' \(slot \d+\) is wrong; it is not tried")
    assert "000000" not in str(told_of.value)
    assert asked == [1]


def test_a_wrong_pin_after_the_token_was_away_is_never_tried_again(address):
    pins = [pin(), b"000000", pin()]
    other = open_credential(address("es384"), pin=pin)
    credential = open_credential(address("es256"), pin=lambda: pins.pop(0))
    other.close()  # logs out
    for _ in range(3):
        with pytest.raises(CredentialError, match="PIN"):
            credential.sign(DATA)
    credential.close()
    assert len(pins) >= 1


def test_no_pin_at_hand(address):
    with pytest.raises(CredentialError, match=r"The token 'Studio' \(slot \d+\) asks for a PIN"):
        open_credential(address("es256"))


def test_what_a_pin_callback_raises_reaches_the_caller(address):
    def refuse() -> bytes:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        open_credential(address("es256"), pin=refuse)


def test_a_token_that_is_taken_out_and_put_back(tokens, studio, tmp_path):
    place = tokens.place("Travelling")
    tokens.keep("Travelling", studio[0]["es256"], label="es256", mark="01")
    uri = tokens.address("Travelling", "es256", chain=studio[1] / "es256.pem")
    with open_credential(uri, pin=pin) as credential:
        shutil.move(place, tmp_path / "away")
        with pytest.raises(CredentialError, match=r"The token 'Travelling' .* is gone. Insert it"):
            credential.sign(DATA)
        shutil.move(tmp_path / "away", place)
        pkcs11.lib(tokens.module).reinitialize()  # as SoftHSM needs it, to look again
        assert is_signature(
            studio[0]["es256"].leaf.public_key(), "es256", credential.sign(DATA), DATA
        )


def test_other_names_are_offered(tokens, studio, address):
    with pytest.raises(CredentialError, match=r"no token with token 'Nowhere'.*the token 'Studio'"):
        open_credential(address("es256", token="Nowhere"), pin=pin)
    with pytest.raises(CredentialError, match=r"no private key like the key 'gone'.*object=es256"):
        open_credential(address("gone", chain="es256"), pin=pin)
    with pytest.raises(CredentialError, match="several of the key"):
        open_credential(tokens.address("Studio"), pin=pin)


def test_a_key_of_another_certificate(address):
    with pytest.raises(CredentialError, match=r"'es384' in the token 'Studio' .*cannot sign by"):
        open_credential(address("es384", chain="ps256"), pin=pin)


def test_the_key_of_another_certificate_of_the_same_kind(tokens, pki, studio, tmp_path):
    (tmp_path / "chain.pem").write_bytes(pki.signer().chain_pem)
    uri = tokens.address("Studio", "es256", chain=tmp_path / "chain.pem")
    with pytest.raises(CredentialError, match=r"does not belong .* It is the key 'es256' in the t"):
        open_credential(uri, pin=pin)


def test_an_algorithm_that_does_not_fit(address):
    with pytest.raises(CredentialError, match="The algorithm ps256 does not fit the private key"):
        open_credential(address("es256"), pin=pin, algorithm="ps256")


def test_a_locked_token_is_not_even_asked(address, monkeypatch):
    class Locked:
        label, serial, flags = "Studio", b"", TokenFlag.USER_PIN_LOCKED
        manufacturer_id = model = ""
        slot = SimpleNamespace(slot_id=7, slot_description="", manufacturer_id="")

    monkeypatch.setattr(token_file, "_tokens", lambda _: [Locked])
    with pytest.raises(CredentialError, match=r"'Studio' \(slot 7\) is locked .*SO PIN"):
        open_credential(address("es256"), pin=lambda: pytest.fail("asked"))


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (refusals.PinLocked, "A is locked after too many wrong PINs. Unlock it"),
        (refusals.PinExpired, "The PIN of A has expired. Set a new one"),
        (refusals.DeviceRemoved, "A is gone. Insert it again"),
        (refusals.MechanismInvalid, "A cannot sign by ES256 with K. Use another"),
        (refusals.SessionCount, "A has no free session. End other programs"),
        (refusals.HostMemory, "A refused K: HostMemory. Look the word up"),
    ],
)
def test_refusals_that_software_does_not_make(refusal, words):
    with pytest.raises(CredentialError) as caught, told(token="A", key="K", algorithm="es256"):
        raise refusal
    assert str(caught.value).startswith(words)


def test_a_module_that_is_none(address, tmp_path):
    (tmp_path / "module.so").write_bytes(b"no module")
    for path in (tmp_path / "module.so", tmp_path / "absent.so"):
        uri = f"pkcs11:token=Studio;object=es256?module-path={path}"
        with pytest.raises(CredentialError, match=f"The module {path} cannot be loaded"):
            open_credential(uri, pin=pin)


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        ("pkcs11:token=A;object=k?pin-value=1234&module-path=m.so", "others can read"),
        ("pkcs11:token=A;object=k", "names no module"),
        ("pkcs11:token=A;color=red?module-path=m.so", "'color=red' is no part"),
        ("pkcs11:token=A;token=B?module-path=m.so", "'token=B' is no part"),
        ("pkcs11:token=A;type=cert?module-path=m.so", "needs a private key"),
        ("pkcs11:token=A?module-path=m.so&pin-source=%7Cpinentry", "No command is run"),
        ("pkcs11:token=A?module=m.so", "'module' of the credential is none of module-path"),
    ],
)
def test_addresses_that_make_no_sense(uri, words):
    with pytest.raises(InvalidArgument, match=words) as caught:
        open_credential(uri, pin=pin)
    assert "1234" not in str(caught.value)


def test_a_chain_that_is_not_there(address, tokens, tmp_path):
    uri = tokens.address("Studio", "es256", chain=tmp_path / "none.pem")
    with pytest.raises(InputNotFound, match="does not exist"):
        open_credential(uri, pin=pin)
