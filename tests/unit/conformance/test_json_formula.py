"""The evaluator that judges us keeps the rules of json-formula where they matter to the rubrics."""

from __future__ import annotations

from typing import Any

import pytest
from support.json_formula import FormulaError, Scope, parse

DATA = {"a": [{"n": "x", "v": 1}, {"n": None}, {}], "o": {"p.q": [[1], 2]}, "s": "c2pa.y"}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("a[0].n", "x"),
        ("a[9].n", None),
        ("s[0]", None),
        ("o.'p.q'[]", [1, 2]),
        ("a[].n", ["x", None, None]),  # unlike JMESPath, a projection keeps its nulls
        ("a[?n == null].v", [None, None]),
        ("a[?v != null] | [0].n", "x"),
        ("s[?x]", None),
        ("missing[?x]", None),
        ("length(missing)", 0),
        ('length(missing[?x]) == 0 && !startsWith(missing, `"."`)', True),
        ("missing || `[]` || s", "c2pa.y"),
        ("s && `0`", 0),
        ("`true` == `1`", False),
        ('split(s, ".")[0] * 1 > 2.0', FormulaError),
        ('"2.4" >= "2.10"', True),
        ("if(missing, keys(s), `1`)", 1),
        ("keys(s)", FormulaError),
        ('contains(`[1, "x"]`, "x")', True),
        ('contains(o, "x")', FormulaError),
        ("type(s)", "string"),
        ("notNull(missing, s)", "c2pa.y"),
        ("{ failure: [{code: s}] }.failure[0].code", "c2pa.y"),
        ('_second(s, "z")', "z"),
        ("$list[?@ == $word]", ["w"]),
    ],
)
def test_rules(expression: str, expected: Any) -> None:
    scope = Scope(
        variables={"$list": ["v", "w"], "$word": "w"},
        expressions={"_second": parse("$args[1]")},
    )
    if expected is FormulaError:
        with pytest.raises(FormulaError):
            scope.evaluate(parse(expression), DATA)
    else:
        assert scope.evaluate(parse(expression), DATA) == expected


def test_what_is_not_of_the_language_is_refused() -> None:
    with pytest.raises(FormulaError):
        parse("a ~ b")
