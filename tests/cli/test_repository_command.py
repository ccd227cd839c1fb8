"""`provenance repository`, from an empty folder to a deletion."""

from __future__ import annotations

import json

import pytest
from support import media
from support.repositories import mark, store

from provenance.durable.repository import open_repository


@pytest.fixture
def folder(command, tmp_path):
    path = tmp_path / "credentials"
    made = command("repository", "init", path)
    assert (made.code, made.err) == (
        0,
        (
            "Next: provenance sign photo.jpg -o signed.jpg --as capture --durable "
            f"--repository {path} --cert keys/chain.pem --key keys/signer.key\n"
        ),
    )
    return path


def fill(folder, *labels: str, **more) -> None:
    with open_repository(folder) as repository:
        for number, label in enumerate(labels):
            repository.add(
                store(label),
                manifest=label,
                media_type="image/png",
                bindings=(mark(number),),
                **more,
            )


def test_a_signed_file_is_added_shown_found_and_deleted(command, folder, captured, tmp_path):
    where = ("--repository", folder)
    added = command("repository", "add", captured, *where, "--json")
    assert added.code == 0, added.err
    (entry,) = json.loads(added.out)
    label = entry["manifest"]
    assert entry["file"] == str(captured)
    assert entry["state"] == "kept"
    assert entry["media_type"] == "image/jpeg"
    listed = command("repository", "list", *where)
    assert listed.out.startswith(f"{label}: kept, image/jpeg, added 20")
    assert json.loads(command("repository", "list", *where, "--json").out)[0]["manifest"] == label
    found = command("repository", "find", "--manifest", label, "-o", tmp_path / "a.c2pa", *where)
    assert found.code == 0
    with open_repository(folder) as repository:
        assert (tmp_path / "a.c2pa").read_bytes() == repository.store(label)
    assert command("repository", "check", *where).err == "Everything is as it should be.\n"
    assert command("repository", "delete", label, *where).out == f"Deleted {label}.\n"
    assert command("repository", "delete", label, *where).code == 5
    again = command("repository", "add", captured, *where)
    assert (again.code, again.out) == (1, "")
    assert "deleted on request" in again.err


def test_entries_are_found_by_what_leads_to_them(command, folder):
    fill(folder, "urn:a", "urn:b")
    where = ("--repository", folder, "--algorithm", "org.example.mark.1", "--value")
    found = command("repository", "find", *where, "0x0000000000000001")
    assert (found.code, found.out) == (0, "urn:b: the same value, score 1.00\n")
    (match,) = json.loads(command("repository", "find", *where, "0x" + "0" * 16, "--json").out)
    assert match == {
        "manifest": "urn:a",
        "algorithm": "org.example.mark.1",
        "kind": "watermark",
        "value": "0x0000000000000000",
        "distance": 0,
        "score": 1.0,
    }
    nothing = command("repository", "find", *where, "text", "--json")
    assert (nothing.code, json.loads(nothing.out)) == (5, [])
    unknown = command("repository", "find", "--manifest", "urn:c", "--repository", folder)
    assert (unknown.code, unknown.out) == (5, "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["find"], "Give --manifest, or --algorithm with --value."),
        (["find", "--manifest", "a", "--algorithm", "b", "--value", "c"], "Give --manifest"),
        (["find", "--algorithm", "b"], "Give --manifest"),
        (["find", "--algorithm", "b", "--value", "0x1"], "two digits"),
        (["find", "--algorithm", "b", "--value", "c", "-o", "x"], "--manifest LABEL"),
        (["add", "nowhere.jpg"], "does not exist"),
    ],
)
def test_wrong_usage_is_one_line_with_the_next_step(command, folder, words, told):
    shown = command("repository", *words, "--repository", folder)
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert told in shown.err
    assert shown.code in {1, 2}


def test_what_is_no_repository_is_told_with_the_next_step(command, tmp_path):
    shown = command("repository", "list", "--repository", tmp_path)
    assert shown.code == 2
    assert shown.err.count("\n") == 1
    assert "provenance repository init DIR" in shown.err
    assert list(tmp_path.iterdir()) == []


def test_other_files_are_taken_in_although_one_cannot_be(command, folder, captured, photo):
    shown = command("repository", "add", photo, captured, "--repository", folder)
    assert shown.code == 1
    assert shown.out.startswith(f"{captured}: kept as ")
    refused, note = shown.err.splitlines()
    assert refused.startswith("error: ")
    assert note.startswith(f"note: Nothing leads to {captured} when it is stripped")
    assert len(json.loads(command("repository", "list", "--repository", folder, "--json").out)) == 1


def test_check_tells_what_is_left_and_repairs_it(command, folder, tmp_path):
    fill(folder, "urn:a", pending_at=str(tmp_path / "never.png"), asset_sha256="0" * 64)
    where = ("--repository", folder)
    assert command("repository", "check", *where).code == 0  # somebody may be signing
    words = ("repository", "check", *where, "--abandoned-after", 0)
    seen = command(*words)
    assert seen.code == 1
    assert seen.out.startswith("pending-abandoned urn:a: The signed file was never")
    assert seen.err == "Next: the same with --repair.\n"
    mended = command(*words, "--repair", "--json")
    assert mended.code == 0
    assert [fault["repaired"] for fault in json.loads(mended.out)] == [True]
    assert command(*words, "--json").out == "[]\n"


def test_damage_that_cannot_be_repaired_stays_an_error(command, folder):
    fill(folder, "urn:a")
    (blob,) = (path for path in (folder / "stores").rglob("*") if path.is_file())
    blob.unlink()
    shown = command("repository", "check", "--repair", "--repository", folder)
    assert (shown.code, shown.err) == (1, "")
    assert shown.out.startswith("blob-missing urn:a: ")


def test_an_export_is_written_once(command, folder, tmp_path):
    fill(folder, "urn:a", "urn:b")
    words = ("repository", "export", "--repository", folder, "-o", tmp_path / "all.zip")
    assert command(*words).out == f"{tmp_path / 'all.zip'} holds 2 manifest stores.\n"
    assert command(*words).code == 2


def test_text_from_files_is_made_harmless(command, folder):
    fill(folder, "urn:\x1b[31mred")
    shown = command("repository", "list", "--repository", folder)
    assert "\x1b" not in shown.out


@pytest.mark.parametrize("name", ["init", "add", "find", "list", "delete", "export", "check"])
def test_each_help_gives_an_example(command, name):
    shown = command("repository", name, "--help")
    assert shown.code == 0
    assert f"  provenance repository {name} " in shown.out


def test_an_unsigned_file_is_named_with_what_to_name_instead(command, folder, tmp_path):
    plain = tmp_path / "plain.jpg"
    plain.write_bytes(media.content("jpeg"))
    answer = command("repository", "add", plain, "--repository", folder)
    assert answer.code == 1
    assert "nothing to keep. Name the signed file." in answer.err
