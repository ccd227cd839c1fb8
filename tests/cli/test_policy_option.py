"""`provenance verify --policy`: the exit code, and which rule does not hold."""

from __future__ import annotations

import json

import jsonschema
import pytest


@pytest.fixture
def policy(tmp_path):
    def write(lines: str):
        path = tmp_path / "policy.toml"
        path.write_text(f'version = 1\nname = "Ours"\n{lines}\n')
        return path

    return write


def test_a_policy_that_holds(command, captured, root, policy):
    rules = policy('[signers]\norganizations = ["Test Studio (development)"]\n[ai]\nrule = "none"')
    told = command("verify", captured, *root, "--policy", rules)
    assert told.code == 0
    assert 'The policy "Ours" holds.' in told.out


def test_a_trusted_file_that_a_policy_refuses(command, captured, root, policy):
    rules = policy('[signers]\norganizations = ["Example News"]\n[time]\nproven = true')
    told = command("verify", captured, *root, "--policy", rules)
    assert told.code == 7
    assert told.out.startswith("TRUSTED")
    assert 'The policy "Ours" does not hold:' in told.out
    assert "  - signers: " in told.out
    assert "  - time.proven: No accepted time-stamp shows" in told.out


def test_the_json_names_the_rule_and_fits_the_schema(command, captured, root, policy):
    rules = policy('[actions]\nforbidden = ["c2pa.created"]')
    told = command("verify", captured, *root, "--policy", rules, "--json")
    report = json.loads(told.out)
    assert told.code == 7
    assert report["verdict"] == "TRUSTED"
    assert report["policy"] == {
        "name": "Ours",
        "holds": False,
        "objections": [
            {
                "rule": "actions.forbidden",
                "message": '"captured.jpg" states c2pa.created, which is forbidden.',
            }
        ],
    }
    (finding,) = [each for each in report["findings"] if each["source"] == "policy"]
    assert finding["code"] == "policy.unmet"
    jsonschema.validate(report, json.loads(command("schema", "report").out))


def test_without_a_policy_there_is_no_ruling(command, captured, root):
    assert json.loads(command("verify", captured, *root, "--json").out)["policy"] is None


def test_a_policy_may_take_an_intact_file_of_an_unknown_signer(command, captured, policy):
    assert command("verify", captured, "--policy", policy('require = "intact"')).code == 0
    told = command("verify", captured, "--policy", policy('require = "trusted"'))
    assert told.code == 4
    assert "  - require: " in told.out


@pytest.mark.parametrize("require", ["trusted", "intact"])
def test_no_policy_takes_a_changed_or_unsigned_file(  # noqa: PLR0917  # fixtures
    command, tampered, photo, root, policy, require
):
    rules = policy(f'require = "{require}"')
    assert command("verify", tampered, *root, "--policy", rules).code == 3
    assert command("verify", photo, *root, "--policy", rules).code == 5


def test_many_files_end_with_the_worst_and_a_sum(command, captured, photo, root, policy):
    rules = policy("[time]\nproven = true")
    told = command("verify", captured, photo, *root, "--policy", rules)
    assert told.code == 5
    assert told.out.splitlines()[-2:] == [
        "2 files: 1 ABSENT, 1 TRUSTED.",
        "The policy holds for 0 of 2.",
    ]
    told = command("verify", captured, captured, *root, "--policy", rules, "--quiet")
    assert (told.code, told.out) == (7, "")


def test_a_sum_tells_verdicts_whatever_the_policy_takes(command, captured, policy):
    told = command("verify", captured, captured, "--policy", policy('require = "intact"'))
    assert told.code == 0
    assert told.out.splitlines()[-2:] == ["2 files: 2 VALID.", "The policy holds for 2 of 2."]


def test_the_official_document_stays_as_it_is(command, captured, root, policy):
    rules = policy("[time]\nproven = true")
    told = command("verify", captured, *root, "--policy", rules, "--format", "crjson")
    assert told.code == 7
    assert "policy" not in json.loads(told.out)


@pytest.mark.parametrize("lines", ["", "[sigers]\nnames = ['A']", "[signers"])
def test_a_policy_that_cannot_be_used_judges_nothing(command, captured, policy, lines):
    path = policy(lines)
    path.write_text(path.read_text().replace('name = "Ours"', ""))
    told = command("verify", captured, "--policy", path)
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)


def test_a_missing_policy_is_one_line(command, captured, tmp_path):
    told = command("verify", captured, "--policy", tmp_path / "gone.toml")
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)


def test_a_hostile_name_of_a_policy_is_neutralised(command, captured, tmp_path):
    path = tmp_path / "hostile.toml"
    path.write_text('version = 1\nname = "\\u001b[31m\\u202e"\nrequire = "trusted"')
    for form in ("text", "json"):
        told = command("verify", captured, "--policy", path, "--format", form)
        assert "\x1b" not in told.out + told.err
        assert "\u202e" not in told.out + told.err
