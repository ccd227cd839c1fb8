"""The JSON Schema of a report, made from the model: its docstrings are the descriptions."""

from __future__ import annotations

import inspect
import re
from typing import Any

import msgspec

from provenance.model import opinion, recovery, ruling, statements
from provenance.model import report as model

ID = "urn:media-provenance:schema:report:1"
"""Changes with the meaning of a field, as `Report.schema` does; a new field does not change it."""

_CLASSES = {
    **vars(opinion),
    **vars(ruling),
    **vars(statements),
    **vars(recovery),
    **vars(model),
}
"""The classes whose docstrings describe the definitions, by name."""
_DEFINITIONS = "#/$defs/"
_REFUSAL = {
    "description": "Stands in the place of a report when the question could not be answered.",
    "type": "object",
    "properties": {
        "file": {"type": "string", "description": "Name of the file, as the caller gave it."},
        "error": {
            "type": "object",
            "properties": {
                "code": {"type": "string", "description": "Stable, for programs."},
                "message": {"type": "string", "description": "What went wrong, what to do next."},
            },
            "required": ["code", "message"],
        },
    },
    "required": ["file", "error"],
}
_ENTRY = re.compile(r"^    (\w+): ", re.MULTILINE)


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of one answer for one file, or of an array of them."""
    _, definitions = msgspec.json.schema_components(
        [model.Report], ref_template=f"{_DEFINITIONS}{{name}}"
    )
    answer = {"anyOf": [{"$ref": f"{_DEFINITIONS}{name}"} for name in ("Report", "Refusal")]}
    described = {name: _described(name, each) for name, each in definitions.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        "title": "Verification report",
        "description": "What is known of one file, or an array of that for several files.",
        "anyOf": [*answer["anyOf"], {"type": "array", "items": answer}],
        "$defs": dict(sorted({**described, "Refusal": _REFUSAL}.items())),
    }


def _described(name: str, definition: dict[str, Any]) -> dict[str, Any]:
    """Describe a definition and its fields, all of which are always written."""
    text, fields = _documentation(name)
    if "properties" not in definition:
        return {**definition, "description": text}
    properties = {
        field: {**shape, "description": fields[field]} if field in fields else shape
        for field, shape in definition["properties"].items()
    }
    return {
        **definition,
        "description": text,
        "properties": properties,
        "required": list(properties),
    }


def _documentation(name: str) -> tuple[str, dict[str, str]]:
    """Split a class's docstring into what it says of the class and of each attribute."""
    text, _, attributes = (inspect.getdoc(_CLASSES[name]) or "").partition("\nAttributes:\n")
    _, *parts = _ENTRY.split(attributes)
    fields = zip(parts[::2], parts[1::2], strict=True)
    return _one_line(text), {field: _one_line(said) for field, said in fields}


def _one_line(text: str) -> str:
    return " ".join(text.split())
