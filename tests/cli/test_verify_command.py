"""`provenance verify`: codes, forms, many files, folders."""

from __future__ import annotations

import json
import os
import shutil

import jsonschema
import pytest


def test_a_signer_that_is_trusted(command, captured, root):
    told = command("verify", captured, *root)
    assert told.code == 0
    assert "TRUSTED" in told.out
    assert "Test Camera" in told.out
    assert not told.err


def test_a_signer_that_nobody_vouches_for(command, captured):
    told = command("verify", captured)
    assert told.code == 4
    assert "provenance trust" in told.out


def test_no_credentials(command, photo):
    assert command("verify", photo).code == 5


def test_a_changed_file(command, tampered, root):
    assert command("verify", tampered, *root).code == 3


def test_a_file_of_no_known_kind_that_was_named(command, tmp_path):
    (tmp_path / "notes.txt").write_text("just words")
    assert command("verify", tmp_path / "notes.txt").code == 6


def test_a_list_of_another_kind_vouches_for_no_signer(command, captured, keys):
    assert command("verify", captured, "--tsa-trust", keys / "root.pem").code == 4
    assert command("verify", captured, "--identity-trust", keys / "root.pem").code == 4


def test_installed_lists_are_used_and_named_ones_replace_them(command, captured, keys, tmp_path):
    added = command("trust", "add", keys / "root.pem", "--kind", "signer", config=tmp_path)
    assert added.code == 0
    assert command("verify", captured, config=tmp_path).code == 0
    told = command("verify", captured, "--tsa-trust", keys / "root.pem", config=tmp_path)
    assert told.code == 4


def test_the_moment_of_judgement(command, captured, root):
    told = command("verify", captured, *root, "--at", "2099-01-01T00:00:00Z")
    assert told.code == 3
    assert "tamper" not in told.out.lower()


@pytest.mark.parametrize("at", ["yesterday", "2026-11-23", "2026-11-23T12:00:00"])
def test_a_moment_without_zone_is_wrong_usage(command, captured, at):
    told = command("verify", captured, "--at", at)
    assert told.code == 2
    assert "2026-11-23T12:00:00Z" in told.err


def test_quiet_answers_by_the_code_alone(command, captured, tampered, root):
    assert command("verify", captured, *root, "--quiet").out == ""
    told = command("verify", captured, tampered, *root, "--quiet")
    assert (told.code, told.out, told.err) == (3, "", "")


def test_one_file_is_one_object_that_fits_its_schema(command, captured, root):
    told = command("verify", captured, *root, "--json")
    assert told.out.endswith("}\n")
    report = json.loads(told.out)
    assert report["file"] == str(captured)
    assert report["verdict"] == report["active"]["verdict"] == "TRUSTED"
    assert {"headline", "nodes", "history", "findings", "signals", "checked_with"} <= set(report)
    jsonschema.validate(report, json.loads(command("schema", "report").out))


def test_two_forms_at_once_are_wrong_usage(command, captured):
    assert command("verify", captured, "--json", "--format", "crjson").code == 2


def test_several_files_are_an_array(command, captured, photo, root):
    reports = json.loads(command("verify", captured, photo, *root, "--format", "json").out)
    assert [report["verdict"] for report in reports] == ["TRUSTED", "ABSENT"]


def test_a_missing_file_among_several_is_an_entry_and_an_error(command, captured, root, tmp_path):
    gone = tmp_path / "gone.jpg"
    told = command("verify", captured, gone, *root, "--json")
    assert told.code == 1
    judged, refused = json.loads(told.out)
    assert judged["verdict"] == "TRUSTED"
    assert refused["file"] == str(gone)
    assert refused["error"]["code"] == "input.not-found"
    assert told.err.startswith("error: ")


def test_a_missing_file_alone(command, tmp_path):
    told = command("verify", tmp_path / "gone.jpg")
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)


def test_the_official_document(command, captured, photo, root):
    document = json.loads(command("verify", captured, *root, "--format", "crjson").out)
    assert document["manifests"]
    both = json.loads(command("verify", captured, photo, *root, "--format", "crjson").out)
    assert len(both) == 2


def test_many_files_end_with_a_sum(command, captured, tampered, photo, root):
    told = command("verify", captured, tampered, photo, *root)
    assert told.code == 3
    assert told.out.splitlines()[-1] == "3 files: 1 INVALID, 1 ABSENT, 1 TRUSTED."


def test_a_folder_is_searched_in_order_and_strangers_are_counted(command, captured, root, tmp_path):
    (tmp_path / "b").mkdir()
    shutil.copy(captured, tmp_path / "b" / "one.jpg")
    shutil.copy(captured, tmp_path / "a.jpg")
    (tmp_path / "notes.txt").write_text("just words")
    os.mkfifo(tmp_path / "pipe")
    told = command("verify", tmp_path, *root, "--json")
    assert told.code == 0
    names = [report["file"] for report in json.loads(told.out)]
    assert names == [str(tmp_path / "a.jpg"), str(tmp_path / "b" / "one.jpg")]
    assert "Skipped 1 file" in told.err


def test_a_folder_with_one_file_is_an_array_all_the_same(command, captured, root, tmp_path):
    shutil.copy(captured, tmp_path)
    assert len(json.loads(command("verify", tmp_path, *root, "--json").out)) == 1


def test_an_empty_folder_is_wrong_usage(command, tmp_path):
    told = command("verify", tmp_path)
    assert told.code == 2
    assert "holds no file" in told.err


def test_text_is_plain_where_no_terminal_is(command, captured, root):
    assert "\x1b" not in command("verify", captured, *root).out


def test_hostile_names_are_neutralised(command, captured, root, tmp_path):
    hostile = tmp_path / "a\x1b[31m\n\u202eb.jpg"
    shutil.copy(captured, hostile)
    for told in (
        command("verify", hostile, *root),
        command("verify", hostile, *root, "--json"),
        command("verify", hostile, captured, *root),
        command("verify", tmp_path / "\x1b[31mgone\n.jpg"),
        command("inspect", hostile),
        command("conformance", hostile),
    ):
        assert "\x1b" not in told.out + told.err
        assert "\u202e" not in told.out + told.err


@pytest.mark.parametrize("content", [b"", b"no certificate", b"-----BEGIN CERTIFICATE-----\nAAAA"])
def test_an_unreadable_list_is_one_line(command, captured, tmp_path, content):
    (tmp_path / "bad.pem").write_bytes(content)
    told = command("verify", captured, "--trust", tmp_path / "bad.pem")
    assert told.code == 1
    assert told.err.count("\n") == 1
    assert told.err.startswith("error: ")


def test_a_missing_list_is_one_line(command, captured, tmp_path):
    told = command("verify", captured, "--trust", tmp_path / "gone.pem")
    assert told.code == 2
    assert told.err.count("\n") == 1
