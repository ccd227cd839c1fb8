"""keys, trust, conformance, inspect, doctor, schema and demo."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from provenance.pki.trust import official
from provenance_cli import health


def test_new_keys_are_private_and_do_not_overwrite(command, keys):
    assert (keys / "signer.key").stat().st_mode & 0o777 == 0o600
    told = command("keys", "new", "--out", keys)
    assert told.code != 0
    assert told.err.startswith("error: ")


def test_new_keys_name_the_next_step(command, tmp_path):
    told = command("keys", "new", "--out", tmp_path / "k", "--algorithm", "ed25519")
    assert "provenance sign photo.jpg -o signed.jpg --cert" in told.out


def test_a_request_for_an_authority(command, tmp_path):
    words = ("--organization", "Test Studio", "--name", "Test Camera", "--country", "DE")
    told = command("keys", "csr", "--out", tmp_path / "k", *words)
    assert told.code == 0
    assert any(b"CERTIFICATE REQUEST" in path.read_bytes() for path in (tmp_path / "k").iterdir())


def test_a_good_chain_has_no_fault(command, keys):
    told = command("keys", "check", keys / "chain.pem", keys / "signer.key")
    assert told.code == 0, told.out


def test_each_fault_of_a_chain_is_named(command, keys, tmp_path):
    assert command("keys", "new", "--out", tmp_path / "k").code == 0
    told = command("keys", "check", keys / "chain.pem", tmp_path / "k" / "signer.key")
    assert told.code == 1
    assert "error: " in told.out
    faults = json.loads(
        command("keys", "check", keys / "chain.pem", tmp_path / "k" / "signer.key", "--json").out
    )
    assert {"code", "message", "cure", "severity"} <= set(faults[0])


def test_an_expired_chain(command, keys):
    assert command("keys", "check", keys / "chain.pem", "--at", "2099-01-01T00:00:00Z").code == 1


def test_a_chain_that_is_not_there(command, tmp_path):
    told = command("keys", "check", tmp_path / "gone.pem")
    assert (told.code, told.err.count("\n")) == (2, 1)


def test_lists_come_and_go(command, keys, tmp_path):
    words = ("--kind", "signer", "--name", "studio")
    assert command("trust", "list", config=tmp_path).out == ""
    assert command("trust", "add", keys / "root.pem", *words, config=tmp_path).code == 0
    (entry,) = json.loads(command("trust", "list", "--json", config=tmp_path).out)
    assert (entry["name"], entry["kind"], entry["certificates"]) == ("studio", "signer", 1)
    assert "studio: signer list, 1 certificate" in command("trust", "list", config=tmp_path).out
    assert command("trust", "remove", "studio", config=tmp_path).code == 0
    assert command("trust", "list", "--json", config=tmp_path).out == "[]\n"


@pytest.fixture
def published(keys, monkeypatch):
    """Let the official addresses answer with a list of ours; return what was asked for."""
    asked = []

    def answer(address, _network):
        asked.append(address)
        return (keys / "root.pem").read_bytes()

    monkeypatch.setattr(official, "read", answer)
    return asked


def test_the_official_lists_are_fetched_only_when_asked_for(command, published, tmp_path):
    assert command("trust", "list", config=tmp_path).code == 0
    assert not published
    told = command("trust", "update", config=tmp_path)
    assert told.code == 0
    assert len(published) == len(told.out.splitlines()) == 2
    assert {entry["kind"] for entry in installed(command, tmp_path)} == {"signer", "time"}


def test_a_pinned_list_must_be_the_one(command, published, tmp_path):
    wrong = command("trust", "update", "--pin", f"C2PA trust list={'0' * 64}", config=tmp_path)
    assert wrong.code == 1
    assert not installed(command, tmp_path)
    assert command("trust", "update", config=tmp_path).code == 0
    digest = installed(command, tmp_path)[0]["sha256"]
    right = command("trust", "update", "--pin", f"C2PA trust list={digest}", config=tmp_path)
    assert right.code == 0


@pytest.mark.parametrize("pin", ["C2PA trust list", "C2PA trust list=12", f"mine={'0' * 64}"])
def test_a_pin_of_nothing_is_wrong_usage(command, published, tmp_path, pin):
    assert command("trust", "update", "--pin", pin, config=tmp_path).code == 2
    assert not published


def installed(command, config):
    return json.loads(command("trust", "list", "--json", config=config).out)


def test_a_damaged_list_is_named_by_all_who_need_it(command, captured, keys, tmp_path):
    words = ("--kind", "signer", "--name", "studio")
    assert command("trust", "add", keys / "root.pem", *words, config=tmp_path).code == 0
    for path in (tmp_path / "trust").glob("*.pem"):
        path.write_bytes((keys / "chain.pem").read_bytes())
    told = command("verify", captured, config=tmp_path)
    assert (told.code, told.err.count("\n")) == (1, 1)
    assert "provenance trust remove" in told.err
    assert command("trust", "remove", "studio", config=tmp_path).code == 0
    assert command("verify", captured, config=tmp_path).code == 4


def test_removing_what_is_not_there(command, tmp_path):
    told = command("trust", "remove", "nobody", config=tmp_path)
    assert told.code != 0
    assert told.err.count("\n") == 1


def test_a_signed_file_passes_the_official_checks(command, captured):
    told = command("conformance", captured)
    assert told.code == 0, told.out
    assert " 0 fail, " in told.out.splitlines()[-1]
    results = json.loads(command("conformance", captured, "--json").out)
    assert {"id", "outcome", "reason"} <= set(results[0])


def test_a_changed_file_fails_an_official_check(command, tampered):
    told = command("conformance", tampered)
    assert told.code == 3
    assert "fail" in told.out


def test_nothing_to_check(command, photo):
    assert command("conformance", photo).code == 5


def test_the_tree_of_a_file(command, captured):
    told = command("inspect", captured)
    assert told.code == 0
    for words in ("active manifest urn:c2pa:", "c2pa.created", "digitalCapture", "Test Camera"):
        assert words in told.out
    assert json.loads(command("inspect", captured, "--json").out)["manifests"]


def test_the_tree_of_nothing(command, photo):
    told = command("inspect", photo)
    assert (told.code, told.out) == (5, "")


def test_the_doctor_looks_at_everything(command, tmp_path):
    told = command("doctor", "--json", config=tmp_path)
    seen = {entry["subject"]: entry for entry in json.loads(told.out)}
    assert {"media-provenance", "python", "engine", "exiftool", "trust lists"} <= set(seen)
    assert seen["engine"]["state"] == "ok"
    assert seen["trust lists"]["state"] == "missing"
    assert "provenance trust update" in seen["trust lists"]["cure"]
    assert told.code == 0


def test_the_doctor_names_the_extras_that_make_credentials_durable(command, monkeypatch):
    monkeypatch.setattr(
        health, "_installed", lambda name: "" if name in {"scipy", "psycopg"} else "1"
    )
    seen = {entry["subject"]: entry for entry in json.loads(command("doctor", "--json").out)}
    assert seen["durable"]["state"] == "missing"
    assert seen["durable"]["detail"].startswith("scipy not installed: no marks and fingerprints")
    assert seen["durable"]["cure"] == 'pip install "media-provenance[durable]"'
    assert seen["postgresql"]["cure"] == 'pip install "media-provenance[postgresql]"'
    assert seen["blobs"] == {"subject": "blobs", "state": "ok", "detail": "fsspec 1", "cure": ""}


def test_the_doctor_asks_for_what_the_extras_ask_for():
    settings = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
    extras = settings["project"]["optional-dependencies"]
    for name, (packages, _) in health.GROUPS.items():
        assert {re.split(r"[\[>]", needed)[0] for needed in extras[name]} == set(packages)


def test_the_doctor_finds_a_stranger_of_the_same_name(command, tmp_path, monkeypatch):
    for folder in ("one", "two"):
        stranger = tmp_path / folder / "provenance"
        stranger.parent.mkdir()
        stranger.write_text("#!/bin/sh\n")
        stranger.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'one'}:{tmp_path / 'two'}")
    told = command("doctor")
    assert "several commands" in told.out
    assert "missing    exiftool" in told.out


def test_the_schema_is_a_schema(command):
    schema = json.loads(command("schema", "report").out)
    assert schema["$schema"].startswith("https://json-schema.org/")


@pytest.mark.slow
def test_the_demo_tells_its_story(command, tmp_path):
    told = command("demo", "--keep", tmp_path / "demo")
    assert told.code == 0, told.err
    assert told.out.count("$ provenance ") == 6
    for code in (0, 3, 4):
        assert f"(exit code {code})" in told.out
    assert (tmp_path / "demo" / "published.jpg").is_file()


def test_the_demo_spares_what_is_there(command, tmp_path):
    (tmp_path / "mine.txt").touch()
    assert command("demo", "--keep", tmp_path).code == 2
