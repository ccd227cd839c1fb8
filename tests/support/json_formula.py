"""The part of Adobe's json-formula that the official asset rubrics are written in.

Not the whole language: indices, filters, flattening, pipes, the operators and the nine
functions that the rubrics use. Grammar and coercions follow its specification 2.0.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

Node = tuple[Any, ...]

TOKENS = re.compile(
    r"""(?P<space>\s+)
      | (?P<string>"(?:[^"\\]|\\.)*")
      | (?P<quoted>'(?:[^'\\]|\\.)*')
      | `(?P<json>[^`]*)`
      | (?P<number>\d+(?:\.\d+)?)
      | (?P<variable>\$\w+)
      | (?P<name>[A-Za-z_]\w*)
      | (?P<operator>\|\||&&|==|!=|>=|<=|\[\?|\[\]|[.,:|@*!<>()\[\]{}])""",
    re.VERBOSE,
)
BINDING = {"|": 1, "||": 2, "&&": 3, "==": 4, "!=": 4, ">": 4, ">=": 4, "<": 4, "<=": 4}
BINDING |= {"*": 7, "!": 8, "[]": 10, "[?": 21, ".": 40, "[": 55, "(": 60}


class FormulaError(Exception):
    """An expression cannot be read, or gives up on a value."""


def parse(expression: str) -> Node:
    parser = Parser(expression)
    node = parser.expression(0)
    parser.take("end")
    return node


class Parser:
    """A Pratt parser; each node is a tuple that begins with its kind."""

    def __init__(self, expression: str) -> None:
        self.tokens: list[tuple[str, Any]] = []
        place = 0
        while place < len(expression):
            match = TOKENS.match(expression, place)
            if match is None:
                raise FormulaError(f"unexpected {expression[place : place + 10]!r}")
            place = match.end()
            kind, value = str(match.lastgroup), match[str(match.lastgroup)]
            if kind == "operator":
                self.tokens.append((value, value))
            elif kind in ("string", "json", "number"):
                self.tokens.append(("literal", json.loads(value)))
            elif kind != "space":
                self.tokens.append((kind, value[1:-1] if kind == "quoted" else value))
        self.tokens.append(("end", ""))
        self.index = 0

    @property
    def next(self) -> str:
        return self.tokens[self.index][0]

    def take(self, kind: str = "") -> tuple[str, Any]:
        token = self.tokens[self.index]
        if kind and token[0] != kind:
            raise FormulaError(f"expected {kind}, found {token[1]!r}")
        self.index += 1
        return token

    def expression(self, power: int) -> Node:
        left = self.prefix()
        while power < BINDING.get(self.next, 0):
            left = self.infix(left)
        return left

    def prefix(self) -> Node:  # noqa: PLR0911  # one return a kind
        kind, value = self.take()
        if kind in ("literal", "variable"):
            return (kind, value)
        if kind in ("name", "quoted"):
            return ("field", value)
        if kind == "@":
            return ("current",)
        if kind == "!":
            return ("not", self.expression(BINDING["!"]))
        if kind == "(":
            inner = self.expression(0)
            self.take(")")
            return inner
        if kind in ("[?", "[]") or (kind == "[" and self.next == "literal"):
            self.index -= 1
            return self.infix(("current",))
        if kind == "[":
            return ("list", *self.separated("]"))
        if kind == "{":
            return ("object", *self.separated("}"))
        raise FormulaError(f"unexpected {value!r}")

    def infix(self, left: Node) -> Node:
        kind, _ = self.take()
        if kind == ".":
            return ("chain", left, self.expression(BINDING["."]))
        if kind == "[":
            index = self.take("literal")[1]
            self.take("]")
            return ("index", left, index)
        if kind == "[?":
            condition = self.expression(0)
            self.take("]")
            return ("filter", left, condition, self.projected("[?"))
        if kind == "[]":
            return ("flatten", left, self.projected("[]"))
        if kind == "(":
            return ("call", left[1], *self.separated(")"))
        return ("operator", kind, left, self.expression(BINDING[kind]))

    def projected(self, kind: str) -> Node:
        if BINDING.get(self.next, 0) <= BINDING["[]"]:
            return ("current",)
        if self.next == ".":
            self.take()
            return self.expression(BINDING[kind])
        return self.expression(BINDING[kind])

    def separated(self, closing: str) -> list[Node]:
        nodes: list[Node] = []
        while self.next != closing:
            if closing == "}":
                name = self.take("name")[1]
                self.take(":")
                nodes.append((name, self.expression(0)))
            else:
                nodes.append(self.expression(0))
            if self.next != closing:
                self.take(",")
        self.take(closing)
        return nodes


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Variables and named expressions; `$args` holds the arguments of the expression under way."""

    variables: dict[str, Any] = field(default_factory=dict)
    expressions: dict[str, Node] = field(default_factory=dict)

    def evaluate(self, node: Node, data: Any) -> Any:  # noqa: C901, PLR0911, PLR0912  # one return a kind
        match node:
            case ("literal", value):
                return value
            case ("variable", name):
                return self.variables.get(name)
            case ("current",):
                return data
            case ("field", name):
                return data.get(name) if isinstance(data, dict) else None
            case ("not", inner):
                return not truth(self.evaluate(inner, data))
            case ("list", *items):
                return [self.evaluate(item, data) for item in items]
            case ("object", *pairs):
                return {name: self.evaluate(value, data) for name, value in pairs}
            case ("chain", left, right):
                found = self.evaluate(left, data)
                return None if found is None else self.evaluate(right, found)
            case ("index", left, index):
                found = self.evaluate(left, data)
                return found[index] if isinstance(found, list) and index < len(found) else None
            case ("filter", left, condition, right):
                return self.project(left, right, data, condition)
            case ("flatten", left, right):
                return self.project(left, right, data, None)
            case ("operator", operator, left, right):
                return self.operate(operator, left, right, data)
            case ("call", name, *arguments):
                return self.call(name, arguments, data)
        raise FormulaError(f"unknown node {node!r}")

    def project(self, left: Node, right: Node, data: Any, condition: Node | None) -> Any:
        found = self.evaluate(left, data)
        if not isinstance(found, list):
            return None
        if condition is None:
            found = [x for item in found for x in (item if isinstance(item, list) else [item])]
        else:
            found = [item for item in found if truth(self.evaluate(condition, item))]
        return [self.evaluate(right, item) for item in found]

    def operate(self, operator: str, left: Node, right: Node, data: Any) -> Any:
        first = self.evaluate(left, data)
        if operator == "|":
            return self.evaluate(right, first)
        if operator in ("||", "&&"):
            return first if truth(first) == (operator == "||") else self.evaluate(right, data)
        second = self.evaluate(right, data)
        if operator in ("==", "!="):
            return same(first, second) == (operator == "==")
        if operator == "*":
            return number(first) * number(second)
        if not (isinstance(first, str) and isinstance(second, str)):
            first, second = number(first), number(second)
        larger, equal = first > second, first == second
        return {">": larger, ">=": larger or equal, "<": not (larger or equal), "<=": not larger}[
            operator
        ]

    def call(self, name: str, arguments: list[Node], data: Any) -> Any:
        if name == "if":
            chosen = arguments[1] if truth(self.evaluate(arguments[0], data)) else arguments[2]
            return self.evaluate(chosen, data)
        values = [self.evaluate(argument, data) for argument in arguments]
        if name in self.expressions:
            inner = Scope(
                variables=self.variables | ({"$args": values} if values else {}),
                expressions=self.expressions,
            )
            return inner.evaluate(self.expressions[name], data)
        return FUNCTIONS[name](*values)


def truth(value: Any) -> bool:
    return bool(value)  # null, false, 0, "", [] and {} are false in both languages


def same(first: Any, second: Any) -> bool:
    return type(first) is type(second) and first == second


def number(value: Any) -> float:
    try:
        return float(value or 0)
    except (TypeError, ValueError) as error:
        raise FormulaError("not a number") from error


def text(value: Any) -> str:
    if isinstance(value, list | dict):
        raise FormulaError("expected a text")
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def elementwise(function: Any) -> Any:
    def over(value: Any, other: Any) -> Any:
        if isinstance(value, list):
            return [function(text(item), text(other)) for item in value]
        return function(text(value), text(other))

    return over


def contains(value: Any, searched: Any) -> bool:
    if isinstance(value, list):
        return any(same(item, searched) for item in value)
    if not isinstance(value, str | None) or not isinstance(searched, str):
        raise FormulaError("contains() needs a text or a list")
    return searched in (value or "")


def length(value: Any) -> int:
    if not isinstance(value, str | list | dict | None):
        raise FormulaError("length() needs a text, a list or an object")
    return len(value or "")


def members(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise FormulaError("expected an object")
    return value


def kind(value: Any) -> str:
    kinds = {str: "string", bool: "boolean", int: "number", float: "number", list: "array"}
    return kinds.get(type(value), "null" if value is None else "object")


FUNCTIONS = {
    "contains": contains,
    "endsWith": elementwise(str.endswith),
    "keys": lambda value: list(members(value)),
    "length": length,
    "notNull": lambda *values: next((value for value in values if value is not None), None),
    "split": elementwise(str.split),
    "startsWith": elementwise(str.startswith),
    "type": kind,
    "values": lambda value: list(members(value).values()),
}
