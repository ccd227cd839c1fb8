"""The examples run as they are, with no arguments and with real files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def example(name: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, EXAMPLES / name, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("capture_frames.py", "frames signed: 1"),
        ("capture_burst.py", "frames signed: 7, kept unsigned: 1"),
        ("export_from_editor.py", "parent: urn:c2pa:"),
        ("verify_received.py", "files looked at: 3"),
        ("recover_stripped.py", "credentials found: 1"),
    ],
)
def test_an_example_tries_itself(name, said):
    ran = example(name)
    assert ran.returncode == 0, ran.stderr
    assert said in ran.stdout
    assert not ran.stderr


def test_a_newsroom_decides_by_verdict():
    said = example("verify_received.py").stdout
    assert "signed.jpg: publish\n" in said
    assert "unsigned.jpg: ask for the original" in said
    assert "changed.jpg: reject" in said


def test_a_stripped_picture_leads_back_to_where_it_comes_from():
    said = example("recover_stripped.py").stdout
    assert "as signed: TRUSTED." in said
    assert "as posted: ABSENT." in said
    assert "looked for: UNDETERMINED. This file carries no credentials of its own." in said
    assert "the same scene: True" in said
    assert 'Captured with "Example Camera One"' in said
    assert "nothing binds to this file" in said


def test_from_the_camera_over_the_editor_to_the_newsroom(keys, photo, tmp_path):
    frames, album = tmp_path / "frames", tmp_path / "album"
    frames.mkdir()
    (frames / "one.jpg").write_bytes(photo.read_bytes())
    credential = (keys / "chain.pem", keys / "signer.key")
    assert example("capture_frames.py", frames, album, *credential).returncode == 0
    edited = example("export_from_editor.py", album / "one.jpg", album / "two.jpg", *credential)
    assert edited.returncode == 0, edited.stderr
    received = example("verify_received.py", album, keys / "root.pem")
    assert "one.jpg: publish\n" in received.stdout
    assert "two.jpg: publish with an AI label\n" in received.stdout


def test_a_burst_is_stored_signed_in_its_order(keys, photo, tmp_path):
    frames, album = tmp_path / "frames", tmp_path / "album"
    frames.mkdir()
    for number in range(3):
        (frames / f"{number}.jpg").write_bytes(photo.read_bytes())
    ran = example("capture_burst.py", frames, album, keys / "chain.pem", keys / "signer.key")
    assert ran.returncode == 0, ran.stderr
    received = example("verify_received.py", album, keys / "root.pem")
    assert received.stdout.count(": publish\n") == 3


@pytest.mark.parametrize(
    "name",
    ["capture_frames.py", "export_from_editor.py", "verify_received.py", "recover_stripped.py"],
)
def test_an_example_tells_an_error_in_one_line(name, tmp_path, keys):
    if name == "verify_received.py":
        (tmp_path / "empty.pem").touch()
        ran = example(name, tmp_path, tmp_path / "empty.pem")
    else:
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / "a.jpg").write_bytes(b"no picture")
        source = tmp_path / "in" if name == "capture_frames.py" else tmp_path / "gone.jpg"
        target = tmp_path / "out" if name == "capture_frames.py" else tmp_path / "out.jpg"
        files = [source, target, keys / "chain.pem", tmp_path / "no.key"]
        if name == "recover_stripped.py":
            files = [source, *files[2:], keys / "root.pem"]
        ran = example(name, *files)
    assert ran.returncode == 1
    assert ran.stderr.startswith("error: ") or "No such file" in ran.stderr
