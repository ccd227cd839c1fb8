"""`provenance sign`: what is stated, what is refused, and that nothing is left behind."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys

import pytest
from cryptography.hazmat.primitives import serialization
from PIL import Image
from support import certificates


@pytest.fixture
def sign(command, credential, tmp_path):
    def call(source, *words, output=tmp_path / "signed.jpg"):
        return command("sign", source, "-o", output, *credential, *words)

    return call


@pytest.fixture
def report(command, tmp_path, root):
    """Read what the file that `sign` made says."""
    return lambda: json.loads(command("verify", tmp_path / "signed.jpg", *root, "--json").out)


def test_it_says_what_it_did_and_what_to_do_next(sign, photo, tmp_path, keys):
    told = sign(photo, "--as", "capture", "--device", "Test Camera")
    assert told.code == 0
    assert told.out.startswith(f"Signed {tmp_path / 'signed.jpg'} (JPEG picture, ")
    assert f"provenance verify {tmp_path / 'signed.jpg'} --trust {keys / 'root.pem'}" in told.err


def test_as_json(sign, photo, tmp_path):
    told = json.loads(sign(photo, "--as", "capture", "--json").out)
    assert told["path"] == str(tmp_path / "signed.jpg")
    assert told["size"] == (tmp_path / "signed.jpg").stat().st_size
    assert told["manifest"].startswith("urn:c2pa:")
    assert told["parent"] is None


def test_an_edit_keeps_the_history(sign, captured, report):
    words = ("--action", "cropped", "--action", "c2pa.adjustedColor", "--software", "Test Editor")
    assert sign(captured, "--as", "edit", *words).code == 0
    told = report()
    assert told["verdict"] == "TRUSTED"
    actions = [step["action"] for step in told["history"]]
    assert "c2pa.created" in actions
    assert actions.index("c2pa.created") < actions.index("c2pa.cropped")


def test_an_edit_of_another_file(sign, captured, tmp_path, report):
    with Image.open(captured) as picture:
        picture.crop((0, 0, 80, 60)).save(tmp_path / "cropped.jpg")
    words = ("--as", "edit", "--parent", captured, "--action", "cropped")
    assert sign(tmp_path / "cropped.jpg", *words).code == 0
    assert len(report()["nodes"]) == 2


def test_an_edit_by_ai_is_told(sign, captured, report):
    assert sign(captured, "--as", "edit", "--ai").code == 0
    assert report()["signals"]["ai"] == "edited"


def test_the_source_type_of_an_edit_is_that_of_its_actions(sign, captured, report):
    words = ("--action", "edited", "--source-type", "compositeWithTrainedAlgorithmicMedia")
    assert sign(captured, "--as", "edit", *words).code == 0
    assert report()["signals"]["ai"] == "edited"


def test_a_generation_with_its_input(sign, captured, photo, report):
    words = ("--model", "A model", "--model-version", "2", "--prompt", "a cat", "--input", captured)
    assert sign(photo, "--as", "generation", *words).code == 0
    told = report()
    assert told["verdict"] == "TRUSTED"
    assert told["signals"]["ai"] == "generated"


def test_a_composite_with_its_parts(sign, captured, photo, report):
    words = ("--as", "composite", "--component", captured, "--component", photo)
    assert sign(photo, *words).code == 0
    assert report()["verdict"] == "TRUSTED"


def test_an_update(sign, captured, report):
    assert sign(captured, "--as", "update", "--action", "published").code == 0
    assert report()["nodes"][0]["is_update"]


def test_over_itself(command, credential, photo, tmp_path, root):
    same = shutil.copy(photo, tmp_path / "same.jpg")
    assert command("sign", same, "-o", same, *credential, "--as", "capture").code == 0
    assert command("verify", same, *root).code == 0


def test_into_a_folder(sign, photo, tmp_path):
    assert sign(photo, "--as", "capture", output=tmp_path).code == 0
    assert (tmp_path / photo.name).is_file()


def test_a_statement_of_ones_own(sign, command, photo, tmp_path):
    (tmp_path / "shoot.json").write_text('{"place": "the studio"}')
    words = ("--assertion", f"com.example.shoot={tmp_path / 'shoot.json'}", "--no-training")
    assert sign(photo, "--as", "capture", *words).code == 0
    tree = command("inspect", tmp_path / "signed.jpg").out
    assert "com.example.shoot" in tree
    assert "the studio" in tree
    assert "notAllowed" in tree


def test_history_is_not_dropped_by_accident(sign, captured, report):
    told = sign(captured, "--as", "capture", "--discard-history")
    assert told.code == 0
    assert len(report()["nodes"]) == 1


REFUSED = [
    (["--as", "capture", "--model", "A model"], "--as generation"),
    (["--as", "edit", "--device", "Test Camera"], "--as capture"),
    (["--as", "update", "--source-type", "digitalCapture"], "--source-type"),
    (["--as", "generation"], "--model"),
    (["--as", "composite"], "--component"),
    (["--as", "edit", "--ai", "--source-type", "humanEdits"], "--ai"),
    (["--as", "edit", "--action", "croped"], "c2pa.cropped"),
    (["--as", "edit", "--action", "published", "--source-type", "humanEdits"], "--action"),
    (["--as", "update", "--action", "cropped"], "update"),
    (["--as", "capture", "--source-type", "digitalCaptur"], "digitalCapture"),
    (["--as", "capture", "--when", "noon"], "2026-11-23T12:00:00Z"),
    (["--as", "capture", "--include", "gsp"], "gps"),
    (["--as", "capture", "--assertion", "com.example.shoot"], "LABEL=FILE"),
    (["--as", "capture", "--assertion", "c2pa.actions=/dev/null"], "JSON"),
    (["--as", "composite", "--component", "gone.jpg"], "gone.jpg"),
]


@pytest.mark.parametrize(("words", "named"), REFUSED, ids=lambda value: " ".join(value)[:60])
def test_what_makes_no_sense_is_refused_in_one_line(sign, photo, tmp_path, words, named):
    told = sign(photo, *words)
    assert told.code == 2
    assert told.err.count("\n") == 1
    assert told.err.startswith("error: ")
    assert named in told.err
    assert not list(tmp_path.iterdir())


def one_line(told, code: int) -> str:
    assert told.code == code
    assert not told.out
    assert told.err.startswith("error: ")
    assert "Traceback" not in told.err
    return told.err


def test_a_misspelt_kind_is_answered_in_plain_words(sign, photo):
    told = one_line(sign(photo, "--as", "captur"), 2)
    assert told.startswith("error: Invalid value for '--as': 'captur' is not one of 'capture', ")


def test_a_forgotten_kind_is_answered_in_one_line(sign, photo):
    told = one_line(sign(photo), 2)
    assert "Choose from: capture, edit, " in told
    assert told.count("\n") == 1


def test_a_name_of_another_kind_is_noted(sign, photo, tmp_path):
    told = sign(photo, "--as", "capture", output=tmp_path / "signed.png")
    assert told.code == 0
    assert "signed.png is named like a PNG picture and is a JPEG picture" in told.err


def test_each_fault_of_a_refused_chain_is_told_once(command, photo, tmp_path):
    chain, key = tmp_path / "chain.pem", tmp_path / "signer.key"
    own = certificates.root()
    chain.write_bytes(own.pem)
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
    key.write_bytes(own.key.private_bytes(*form, serialization.NoEncryption()))
    words = ("sign", photo, "-o", tmp_path / "signed.jpg", "--as", "capture")
    told = one_line(command(*words, "--cert", chain, "--key", key), 1)
    assert told.count("It is signed by itself") == 1


def test_a_missing_source(sign, tmp_path):
    assert "gone.jpg" in one_line(sign(tmp_path / "gone.jpg", "--as", "capture"), 2)


def test_a_folder_as_source(sign, tmp_path):
    assert "is a folder" in one_line(sign(tmp_path, "--as", "capture"), 2)


def test_a_missing_folder_as_destination(sign, photo, tmp_path):
    told = sign(photo, "--as", "capture", output=tmp_path / "gone" / "signed.jpg")
    assert "gone" in one_line(told, 2)


def test_a_destination_that_cannot_be_written(sign, photo):
    told = sign(photo, "--as", "capture", output="/proc/signed.jpg")
    one_line(told, 1)


def test_a_full_disk_leaves_nothing_behind(photo, credential, tmp_path):
    bound = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    words = ["sign", photo, "-o", tmp_path / "signed.jpg", *credential, "--as", "capture"]
    ran = subprocess.run(
        [sys.executable, "-m", "provenance_cli", *map(str, words)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, bound)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert ran.stderr.startswith("error: ")
    assert ran.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_name_that_is_no_text(command, credential, photo, tmp_path, root):
    odd = tmp_path / os.fsdecode(b"bad\xffname.jpg")
    shutil.copy(photo, odd)
    assert command("sign", odd, "-o", odd, *credential, "--as", "capture").code == 0
    told = command("verify", odd, *root)
    assert told.code == 0
    assert "bad\\udcffname.jpg" in "".join(told.out.split())  # a long path is broken


def test_a_file_that_cannot_be_signed(sign, tmp_path):
    (tmp_path / "notes.txt").write_text("just words")
    one_line(sign(tmp_path / "notes.txt", "--as", "capture"), 1)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_that_may_not_be_written(sign, photo, tmp_path):
    tmp_path.chmod(0o500)
    told = sign(photo, "--as", "capture")
    tmp_path.chmod(0o700)
    one_line(told, 1)


@pytest.fixture
def sign_with(command, keys, photo, tmp_path):
    """Sign with the shared chain and another key."""

    def call(key, *words):
        where = ("-o", tmp_path / "signed.jpg", "--cert", keys / "chain.pem", "--key", key)
        return command("sign", photo, *where, "--as", "capture", *words)

    return call


def test_the_wrong_key(command, sign_with, tmp_path):
    assert command("keys", "new", "--out", tmp_path / "other").code == 0
    assert "key" in one_line(sign_with(tmp_path / "other" / "signer.key"), 1)
    assert not (tmp_path / "signed.jpg").exists()


def test_a_key_file_that_holds_no_key(sign_with, tmp_path):
    (tmp_path / "bad.key").write_text("no key")
    one_line(sign_with(tmp_path / "bad.key"), 1)


def test_a_missing_key_file(sign_with, tmp_path):
    assert "gone.key" in one_line(sign_with(tmp_path / "gone.key"), 2)


@pytest.fixture
def locked(keys, tmp_path):
    key = serialization.load_pem_private_key((keys / "signer.key").read_bytes(), None)
    path = tmp_path / "locked.key"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"open sesame"),
        )
    )
    return path


def test_an_encrypted_key_without_passphrase(sign_with, locked):
    assert "--passphrase-file" in one_line(sign_with(locked), 1)


@pytest.mark.parametrize(("passphrase", "code"), [("open sesame\n", 0), ("wrong\n", 1)])
def test_an_encrypted_key_with_a_passphrase(sign_with, locked, tmp_path, passphrase, code):
    (tmp_path / "passphrase").write_text(passphrase)
    told = sign_with(locked, "--passphrase-file", tmp_path / "passphrase")
    assert told.code == code
    assert "sesame" not in told.out + told.err
