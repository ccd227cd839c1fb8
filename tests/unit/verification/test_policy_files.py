"""A policy file is read strictly: what is not understood is refused, in one line."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.rulings import CAPTURED, DESK, EDITED, report

from provenance.errors import InputNotFound, InvalidArgument, ProvenanceError
from provenance.model.report import FindingSource, Verdict
from provenance.verification.policy import (
    AIDeclared,
    AllowedActions,
    AllowedSigners,
    ForbiddenActions,
    MaximumAge,
    MinimumAssuranceLevel,
    NoAI,
    RequireIntact,
    RequireProvenTime,
    RequireTrusted,
    Rulebook,
    load,
)

EXAMPLES = Path(__file__).resolve().parents[3] / "examples" / "policies"
WHOLE = b"""
version = 1
name = "Whole"
require = "intact"
[signers]
names = ["A"]
organizations = ["B"]
serial-numbers = ["0c"]
scope = "last"
[actions]
allowed = ["c2pa.created", "com.example.toned"]
forbidden = ["c2pa.drawing"]
[ai]
rule = "declared"
[time]
proven = true
maximum-age = "48 hours"
scope = "last"
[assurance]
minimum-level = 1
"""


def test_every_key_becomes_its_rule():
    book = load(WHOLE)
    assert book.name == "Whole"
    assert dict(book.rules) == {
        "require": RequireIntact(),
        "signers": AllowedSigners(
            names=("A",), organizations=("B",), serial_numbers=("0c",), scope="last"
        ),
        "actions.allowed": AllowedActions(actions=("c2pa.created", "com.example.toned")),
        "actions.forbidden": ForbiddenActions(actions=("c2pa.drawing",)),
        "ai": AIDeclared(),
        "time.proven": RequireProvenTime(scope="last"),
        "time.maximum-age": MaximumAge(age=timedelta(hours=48), scope="last"),
        "assurance.minimum-level": MinimumAssuranceLevel(level=1),
    }


def test_trusted_is_demanded_unless_the_file_says_otherwise():
    assert load(b'version = 1\nai = {rule = "none"}').rules == (
        ("require", RequireTrusted()),
        ("ai", NoAI()),
    )
    assert load(b'version = 1\nrequire = "trusted"').rules == (("require", RequireTrusted()),)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("", "a policy without rules accepts nothing"),
        ('name = "Nothing"', "a policy without rules accepts nothing"),
        ('requires = "trusted"', "it has no key 'requires'. Did you mean 'require'?"),
        ("[signer]\nnames = ['A']", "Did you mean 'signers'?"),
        ("[signers]\norganisations = ['A']", "Did you mean 'organizations'?"),
        ("[time]\nmax-age = '2 days'", "Did you mean 'maximum-age'?"),
        ("[time]\nmaximum_age = '2 days'", "Did you mean 'maximum-age'?"),
        ("[ai]\nxyzzy = 1", "It knows: rule."),
        ("[ai]", "required field 'rule'"),
        ("[ai]\nrule = 'never'", "ai.rule: Invalid enum value 'never'"),
        ("require = 'anything'", "Invalid enum value 'anything'"),
        ("[signers]", "[signers] names nobody"),
        ("[signers]\nnames = ['']", "length >= 1"),
        ("[signers]\nnames = 'A'", "signers.names: Expected 'array', got 'str'"),
        ("signers = 1", "signers: Expected"),
        ("[actions]\nallowed = []", "[actions] names no action"),
        ("[actions]\nforbidden = ['c2pa.crop']", "Did you mean 'c2pa.cropped'?"),
        ("[actions]\nforbidden = ['cropped']", "Did you mean 'c2pa.cropped'?"),
        ("[time]\nproven = false", "[time] asks for nothing"),
        ("[time]\nproven = 1", "Expected 'bool'"),
        ("[time]\nmaximum-age = '0 days'", "'0 days' is no age"),
        ("[time]\nmaximum-age = 'P2D'", "Write it as '48 hours'"),
        ("[assurance]\nminimum-level = 3", "Invalid enum value 3"),
        ("[assurance\n", "is not TOML"),
        ("version = 1", "is not TOML"),
    ],
)
def test_what_is_not_understood_is_refused(lines, said):
    with pytest.raises(InvalidArgument) as refused:
        load(f"version = 1\n{lines}".encode())
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"version = 2", b'version = "1"', b"\xff", b"a=" * 9000])
def test_what_is_no_policy_of_this_version_is_refused(content):
    with pytest.raises(InvalidArgument):
        load(content)


def test_a_picture_is_said_to_be_no_text():
    with pytest.raises(
        InvalidArgument, match=r"^The policy is not a text file\. Check its name\.$"
    ):
        load(b"\xff\xd8\xff")


def test_a_missing_or_endless_file_is_refused(tmp_path):
    with pytest.raises(InputNotFound):
        load(tmp_path / "gone.toml")
    with pytest.raises(InvalidArgument, match="too large"):
        load("/dev/zero")
    with pytest.raises(ProvenanceError):
        load(tmp_path)


@given(content=st.one_of(st.binary(), st.text().map(str.encode)))
def test_any_bytes_are_a_policy_or_are_refused(content):
    with suppress(InvalidArgument):
        assert isinstance(load(content), Rulebook)


def test_the_examples_are_policies():
    names = {load(path).name for path in EXAMPLES.glob("*.toml")}
    assert names == {"Newsroom", "Court"}


def test_the_newsroom_takes_what_its_own_people_signed():
    newsroom = load(EXAMPLES / "newsroom.toml")
    assert newsroom.ruling(report()).holds
    stranger = replace(EDITED, signer=replace(DESK, organization="Others"))
    ruling = newsroom.ruling(report(stranger, CAPTURED))
    assert [each.rule for each in ruling.objections] == ["signers"]


def test_the_court_takes_no_crop():
    court = load(EXAMPLES / "court.toml")
    assert [each.rule for each in court.ruling(report()).objections] == ["actions.allowed"]
    converted = replace(EDITED, actions=("c2pa.opened", "c2pa.converted"))
    assert court.ruling(report(converted, CAPTURED)).holds


def test_what_several_rules_object_to_is_said_once():
    ruling = load(EXAMPLES / "newsroom.toml").ruling(report(verdict=Verdict.INVALID))
    assert [(each.rule, each.message) for each in ruling.objections] == [("require", "Why.")]


def test_a_ruling_goes_into_the_report_and_leaves_the_verdict():
    book = load(b'version = 1\n[actions]\nforbidden = ["c2pa.cropped"]')
    ruled = book.applied_to(report())
    assert ruled.verdict is Verdict.TRUSTED
    assert ruled.policy == book.ruling(report())
    (finding,) = ruled.findings
    assert (finding.code, finding.source) == ("policy.unmet", FindingSource.POLICY)
    assert finding.message == ruled.policy.objections[0].message
    assert book.objections(report()) == (finding.message,)


def test_a_book_without_rules_holds_for_nothing():
    book = Rulebook(name="", rules=())
    assert not book.ruling(report()).holds
    assert book.objections(report())
