"""The exit code that answers add up to."""

from __future__ import annotations

import itertools

import pytest

from provenance.errors import InputNotFound, StorageError, UnsupportedFormat
from provenance.model.report import Verdict
from provenance_cli.exit_codes import ExitCode, of_error, of_many, of_verdict


@pytest.mark.parametrize(
    ("verdict", "code"),
    [("TRUSTED", 0), ("INVALID", 3), ("VALID", 4), ("ABSENT", 5), ("UNDETERMINED", 6)],
)
def test_each_verdict_has_its_code(verdict, code):
    assert of_verdict(Verdict(verdict)) == code


def test_no_verdict_is_without_code():
    assert len({of_verdict(verdict) for verdict in Verdict}) == len(Verdict)


def test_a_missing_file_is_wrong_usage_and_a_broken_disk_is_an_error():
    assert of_error(InputNotFound("gone")) == 2
    assert of_error(StorageError("broken")) == 1
    assert of_error(UnsupportedFormat("odd")) == 1


@pytest.mark.parametrize(("worse", "better"), [*itertools.combinations([1, 3, 6, 4, 5, 0], 2)])
def test_the_worst_of_many_decides(worse, better):
    assert of_many([ExitCode(better), ExitCode(worse), ExitCode(better)]) == worse


def test_among_many_a_missing_file_is_an_error():
    assert of_many([ExitCode.USAGE, ExitCode.TRUSTED]) == 1


def test_nothing_to_judge_is_no_failure():
    assert of_many([]) == 0
