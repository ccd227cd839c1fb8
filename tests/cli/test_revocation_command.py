"""`provenance revocation`, and what `verify` makes of what it keeps."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from support.authorities import Signer
from support.revocations import answer

from provenance.pki.issuing import Authority
from provenance_cli.app import run

NOW = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=2)  # after signing, however slowly


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    """Keys of a studio with a responder about revocation."""
    folder = tmp_path_factory.mktemp("revocation") / "keys"
    assert run(["keys", "new", "--out", str(folder), "--ocsp"]) == 0
    return folder


@pytest.fixture(scope="module")
def signed(studio, photo):
    path = studio.parent / "signed.jpg"
    words = ["sign", str(photo), "-o", str(path), "--as", "capture", "--device", "Test Camera"]
    key = ["--cert", str(studio / "chain.pem"), "--key", str(studio / "signer.key")]
    assert run([*words, *key]) == 0
    return path


@pytest.fixture
def asked(studio, tmp_path):
    """Ask the responder; return a file with its answer."""

    def ask(status):
        leaf, issuer = chain(studio / "chain.pem")
        key = load_pem_private_key((studio / "ocsp.key").read_bytes(), None)
        responder = Signer(certificates=chain(studio / "ocsp-chain.pem"), key=key)
        authority = Authority(certificate=issuer, key=key)  # only its name and its key are read
        ago = NOW - timedelta(minutes=1)
        raw = answer(leaf, authority, status, since=ago, revoked_at=ago, by=responder)
        path = tmp_path / f"{status}.ocsp"
        path.write_bytes(raw)
        return path

    return ask


def chain(path):
    return tuple(x509.load_pem_x509_certificates(path.read_bytes()))


def verified(command, file, studio, config):
    words = ("verify", file, "--trust", studio / "root.pem", "--at", NOW.isoformat())
    return command(*words, config=config)


def test_what_is_kept_decides_until_it_is_removed(command, studio, signed, asked, tmp_path):
    before = verified(command, signed, studio, tmp_path)
    assert (before.code, "Revocation was not checked." in before.out) == (0, True)

    added = command("revocation", "add", asked("good"), config=tmp_path)
    assert added.code == 0
    assert added.out.startswith("Answer about the certificate ")
    good = verified(command, signed, studio, tmp_path)
    assert (good.code, "Revocation" in good.out) == (0, False)

    assert command("revocation", "add", asked("revoked"), config=tmp_path).code == 0
    revoked = verified(command, signed, studio, tmp_path)
    assert revoked.code == 3
    assert "The signing certificate of this file was revoked by its issuer." in revoked.out

    for entry in json.loads(command("revocation", "list", "--json", config=tmp_path).out):
        assert entry["name"] in command("revocation", "list", config=tmp_path).out
        assert command("revocation", "remove", entry["name"], config=tmp_path).code == 0
    assert verified(command, signed, studio, tmp_path).out == before.out
    assert command("revocation", "list", config=tmp_path).out == ""


def test_every_command_that_judges_knows_what_is_kept(command, studio, signed, asked, tmp_path):
    assert command("revocation", "add", asked("revoked"), config=tmp_path).code == 0
    trust = ("--trust", studio / "root.pem", "--at", NOW.isoformat())

    for words in (("verify", signed), ("explain", signed), ("conformance", signed)):
        judged = command(*words, *trust, config=tmp_path)
        assert judged.code == 3, (words, judged.out)
    shown = command("inspect", signed, config=tmp_path)
    assert "revocation.unusable" in shown.out  # the answer is of a later moment than this one


def test_a_report_names_what_it_was_checked_with(command, studio, signed, asked, tmp_path):
    words = ("verify", signed, "--trust", studio / "root.pem", "--json")

    def digest():
        return json.loads(command(*words, config=tmp_path).out)["checked_with"]["revocation"]

    assert digest() == ""
    command("revocation", "add", asked("good"), config=tmp_path)
    assert len(digest()) == 64


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("add", "{keys}/root.pem"), 2),
        (("add", "{keys}/gone.crl"), 2),
        (("remove", "gone.crl"), 2),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(command, studio, tmp_path, arguments, code):
    words = [each.format(keys=studio) for each in arguments]
    told = command("revocation", *words, config=tmp_path)
    assert (told.code, told.out, told.err.count("\n")) == (code, "", 1)


def test_a_damaged_file_is_named_with_its_cure(command, signed, studio, asked, tmp_path):
    command("revocation", "add", asked("good"), config=tmp_path)
    (path,) = (tmp_path / "revocation").iterdir()
    path.write_bytes(b"rubbish")
    told = verified(command, signed, studio, tmp_path)
    assert (told.code, told.out, told.err.count("\n")) == (1, "", 1)
    assert "provenance revocation add" in told.err
