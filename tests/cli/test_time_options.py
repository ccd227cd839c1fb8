"""`provenance sign --tsa` and `provenance queue`: time-stamps taken in, deferred and brought later."""

from __future__ import annotations

import json

import pytest
from support import stamping
from support.authorities import Development, pem

CAPTURE = ("--as", "capture")


@pytest.fixture(scope="module")
def development():
    return Development()


@pytest.fixture
def authority(development):
    with stamping.stamping(development) as authority:
        yield authority


@pytest.fixture
def tsa_trust(development, tmp_path):
    path = tmp_path / "tsa.pem"
    path.write_bytes(pem(development.root.certificate))
    return ("--tsa-trust", path)


@pytest.fixture
def config(tmp_path):
    return tmp_path / "config"


@pytest.fixture
def run(command, config):
    return lambda *words: command(*words, config=config)


@pytest.fixture
def sign(run, credential, photo, tmp_path):
    def call(*words, name="signed.jpg"):
        return run("sign", photo, "-o", tmp_path / name, *credential, *CAPTURE, *words)

    return call


@pytest.fixture
def times(run, root, tsa_trust, tmp_path):
    """Tell how well each time in a signed file is known."""

    def call(name="signed.jpg"):
        told = json.loads(run("verify", tmp_path / name, *root, *tsa_trust, "--json").out)
        assert told["verdict"] == "TRUSTED"
        return [node["time"]["standing"] for node in told["nodes"]]

    return call


@pytest.mark.parametrize("policy", [(), ("--time", "require"), ("--time", "try")])
def test_a_named_authority_is_asked(sign, authority, times, policy):
    assert sign("--tsa", authority.url, *policy).code == 0
    assert times() == ["proven"]
    assert len(authority.imprints) == 1


def test_the_next_one_is_asked_when_one_is_down(sign, authority, times, development):
    with stamping.stamping(development) as broken:
        broken.mode = "down"
        assert sign("--tsa", broken.url, "--tsa", authority.url).code == 0
    assert times() == ["proven"]


def test_require_ends_in_one_line_and_writes_nothing(sign, authority, tmp_path):
    authority.mode = "wrong nonce"
    told = sign("--tsa", authority.url)

    assert told.code == 1
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert told.err.startswith("error: No time-stamp was given (127.0.0.1: the answer belongs")
    assert not (tmp_path / "signed.jpg").exists()


def test_try_says_why_there_is_no_time(sign, authority, times):
    authority.mode = "down"
    told = sign("--tsa", authority.url, "--time", "try")

    assert told.code == 0
    assert "note: It is signed without time. No time-stamp was given (127.0.0.1: " in told.err
    assert times() == ["unknown"]


def test_deferred_ones_wait_and_are_brought_by_flush(sign, run, authority, times, config):
    told = sign("--tsa", authority.url, "--time", "defer")
    assert told.code == 0
    assert "provenance queue flush" in told.err
    assert authority.imprints == []
    assert times() == ["unknown"]
    (entry,) = json.loads(run("queue", "status", "--json").out)
    assert entry["path"] == str(config.parent / "signed.jpg")
    assert entry["authorities"] == [authority.url]
    assert "127.0.0.1" in run("queue", "status").out
    assert (config / "time-stamps.sqlite3").exists()

    flushed = run("queue", "flush")

    assert flushed.code == 0
    assert flushed.out.startswith(f"{config.parent / 'signed.jpg'}: signed ")
    assert times() == ["proven", "proven"]
    assert json.loads(run("queue", "status", "--json").out) == []
    assert run("queue", "status").err == run("queue", "flush").err
    assert json.loads(run("queue", "flush", "--json").out) == []


def test_what_waits_on_is_told_and_gives_exit_code_1(sign, run, authority, tmp_path, times):
    for name in ("a.jpg", "b.jpg"):
        sign("--tsa", authority.url, "--time", "defer", name=name)
    authority.mode = "error"
    told = run("queue", "flush", "--json")

    assert told.code == 1
    assert [each["state"] for each in json.loads(told.out)] == ["waiting", "waiting"]
    assert "the answer is 500" in run("queue", "status").out
    authority.mode = "good"
    (tmp_path / "a.jpg").unlink()
    told = run("queue", "flush")
    assert told.code == 1
    assert "a.jpg: missing. The file is not there." in told.out
    assert times("b.jpg") == ["proven", "proven"]
    assert run("queue", "flush", "--drop-missing").code == 0
    assert json.loads(run("queue", "status", "--json").out) == []


def test_another_key_can_sign_the_update(sign, run, authority, credential, times):
    sign("--tsa", authority.url, "--time", "defer")

    assert run("queue", "flush", *credential).code == 0
    assert times() == ["proven", "proven"]
    assert run("queue", "flush", *credential[:2]).code == 2


def test_an_encrypted_key_is_opened_by_a_passphrase_file(run, keys, photo, authority, tmp_path):
    from cryptography.hazmat.primitives import serialization as forms  # noqa: PLC0415

    secret = tmp_path / "secret"
    secret.write_text("correct horse\n")
    plain = forms.load_pem_private_key((keys / "signer.key").read_bytes(), None)
    locked = tmp_path / "locked.key"
    locked.write_bytes(
        plain.private_bytes(
            forms.Encoding.PEM,
            forms.PrivateFormat.PKCS8,
            forms.BestAvailableEncryption(b"correct horse"),
        )
    )
    locked.chmod(0o600)
    words = ("--cert", keys / "chain.pem", "--key", locked, "--passphrase-file", secret)
    time = ("--tsa", authority.url, "--time", "defer")
    assert run("sign", photo, "-o", tmp_path / "signed.jpg", *words, *CAPTURE, *time).code == 0

    told = run("queue", "flush")
    assert told.code == 1
    assert "failed. " in told.out
    assert run("queue", "flush", "--passphrase-file", secret).code == 0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--time", "try"), "--time try needs somebody to ask"),
        (("--tsa", "ftp://example.org/"), "is no address of a time-stamp authority"),
        (("--tsa", "timestamp.example.org"), "is no address of a time-stamp authority"),
        (("--tsa", "http://127.0.0.1/", "--time", "later"), "'later' is not one of"),
    ],
)
def test_what_makes_no_sense_is_a_usage_error(sign, words, why):
    told = sign(*words)

    assert told.code == 2
    assert why in told.err
