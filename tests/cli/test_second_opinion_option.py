"""`provenance verify --second-opinion`: told in text and JSON, and without say in the exit code."""

from __future__ import annotations

import json
from importlib import metadata

import jsonschema

from provenance.verification import second_opinion


def test_agreement_is_told(command, captured, root):
    told = command("verify", captured, *root, "--second-opinion")
    assert told.code == 0
    assert "Second opinion of encypher-c2pa" in told.out
    assert "it agrees (credentials, integrity, trust of the last signature)." in " ".join(
        told.out.split()
    )


def test_a_difference_is_told_and_changes_no_code(command, captured, root, monkeypatch):
    theirs = second_opinion.Testimony(present=True, failures=("assertion.dataHash.mismatch",))
    monkeypatch.setattr(second_opinion, "_testimony", lambda *_: theirs)
    told = command("verify", captured, *root, "--second-opinion")
    assert told.code == 0
    text = " ".join(told.out.split())
    assert "it differs about the last signature; the verdict stays ours" in text
    assert "integrity: we find nothing against it, it finds assertion.dataHash.mismatch" in text


def test_no_opinion_is_told(command, tmp_path):
    (tmp_path / "notes.txt").write_text("just words")
    told = command("verify", tmp_path / "notes.txt", "--second-opinion")
    assert told.code == 6
    assert "none. This file could not be read here" in told.out


def test_the_json_fits_the_schema(command, captured, tampered, root):
    told = command("verify", captured, tampered, *root, "--second-opinion", "--json")
    reports = json.loads(told.out)
    assert [each["second_opinion"]["standing"] for each in reports] == ["agrees", "agrees"]
    assert [each["verdict"] for each in reports] == ["TRUSTED", "INVALID"]
    jsonschema.validate(reports, json.loads(command("schema", "report").out))


def test_without_the_option_nobody_is_asked(command, captured, root):
    assert json.loads(command("verify", captured, *root, "--json").out)["second_opinion"] is None


def test_without_the_package_the_extra_is_named_and_nothing_judged(command, captured, monkeypatch):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(second_opinion.metadata, "version", missing)
    told = command("verify", captured, "--second-opinion")
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)
    assert "pip install encypher-c2pa" in told.err
