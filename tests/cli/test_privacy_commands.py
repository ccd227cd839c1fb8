"""`sign --privacy`, `redact` and `privacy` on the command line."""

from __future__ import annotations

import json
from shutil import which

import pytest
from support import located

pytestmark = pytest.mark.skipif(which("exiftool") is None, reason="exiftool is not installed")


@pytest.fixture
def there(tmp_path):
    return located.one("jpeg", tmp_path)


def test_a_photo_for_the_public_reveals_no_place(command, credential, there, tmp_path):
    new = tmp_path / "public.jpg"
    made = command("sign", there, "-o", new, "--as", "capture", "--privacy", "public", *credential)
    assert made.code == 0, made.err
    assert "Taken out of the new file" in made.err
    told = json.loads(command("privacy", new, "--json").out)
    assert "location" not in {each["tells"] for each in told["exposures"]}
    assert "Location" in command("privacy", there).out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--privacy", "public", "--metadata", "all"), "Keep one"),
        (("--privacy", "public", "--include", "gps"), "Keep one"),
        (("--location", "1km"), "belongs to a privacy profile"),
        (("--keep-file-metadata",), "belongs to a privacy profile"),
        (("--privacy", "evidence", "--location", "none"), "keeps the exact location"),
        (("--privacy", "secret"), "--privacy"),
    ],
)
def test_contradictions_are_wrong_usage(options, words, command, credential, there):
    new = there.with_name("new.jpg")
    made = command("sign", there, "-o", new, "--as", "capture", *options, *credential)
    assert made.code == 2
    assert words in made.err
    assert not new.exists()


def test_a_location_is_redacted_and_the_file_stays_trusted(
    command, credential, root, there, tmp_path
):
    first, second = tmp_path / "first.jpg", tmp_path / "second.jpg"
    words = ("sign", there, "-o", first, "--as", "capture", "--privacy", "evidence")
    assert command(*words, *credential).code == 0
    made = command(
        *("redact", first, "-o", second, "--assertion", "location", "--from-file"), *credential
    )
    assert made.code == 0, made.err
    verified = command("verify", second, *root)
    assert verified.code == 0
    assert "removed" in verified.out
    assert command("conformance", second, *root).code == 0
    assert "GPS" not in command("privacy", second).out


def test_what_cannot_be_redacted_is_wrong_usage(command, credential, captured, tmp_path):
    new = tmp_path / "new.jpg"
    made = command("redact", captured, "-o", new, "--assertion", "c2pa.actions.v2", *credential)
    assert made.code == 2
    assert "cannot be redacted" in made.err
    assert not new.exists()
