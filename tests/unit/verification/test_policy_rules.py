"""Each rule holds for what it is about, and objects to whatever it cannot know."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import reports, rulings
from support.rulings import BEGUN, CAMERA, CAPTURED, CROPPED, DESK, EDITED, PARENT, proven, report

from provenance.model.report import Finding, Severity, Signals, Verdict
from provenance.model.statements import TimeStanding
from provenance.verification.policy import (
    AIDeclared,
    AllOf,
    AllowedActions,
    AllowedSigners,
    AnyOf,
    ForbiddenActions,
    MaximumAge,
    MinimumAssuranceLevel,
    NoAI,
    RequireIntact,
    RequireProvenTime,
    RequireTrusted,
    UnsafeAcceptAll,
)

DONE = ("c2pa.created", "c2pa.opened", "c2pa.cropped")
BOTH = AllowedSigners(organizations=("Example News", "Example Cameras"))
RULES = (
    BOTH,
    AllowedActions(actions=DONE),
    ForbiddenActions(actions=("c2pa.drawing",)),
    NoAI(),
    AIDeclared(),
    MaximumAge(age=timedelta(days=2)),
    RequireProvenTime(),
    MinimumAssuranceLevel(level=2),
)
RAW_NODE = replace(EDITED, ingredients=(replace(PARENT, manifest="", state="none"),))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
def test_a_rule_holds_for_a_file_that_meets_it(rule):
    assert rule.objections(report()) == ()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
@pytest.mark.parametrize("verdict", [Verdict.INVALID, Verdict.ABSENT, Verdict.UNDETERMINED])
def test_no_rule_believes_credentials_that_are_not_intact(rule, verdict):
    assert rule.objections(report(verdict=verdict)) == ("Why.",)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
def test_no_rule_holds_where_nothing_is_told(rule):
    assert rule.objections(replace(report(), nodes=()))


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        (AllowedSigners(), False),
        (AllowedSigners(organizations=("Example News",)), False),
        (AllowedSigners(organizations=("Example News",), scope="last"), True),
        (AllowedSigners(organizations=("example news",), scope="last"), False),
        (AllowedSigners(names=("Desk 1", "Camera 7")), True),
        (AllowedSigners(names=("Desk 1",), organizations=("Other",), scope="last"), False),
        (AllowedSigners(serial_numbers=("0A:1B", "07")), True),
        (AllowedSigners(serial_numbers=("0a1c",), scope="last"), False),
    ],
)
def test_a_signer_fits_every_attribute_that_names_anyone(rule, holds):
    assert (rule.objections(report()) == ()) is holds


@pytest.mark.parametrize(
    "node",
    [
        replace(EDITED, signer=replace(DESK, vouched=False)),
        replace(EDITED, verdict=Verdict.VALID),
        replace(EDITED, signer=None),
    ],
)
def test_a_name_that_nobody_vouches_for_is_nobody(node):
    told = ('No accepted list vouches for the signer of "web.jpg".',)
    file = report(node, CAPTURED, verdict=Verdict.VALID)
    assert BOTH.objections(file) == told
    assert MinimumAssuranceLevel(level=1).objections(file) == told


@pytest.mark.parametrize(("level", "words"), [(1, "level 1"), (None, "no level")])
def test_an_assurance_level_that_is_too_low(level, words):
    camera = replace(CAPTURED, signer=replace(CAMERA, assurance_level=level))
    (said,) = MinimumAssuranceLevel(level=2).objections(report(EDITED, camera))
    assert said == (
        f'The certificate that signed "raw.jpg" states {words} of assurance, less than level 2.'
    )
    assert MinimumAssuranceLevel(level=2, scope="last").objections(report(EDITED, camera)) == ()


@pytest.mark.parametrize(
    ("node", "said"),
    [
        (replace(EDITED, actions=(*DONE, "c2pa.drawing")), "c2pa.drawing, which is not allowed"),
        (replace(EDITED, actions=()), "not told"),
        (replace(EDITED, all_actions_included=False), "More was done"),
        (RAW_NODE, "had no credentials"),
    ],
)
def test_only_what_is_told_whole_and_allowed_passes(node, said):
    (objection,) = AllowedActions(actions=DONE).objections(report(node, CAPTURED))
    assert said in objection


def test_no_action_is_allowed_where_none_is_named():
    assert AllowedActions(actions=()).objections(report())
    assert ForbiddenActions(actions=()).objections(report())


def test_an_action_is_known_by_its_old_name_too():
    node = replace(EDITED, actions=("c2pa.opened", "c2pa.color_adjustments"))
    rule = ForbiddenActions(actions=("c2pa.adjustedColor",))
    assert rule.objections(report(node, CAPTURED)) == (
        '"web.jpg" states c2pa.color_adjustments, which is forbidden.',
    )
    assert ForbiddenActions(actions=("c2pa.edited",)).objections(report(node, CAPTURED)) == ()


@pytest.mark.parametrize("ai", ["generated", "edited"])
def test_declared_ai_is_ai_and_is_declared(ai):
    file = report(signals=Signals(ai=ai, ai_sentence="AI did it."))
    assert NoAI().objections(file) == ("AI did it.",)
    assert AIDeclared().objections(file) == ()


@pytest.mark.parametrize(
    "file",
    [
        report(signals=Signals(ai="possible")),
        report(signals=Signals(ai="edited"), history=(BEGUN, replace(CROPPED, ai="possible"))),
        report(RAW_NODE),
        report(history=()),
        report(history=(replace(BEGUN, digital_source_type="http://example.com/capture"), CROPPED)),
        report(EDITED, replace(CAPTURED, ingredients=(replace(PARENT, relationship="inputTo"),)),
               history=()),
        replace(report(), findings=(
            Finding(code="chain.redacted", severity=Severity.NOTE, subject="", message="Gone."),
        )),
    ],
    ids=["possible", "possible part", "unsigned parent", "no beginning", "unknown beginning",
         "input alone", "removed record"],
)  # fmt: skip
def test_silence_about_ai_is_no_declaration(file):
    assert AIDeclared().objections(file)
    assert NoAI().objections(file)


def test_a_picture_that_wraps_one_signed_file_has_its_origin():
    wrapping = replace(EDITED, ingredients=(replace(PARENT, relationship="componentOf"),))
    assert NoAI().objections(report(wrapping, CAPTURED)) == ()


@pytest.mark.parametrize("standing", [s for s in TimeStanding if s is not TimeStanding.PROVEN])
def test_a_time_that_is_not_proven_is_no_time(standing):
    undated = replace(CAPTURED, time=replace(proven(), standing=standing))
    said = 'No accepted time-stamp shows when "raw.jpg" was signed.'
    assert RequireProvenTime().objections(report(EDITED, undated)) == (said,)
    assert MaximumAge(age=timedelta(days=99)).objections(report(EDITED, undated)) == (
        f'The age of "raw.jpg" is not known: {said}',
    )
    assert RequireProvenTime(scope="last").objections(report(EDITED, undated)) == ()


@pytest.mark.parametrize(("hours", "holds"), [(30, True), (29.9, False)])
def test_age_is_counted_from_the_moment_of_judging(hours, holds):
    objections = MaximumAge(age=timedelta(hours=hours)).objections(report())
    assert (objections == ()) is holds
    assert MaximumAge(age=timedelta(hours=2), scope="last").objections(report()) == ()


def test_a_signer_that_states_an_older_time_is_believed():
    old = replace(BEGUN, when=rulings.AT - timedelta(days=900), subject="raw.jpg")
    assert MaximumAge(age=timedelta(days=2)).objections(report(history=(old, CROPPED))) == (
        '"raw.jpg" was made or changed on 2024-06-06, longer ago than 2 days.',
    )


def test_a_time_after_the_moment_of_judging_is_no_age():
    later = replace(EDITED, time=proven(hours=-1))
    (said,) = MaximumAge(age=timedelta(days=2)).objections(report(later, CAPTURED))
    assert "later than the moment" in said


POLICIES = st.recursive(
    st.sampled_from([*RULES, RequireTrusted(), RequireIntact(), UnsafeAcceptAll()]),
    lambda inner: st.lists(inner, max_size=3).map(tuple).flatmap(
        lambda parts: st.sampled_from([AllOf(parts), AnyOf(parts)])
    ),
    max_leaves=6,
)  # fmt: skip
ANY_REPORT = st.one_of(
    reports.reports(st.sampled_from(["", "web", "raw", "c2pa.created"])),
    st.builds(
        report,
        st.builds(
            replace,
            st.just(EDITED),
            verdict=st.sampled_from(Verdict),
            actions=st.sampled_from([EDITED.actions, (), ("c2pa.drawing",)]),
            time=st.sampled_from([proven(), reports.UNKNOWN]),
        ),
        st.just(CAPTURED),
        verdict=st.sampled_from(Verdict),
    ),
)


@given(parts=st.lists(POLICIES, max_size=4).map(tuple), file=ANY_REPORT)
def test_all_of_is_never_more_permissive_than_each_of_its_parts(parts, file):
    objections = AllOf(parts).objections(file)
    each = [part.objections(file) for part in parts]
    assert (objections == ()) is (bool(parts) and not any(each))
    assert {said for one in each for said in one} <= set(objections)


@given(parts=st.lists(POLICIES, max_size=4).map(tuple), file=ANY_REPORT)
def test_any_of_holds_only_where_one_of_its_parts_does(parts, file):
    objections = AnyOf(parts).objections(file)
    assert (objections == ()) is any(not part.objections(file) for part in parts)
    assert AnyOf().objections(file)


@given(file=ANY_REPORT)
def test_what_has_no_ai_declares_it(file):
    assert AIDeclared().objections(file) == () or NoAI().objections(file)
