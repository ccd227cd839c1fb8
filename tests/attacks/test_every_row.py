"""Every known attack has a test here that says what a receiver is told.

A test proves a row of the list of attacks by the mark `@pytest.mark.attack(row)`. The list is
kept outside of the tests; its rows have numbers that stay.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROWS = range(1, 32)


def marked(node: ast.AST) -> list[int]:
    """Return the rows that the marks of a test or of a class of tests name."""
    calls = [each for each in getattr(node, "decorator_list", ()) if isinstance(each, ast.Call)]
    return [
        row.value
        for call in calls
        if ast.unparse(call.func) == "pytest.mark.attack"
        for row in call.args
        if isinstance(row, ast.Constant)
    ]


@pytest.fixture(scope="module")
def proven():
    """The names of the tests that prove each row."""
    found: dict[int, list[str]] = {}
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for row in marked(node):
                found.setdefault(row, []).append(f"{path.name}::{node.name}")
    return found


def test_every_attack_has_its_test(proven):
    assert set(proven) >= set(ROWS)


def test_no_mark_names_an_unknown_attack(proven):
    assert set(proven) <= set(ROWS)


def test_a_mark_is_found_on_tests_and_on_classes_alone():
    source = "@pytest.mark.attack(3)\n@pytest.mark.slow\ndef test_a(): ...\n"
    source += "@pytest.mark.attack(4, 5)\nclass TestB: ...\n# pytest.mark.attack(6)\n"
    nodes = ast.walk(ast.parse(source))

    assert sorted(row for node in nodes for row in marked(node)) == [3, 4, 5]
