"""`provenance explain`: codes, verdicts, files, and what is neither."""

from __future__ import annotations

import json
import shutil

import pytest

from provenance.report import explain

THREE = ("What happened", "Keep in mind", "What to do")


def test_a_code(command):
    told = command("explain", "claimSignature.outsideValidity")
    assert (told.code, told.err) == (0, "")
    assert all(part in told.out for part in THREE)
    assert "not a sign that the file was changed" in " ".join(told.out.split())


@pytest.mark.parametrize("word", ["VALID", "valid", "Valid"])
def test_a_verdict_in_any_case(command, word):
    told = command("explain", word)
    assert told.code == 0
    assert told.out.startswith("VALID\n")


def test_a_code_as_json(command):
    data = json.loads(command("explain", "TIME.SEVERAL", "--json").out)
    assert list(data) == ["code", "sentence", "happened", "not_meant", "to_do"]
    assert data["code"] == "time.several"


def test_alone_it_lists_all_codes(command):
    told = command("explain")
    assert told.code == 0
    assert told.out == explain.render_list()
    listed = json.loads(command("explain", "--json").out)
    assert [each["code"] for each in listed] == list(explain.codes())


def test_a_changed_file_with_the_gravest_first(command, tampered, root):
    told = command("explain", tampered, *root)
    assert told.code == command("verify", tampered, *root).code == 3
    assert told.out.startswith("INVALID  ")
    problem, note = told.out.index("\nProblem "), told.out.index("\nNote ")
    assert problem < note
    assert told.out.count("assertion.dataHash.mismatch") == 1
    assert "tamper" not in told.out.lower().replace("tampered.jpg", "")


def test_a_file_is_judged_by_the_lists_and_at_the_moment_that_are_named(command, captured, root):
    assert command("explain", captured, *root).code == 0
    unknown = command("explain", captured)
    assert unknown.code == 4
    assert "trust.no-list" in unknown.out
    late = command("explain", captured, *root, "--at", "2099-01-01T00:00:00Z")
    assert late.code == 3
    assert "claimSignature.outsideValidity" in late.out
    assert "tamper" not in late.out.lower()
    assert command("explain", captured, "--at", "yesterday").code == 2


def test_a_file_without_credentials(command, photo):
    told = command("explain", photo)
    assert told.code == 5
    assert "engine.no-credentials" in told.out


def test_a_file_as_json(command, captured, root):
    told = command("explain", captured, *root, "--json")
    data = json.loads(told.out)
    assert (told.code, data["file"]) == (0, str(captured))
    assert list(data)[:3] == ["file", "verdict", "headline"]
    assert (data["verdict"], data["happened"]) == ("TRUSTED", explain.of("TRUSTED").happened)
    reported = json.loads(command("verify", captured, *root, "--json").out)["findings"]
    assert {each["code"] for each in data["findings"]} == {each["code"] for each in reported}
    assert all(each["happened"] and each["messages"] for each in data["findings"])


@pytest.mark.parametrize(
    ("subject", "hint"),
    [
        ("claimSignature.mismach", "Did you mean claimSignature.mismatch?"),
        ("gone.jpg", "Run: provenance explain"),
        ("\x1b[31m\u202e", "Run: provenance explain"),
    ],
)
def test_what_is_neither_a_code_nor_a_file(command, subject, hint):
    told = command("explain", subject)
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)
    assert "is neither a code nor a file" in told.err
    assert hint in told.err
    assert "\x1b" not in told.err


def test_a_folder_is_no_file(command, tmp_path):
    told = command("explain", tmp_path)
    assert (told.code, told.err.count("\n")) == (2, 1)
    assert "is a folder" in told.err


def test_a_file_that_is_named_like_a_verdict(command, captured, tmp_path, monkeypatch):
    shutil.copy(captured, tmp_path / "VALID")
    monkeypatch.chdir(tmp_path)
    assert command("explain", "VALID").code == 0
    assert command("explain", "./VALID").out.startswith("VALID  VALID\n")


def test_hostile_names_are_neutralised(command, captured, tmp_path):
    hostile = tmp_path / "a\x1b[31m\n\u202eb.jpg"
    shutil.copy(captured, hostile)
    for told in (command("explain", hostile), command("explain", hostile, "--json")):
        assert "\x1b" not in told.out + told.err
        assert "\u202e" not in told.out + told.err
