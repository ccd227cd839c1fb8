"""Signing durably, and finding the credentials again, from the command line."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from support import media, sounds, textures, tunes
from support.lasting import posted

from provenance_cli.app import run


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("durable") / "kept"
    assert run(["repository", "init", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def durable(kept, credential):
    textures.textured(1, 1000, 750).save(kept.parent / "raw.jpg", quality=92)
    words = ["sign", kept.parent / "raw.jpg", "-o", kept.parent / "photo.jpg", "--as", "capture"]
    words += [*credential, "--device", "Test Camera", "--durable", "--repository", kept]
    assert run(list(map(str, words))) == 0
    return kept.parent / "photo.jpg"


@pytest.fixture(scope="module")
def found(durable):
    return posted(durable, durable.with_name("found.jpg"))


def test_the_round_trip_from_signing_to_recovery(command, kept, found, root):
    said = command("recover", found, "--repository", kept, "--json", *root)
    assert (said.code, said.err) == (6, "")
    document = json.loads(said.out)
    assert document["verdict"] == "UNDETERMINED"
    (match,) = document["matches"]
    wanted = {"by": "watermark", "score": 1.0, "same_scene": True, "accepted": True}
    assert wanted.items() <= match.items()
    assert match["algorithm"] == "org.media-provenance.watermark.1"
    assert match["manifest"] == document["active"]["label"]
    assert document["active"]["signer"]["name"] == "My signer (development)"
    assert "Captured with" in document["history"][0]["sentence"]


def test_it_is_told_in_words(command, kept, found, root):
    said = command("recover", found, "--repository", kept, "--verbose", *root)
    text = " ".join(said.out.split())
    assert said.code == 6
    assert "carries no credentials of its own" in text
    assert "nothing proves that they are of this file" in text
    assert "Credentials that were found elsewhere" in text
    assert "accepted" in text


def test_another_picture_leads_nowhere(command, kept, durable, tmp_path):
    textures.textured(2, 640, 480).save(tmp_path / "other.jpg")
    said = command("recover", tmp_path / "other.jpg", "--repository", kept, "--json")
    assert said.code == 5
    assert json.loads(said.out)["matches"] == []


def test_verify_holds_the_mark_against_the_credentials(command, kept, durable, root):
    said = command("verify", durable, "--repository", kept, "--json", *root)
    assert said.code == 0
    assert "watermark.stated" in {each["code"] for each in json.loads(said.out)["findings"]}
    assert command("verify", durable, *root).code == 0


def test_no_policy_turns_what_was_found_into_a_success(command, kept, found, root, tmp_path):
    rules = tmp_path / "rules.toml"
    for text in (
        '[actions]\nforbidden = ["c2pa.edited"]\n',
        '[signers]\nnames = ["My signer (development)"]\n',
    ):
        rules.write_text("version = 1\n" + text)
        said = command("verify", found, "--repository", kept, "--policy", rules, *root)
        assert said.code == 6, said.err


def test_signing_tells_what_leads_to_it_in_json(command, kept, durable, credential, tmp_path):
    said = command(
        "sign", durable, "-o", tmp_path / "edit.jpg", "--as", "edit", "--action", "published",
        *credential, "--durable", "--repository", kept, "--no-fingerprint", "--json",
    )  # fmt: skip
    assert said.code == 0
    document = json.loads(said.out)
    (mark,) = document["soft_bindings"]
    named = ("--algorithm", mark["algorithm"], "--value", mark["value"], "--repository", kept)
    assert command("repository", "find", *named).code == 0
    assert (mark["kind"], document["mark"]) == ("watermark", None)  # what was there costs nothing
    assert any("carries a mark already" in note for note in document["notes"])


@pytest.mark.parametrize(
    "case",
    [
        (("--durable",), "provenance repository init"),
        (("--repository", "kept"), "Add --durable"),
        (("--mark", "robust"), "Add --durable"),
        (("--no-fingerprint",), "Add --durable"),
        (("--durable", "--repository", "nowhere"), "is no repository"),
    ],
)
def test_options_that_do_not_fit_are_refused(command, photo, credential, tmp_path, case):
    words, says = case
    said = command("sign", photo, "-o", tmp_path / "a.jpg", "--as", "capture", *credential, *words)
    assert said.code == 2
    assert says in " ".join(said.err.split())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["dng", "gif", "pdf", "mp3"])
def test_what_cannot_be_found_again_is_refused(command, kept, credential, tmp_path, name):
    source = media.one(name, tmp_path)
    said = command(
        "sign", source, "-o", tmp_path / f"signed{source.suffix}", "--as", "capture",
        *credential, "--durable", "--repository", kept,
    )  # fmt: skip
    assert said.code in {1, 2}
    assert source.name in said.err
    assert "Traceback" not in said.err
    assert list(tmp_path.iterdir()) == [source]


def test_recover_needs_a_place(command, photo):
    said = command("recover", photo)
    assert said.code == 2
    assert "--repository DIR" in said.err


def test_a_recording_is_found_by_its_sound(command, kept, credential, tmp_path, root):
    tune = tunes.tune(1, seconds=20)
    raw, signed, found = (tmp_path / name for name in ("raw.mp3", "signed.mp3", "found.m4a"))
    raw.write_bytes(sounds.write(tune, sounds.FORMS["mp3"]))
    said = command(
        "sign", raw, "-o", signed, "--as", "capture", *credential, "--durable",
        "--repository", kept,
    )  # fmt: skip
    assert said.code == 0, said.err
    found.write_bytes(sounds.write(tune[: 19 * tunes.RATE], sounds.AAC_32))

    said = command("recover", found, "--repository", kept, "--json", *root)
    assert said.code == 6
    (match,) = json.loads(said.out)["matches"]
    wanted = {"by": "fingerprint", "same_scene": None, "heard": True, "accepted": True}
    assert wanted.items() <= match.items()
    said = command("recover", found, "--repository", kept, "--verbose", *root)
    assert "no picture; the sound is alike" in said.out

    found.write_bytes(sounds.write(tunes.tune(2, seconds=20), sounds.AAC_32))
    assert command("recover", found, "--repository", kept).code == 5


def test_a_folder_is_sent_to_verify(command, kept, tmp_path):
    said = command("recover", tmp_path, "--repository", kept)
    assert said.code == 2
    assert f"provenance verify {tmp_path} --repository" in said.err


def test_a_place_that_is_no_repository_is_told_as_it_was_written(command, photo):
    said = command("recover", photo, "--repository", "s3://bucket/stores")
    assert said.code == 2
    assert "s3://bucket/stores is no address of a repository. It is a folder or" in said.err


def test_a_service_that_is_down_is_named_with_its_port(command, photo):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    said = command("recover", photo, "--ask", f"http://127.0.0.1:{port}")
    assert said.code == 1
    assert f"The service at http://127.0.0.1:{port} gave no answer" in said.err


def test_a_file_that_became_smaller_is_told_so(command, kept, credential, tmp_path):
    textures.textured(4, 900, 700).save(tmp_path / "large.png", compress_level=0)
    words = ("--as", "capture", *credential, "--durable", "--repository", kept)
    said = command("sign", tmp_path / "large.png", "-o", tmp_path / "small.png", *words)
    saved = (tmp_path / "large.png").stat().st_size - (tmp_path / "small.png").stat().st_size
    assert saved > 0
    assert f"{saved / 1_000_000:.1f} MB smaller) as capture" in said.out
    assert re.search(
        r"^Marked invisibly: PSNR \d\d\.\d dB, SSIM 0\.9\d+\.$", said.out, re.MULTILINE
    )


def test_the_recipe_of_the_page_runs(kept, credential, tmp_path):
    page = Path(__file__).resolve().parents[2] / "docs" / "durable.md"
    (piece,) = re.findall(r"```python\n(.*?)```", page.read_text(), re.DOTALL)
    (tmp_path / "pictures").mkdir()
    source = tmp_path / "pictures" / "one.jpg"
    textures.textured(5, 900, 700).save(source, quality=92)
    shutil.copy(source, tmp_path / "found.jpg")
    (tmp_path / "credentials").symlink_to(kept)
    (tmp_path / "keys").symlink_to(Path(credential[1]).parent)
    ran = subprocess.run(
        [sys.executable, "-c", piece], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("UNDETERMINED This file carries no credentials of its own.")
    assert " True " in ran.stdout
