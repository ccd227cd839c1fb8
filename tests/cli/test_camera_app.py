"""The example camera, asked as its page asks, without a browser."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import sys

import pytest
from PIL import Image
from support.camera_page import APP, ask, camera
from support.stamping import stamping

from provenance import TrustList, TrustLists, Verdict, Verifier

pytestmark = pytest.mark.usefixtures("loopback")


def frame(form: str = "JPEG") -> bytes:
    encoded = io.BytesIO()
    Image.effect_noise((320, 240), 60).convert("RGB").save(encoded, form)
    return encoded.getvalue()


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    with camera(tmp_path_factory.mktemp("app") / "pictures") as running:
        yield running


@pytest.mark.parametrize(("form", "suffix"), [("JPEG", ".jpg"), ("PNG", ".png"), ("WEBP", ".webp")])
def test_a_frame_is_signed_into_the_folder(studio, form, suffix):
    answer = studio.take(frame(form), "image/jpeg")  # what it is decides, not what it is called
    assert answer.status == 200
    path = studio.pictures / answer.said["name"]
    said = studio.ask(f"pictures/{path.name}/report").said
    assert said["verdict"] == "TRUSTED"
    assert path.suffix == suffix
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    root = TrustList.from_pem(studio.root.read_bytes(), kind="signer", name="root")
    with Verifier(trust=TrustLists(lists=(root,))) as verifier:
        report = verifier.inspect(path)
    assert report.verdict is Verdict.TRUSTED
    assert report.headline == said["headline"]
    assert report.history[0].digital_source_type.endswith("/digitalCapture")
    assert "Web camera" in report.history[0].what_with
    shown = studio.ask(f"pictures/{path.name}")
    assert shown.body == path.read_bytes()


def test_the_newest_picture_stands_first(studio):
    names = [studio.take(frame()).said["name"] for _ in range(3)]
    listed = [picture["name"] for picture in studio.ask("state").said["pictures"]]
    assert listed[:3] == names[::-1]
    assert not any(picture["waits"] for picture in studio.ask("state").said["pictures"])
    assert studio.ask("state").said["time"] is None


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"", "image/jpeg", 422),
        (b"no picture", "image/jpeg", 422),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png", 422),
        (frame("GIF"), "image/jpeg", 422),
        (frame("PNG")[:2000], "image/png", 422),
        (frame(), "text/plain", 415),
        (frame(), "image/svg+xml", 415),
    ],
)
def test_what_is_no_frame_is_refused_and_leaves_nothing(studio, content, kind, status):
    before = studio.taken
    answer = studio.take(content, kind)
    assert answer.status == status, answer.body
    assert "\n" not in answer.said["error"]
    assert studio.taken == before


def test_a_picture_with_credentials_is_not_signed_as_a_new_capture(studio):
    """Neither one that is whole, nor one that was changed since."""
    signed = (studio.pictures / studio.take(frame()).said["name"]).read_bytes()
    changed = signed[:-100] + bytes([signed[-100] ^ 1]) + signed[-99:]
    before = studio.taken
    for content in (signed, changed):
        assert studio.take(content).status == 422
    assert studio.taken == before


def test_a_frame_that_is_too_large_is_refused(studio):
    before = studio.taken
    answer = studio.take(b"\xff\xd8\xff" + bytes(32 << 20))
    assert answer.status == 413
    assert studio.taken == before


def test_a_changed_file_is_told_as_invalid(studio):
    path = studio.pictures / studio.take(frame()).said["name"]
    content = path.read_bytes()
    path.write_bytes(content[:-100] + bytes([content[-100] ^ 1]) + content[-99:])
    assert studio.ask(f"pictures/{path.name}/report").said["verdict"] == "INVALID"


@pytest.mark.parametrize("name", ["../x.jpg", ".camera", "root.pem", "a.jpg", "x" * 300])
def test_only_pictures_of_the_album_are_given_out(studio, name):
    assert studio.ask(f"pictures/{name}").status == 404
    assert studio.ask(name).status == 404


def test_a_link_in_the_album_is_not_followed(studio):
    name = "20260101-120000-000000-00000000.jpg"
    link = studio.pictures / name
    link.symlink_to(studio.root)
    assert studio.ask(f"pictures/{name}").status == 404
    assert studio.ask(f"pictures/{name}/report").status == 404
    link.unlink()


def test_a_foreign_page_takes_no_picture(studio):
    before = studio.taken
    assert studio.take(frame(), Origin="http://evil.example").status == 403
    assert studio.take(frame(), Host="evil.example").status == 421
    kind = {"Content-Type": "image/jpeg", "Origin": studio.origin}
    guessed = ask(f"{studio.origin}/pictures", method="POST", body=frame(), headers=kind)
    assert guessed.status == 403
    assert studio.ask("pictures", method="POST", body=frame(), headers={}).status == 403
    assert studio.taken == before


def test_the_page_brings_everything_with_it(studio):
    page = studio.ask()
    assert page.status == 200
    assert page.headers["content-type"].startswith("text/html")
    for path in (APP.parent / "pages").iterdir():
        got = studio.ask(path.name)
        assert got.body == path.read_bytes()
        addresses = got.body.replace(b"http://www.w3.org/2000/svg", b"")
        assert b"http:" not in addresses
        assert b"https:" not in addresses
        assert b"//cdn" not in addresses


def test_the_folder_with_keys_is_the_owners_alone(studio):
    own = studio.root.parent
    assert stat.S_IMODE((own / "signer.key").stat().st_mode) == 0o600
    for folder in (studio.pictures, own.parent, own):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_key_of_ones_own_signs(keys, tmp_path):
    named = ("--cert", keys / "chain.pem", "--key", keys / "signer.key")
    with camera(tmp_path / "pictures", *named, "--device", "Front camera") as running:
        name = running.take(frame()).said["name"]
        told = running.ask(f"pictures/{name}/report").said
        assert told["verdict"] == "VALID"
        assert any("Front camera" in fact["text"] for fact in told["facts"])
        assert not (tmp_path / "pictures" / ".camera" / "keys").exists()
    with camera(tmp_path / "pictures", *named, "--trust", keys / "root.pem") as running:
        (picture,) = running.ask("state").said["pictures"]
        report = running.ask(f"pictures/{picture['name']}/report").said
        assert report["verdict"] == "TRUSTED"


def test_what_waits_for_a_time_stamp_is_fetched_when_asked(tmp_path):
    with stamping() as authority:
        named = ("--tsa", authority.url)
        with camera(tmp_path / "pictures", *named) as running:
            name = running.take(frame()).said["name"]
            gone = running.take(frame()).said["name"]
            (running.pictures / gone).unlink()
        with camera(tmp_path / "pictures", *named) as running:  # it is kept over a restart
            authority.mode = "error"
            assert flush(running)["count"] == 2
            problem = running.ask("state").said["time"]["problem"]
            assert problem.startswith("No time-stamp was given")
            assert running.ask("state").said["pictures"] == [{"name": name, "waits": True}]
            authority.mode = "good"
            assert flush(running) == {"count": 0, "authorities": ["127.0.0.1"], "problem": ""}
            assert running.ask("state").said["pictures"] == [{"name": name, "waits": False}]
            assert running.ask(f"pictures/{name}/report").said["verdict"] == "TRUSTED"
    assert authority.stamped


def flush(running) -> dict:
    answer = running.ask("time-stamps", method="POST", headers={"Origin": running.origin})
    assert answer.status == 200
    return answer.said["time"]


def test_a_missing_package_is_told_in_one_line(tmp_path):
    program = "import runpy, sys; sys.modules['fastapi'] = None; runpy.run_path(sys.argv[1])"
    ran = subprocess.run(
        [sys.executable, "-c", program, APP],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(APP.parent)},
    )
    assert ran.returncode == 1
    assert ran.stderr.startswith("error: fastapi is not installed.")
    assert len(ran.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("--cert", "no.pem", "--key", "no.key"),
        ("--trust", "no.pem"),
        ("--tsa", "ftp://time.example/"),
        ("--cert", "no.pem"),
    ],
)
def test_a_mistake_is_told_in_one_line(tmp_path, words):
    ran = subprocess.run(
        [sys.executable, APP, tmp_path / "pictures", *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=tmp_path,
    )
    assert ran.returncode in {1, 2}
    assert "error: " in ran.stderr.splitlines()[-1]
    assert "Traceback" not in ran.stderr
