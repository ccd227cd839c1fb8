"""Evaluate an official asset rubric from its own YAML, as the official program does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml
from support.json_formula import FormulaError, Node, Scope, parse

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One statement of a rubric; `mode` is "" or what its match means: "fail" or "warn"."""

    id: str
    expression: Node
    mode: str


@dataclass(frozen=True, kw_only=True)
class Rubric:
    statements: tuple[Statement, ...]
    scope: Scope

    @classmethod
    def load(cls, path: Path, *, spec_version: str = "2.4") -> Rubric:
        head, *documents = yaml.safe_load_all(path.read_text(encoding="utf-8"))
        rows = [row for document in documents for row in document]
        return cls(
            statements=tuple(
                Statement(
                    id=row["id"],
                    expression=parse(row["expression"]),
                    mode="fail" * row.get("failIfMatched", False)
                    + "warn" * row.get("warnIfMatched", False),
                )
                for row in rows
            ),
            scope=Scope(
                variables=head["variables"] | {"$expected_spec_version": spec_version},
                expressions={name: parse(text) for name, text in head["expressions"].items()},
            ),
        )

    def outcomes(self, document: Any) -> dict[str, str]:
        """Tell, of each statement by its id, "pass", "warning", "fail" or "error"."""
        return {statement.id: self.outcome(statement, document) for statement in self.statements}

    def outcome(self, statement: Statement, document: Any) -> str:
        try:
            value = self.scope.evaluate(statement.expression, document)
        except FormulaError:
            return "error"
        if statement.mode:
            matched = isinstance(value, list) and bool(value)
            return {"fail": "fail", "warn": "warning"}[statement.mode] if matched else "pass"
        if isinstance(value, bool | int | float):
            return "pass" if value > 0 else "fail"
        if isinstance(value, list):
            return "pass" if value else "fail"
        return "fail" if value is None else "pass"
