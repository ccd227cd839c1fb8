"""`provenance repository serve`, and `--ask`: two installations that share nothing but HTTP."""

from __future__ import annotations

import io
import json
import signal

import pytest
from PIL import Image
from support import listening, textures
from support.signing_service import PATIENCE, ask
from support.signing_service import command as running

from provenance_cli.app import run


@pytest.fixture(scope="session")
def credentials(tmp_path_factory):
    """Return the repository of the one who signs."""
    folder = tmp_path_factory.mktemp("first") / "credentials"
    assert run(["repository", "init", str(folder)]) == 0
    return folder


@pytest.fixture(scope="session")
def marked(tmp_path_factory, credential, credentials):
    """Return a picture that was signed durably there."""
    folder = tmp_path_factory.mktemp("marked")
    source, signed = folder / "photo.jpg", folder / "signed.jpg"
    textures.textured(3, 1200, 900).save(source, quality=92)
    words = ["sign", str(source), "-o", str(signed), "--as", "capture", *credential]
    assert run([*words, "--durable", "--repository", str(credentials)]) == 0
    return signed


@pytest.fixture(scope="session")
def stripped(marked):
    """Return what a platform leaves of it: less of it, smaller, coarser, without a word."""
    path = marked.with_name("found.jpg")
    with Image.open(marked) as picture:
        cut = picture.crop((40, 30, 1150, 860))
        cut.thumbnail((1000, 1000))
        cut.save(path, quality=75)
    return path


@pytest.fixture(scope="session")
def other(tmp_path_factory, credentials):
    """Serve that repository from another process, as another installation would."""
    settings = tmp_path_factory.mktemp("second")
    words = ("--config-dir", settings, "repository", "serve", credentials, "--port", "0")
    with running(*words) as (_, url):
        yield url


def test_another_installation_finds_the_credentials(command, other, stripped):
    told = command("recover", stripped, "--ask", other, "--json")
    assert told.code == 6, told.err
    said = json.loads(told.out)
    assert said["verdict"] == "UNDETERMINED"
    first = said["matches"][0]
    assert first["manifest"].startswith("urn:c2pa:")
    assert (first["by"], first["same_scene"]) == ("watermark", True)


def test_verify_asks_it_too(command, other, stripped, captured):
    assert command("verify", stripped, "--ask", other).code == 6
    assert command("verify", captured, "--ask", other).code == 4


def test_a_file_with_nothing_in_it_leads_nowhere(command, other, tmp_path):
    plain = tmp_path / "plain.jpg"
    textures.textured(9).save(plain)
    assert command("recover", plain, "--ask", other).code == 5


def test_the_service_itself_looks_at_files(other, stripped):
    headers = {"Content-Type": "image/jpeg"}
    reply = ask(other, "/matches/byContent", body=stripped.read_bytes(), headers=headers)
    (match,) = reply.said["matches"]
    store = ask(other, f"/manifests/{match['manifestId']}")
    assert (store.status, store.headers["content-type"]) == (200, "application/c2pa")
    assert match["manifestId"].encode() in store.body


def test_a_child_that_dies_leaves_the_service_alive(other, stripped):
    whole = io.BytesIO(stripped.read_bytes()[:2000]).getvalue()
    for content in (whole, b"\xff\xd8" + bytes(10_000)):
        headers = {"Content-Type": "image/jpeg"}
        assert ask(other, "/matches/byContent", body=content, headers=headers).status == 200
    assert ask(other, "/health").status == 200


def test_it_stops_cleanly_and_says_nothing_else(credentials, tmp_path):
    words = ("--config-dir", tmp_path, "repository", "serve", credentials, "--port", "0", "--json")
    with running(*words) as (process, shown):
        url = json.loads('{"url": ' + shown)["url"]
        assert ask(url, "/health").status == 200
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=PATIENCE)
        assert (process.returncode, out, err) == (0, "", "")


NOBODY = "http://127.0.0.1:9"


def test_what_is_kept_here_is_found_when_a_service_is_down(command, credentials, stripped):
    told = command("recover", stripped, "--repository", credentials, "--ask", NOBODY)
    assert told.code == 6, told.err
    assert "leads to those of" in told.out
    assert (
        " ".join(told.out.split()).count(f"Not every place was searched. The service at {NOBODY}")
        == 1
    )


def test_nothing_found_is_no_answer_when_a_service_is_down(command, credentials, tmp_path):
    plain = tmp_path / "plain.jpg"
    textures.textured(9).save(plain)
    told = command("recover", plain, "--repository", credentials, "--ask", NOBODY)
    assert (told.code, told.out, len(told.err.splitlines())) == (1, "", 1)
    assert "Nothing was found, and not every place was searched." in told.err


def test_a_verdict_stands_when_a_service_is_down(command, captured):
    told = command("verify", captured, "--ask", NOBODY)
    assert told.code == 4
    assert "Not every place was searched." in told.out


@pytest.fixture
def places(credentials, stripped, tmp_path):
    return {"tmp": tmp_path, "where": credentials, "file": stripped}


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["repository", "serve", "{tmp}/none"], "is no repository"),
        (["repository", "serve", "{where}", "--token-file", "{tmp}/none"], "does not exist"),
        (["repository", "serve", "{where}", "--host", "192.0.2.1"], "Anybody who reaches"),
        (["repository", "serve", "{where}", "--host", "192.0.2.1", "--public"], "cannot listen"),
        (["repository", "serve", "{where}", "--tls-cert", "x"], "both a certificate"),
        (["repository", "serve", "{where}", "--port", "70000"], "65535"),
        (["recover", "{file}"], "nowhere to look"),
        (["recover", "{file}", "--ask", "c2pa.example"], "no address of a service"),
        (["recover", "{file}", "--ask", "http://127.0.0.1:9"], "gave no answer"),
    ],
)
def test_what_cannot_be_done_is_one_line(command, places, words, named):
    told = command(*(each.format(**places) for each in words))
    assert told.code in {1, 2}
    assert (told.out, len(told.err.splitlines())) == ("", 1)
    assert named in told.err


def test_only_the_named_service_is_contacted(command, stripped):
    with listening.server() as named, listening.server() as unnamed:
        told = command("recover", stripped, "--ask", named.url)
        assert (told.code, len(told.err.splitlines())) == (1, 1)
        assert named.asked
        assert not unnamed.asked
