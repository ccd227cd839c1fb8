"""The exit code that answers add up to."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from support import reports

from provenance.errors import InputNotFound, StorageError, UnsupportedFormat
from provenance.model.report import Verdict
from provenance.model.ruling import Ruling
from provenance_cli.exit_codes import ExitCode, of_error, of_many, of_report, of_verdict


@pytest.mark.parametrize(
    ("verdict", "code"),
    [("TRUSTED", 0), ("INVALID", 3), ("VALID", 4), ("ABSENT", 5), ("UNDETERMINED", 6)],
)
def test_each_verdict_has_its_code(verdict, code):
    assert of_verdict(Verdict(verdict)) == code


def test_no_verdict_is_without_code():
    assert len({of_verdict(verdict) for verdict in Verdict}) == len(Verdict)


@pytest.mark.parametrize(
    ("verdict", "holds", "code"),
    [("TRUSTED", True, 0), ("VALID", True, 0), ("TRUSTED", False, 7), ("VALID", False, 4)],
)
def test_a_policy_decides_the_code(verdict, holds, code):
    judged = replace(reports.trusted(), verdict=Verdict(verdict))
    assert of_report(judged) == of_verdict(judged.verdict)
    assert of_report(replace(judged, policy=Ruling(name="", holds=holds))) == code


def test_a_missing_file_is_wrong_usage_and_a_broken_disk_is_an_error():
    assert of_error(InputNotFound("gone")) == 2
    assert of_error(StorageError("broken")) == 1
    assert of_error(UnsupportedFormat("odd")) == 1


@pytest.mark.parametrize(("worse", "better"), [*itertools.combinations([1, 3, 6, 4, 5, 7, 0], 2)])
def test_the_worst_of_many_decides(worse, better):
    assert of_many([ExitCode(better), ExitCode(worse), ExitCode(better)]) == worse


def test_among_many_a_missing_file_is_an_error():
    assert of_many([ExitCode.USAGE, ExitCode.TRUSTED]) == 1


def test_nothing_to_judge_is_no_failure():
    assert of_many([]) == 0
