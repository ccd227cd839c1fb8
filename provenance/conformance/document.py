"""A guarded view of one crJSON document: what a rubric asks for, whatever the document holds.

The rubrics are written in json-formula, which reads what is absent, and what is reached
through something that is not an object, as null, and gives up where a text is needed and a
list or an object stands there. This view does the same, so that the checks can be plain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from provenance.conformance.vocabulary import MISSING_RESULTS
from provenance.model.store import Json

Matches = tuple[str, ...]
"""What speaks against a document; nothing means that a check passes."""


class Unreadable(ValueError):
    """Report that a part of the document has a shape that cannot be judged."""


def at(value: Json, *path: str) -> Json:
    """Return what lies under `path`, or None where something on the way is not an object."""
    for name in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return value


def each(value: Json) -> tuple[Json, ...]:
    """Return the items of a list; nothing when it is not a list."""
    return tuple(value) if isinstance(value, list | tuple) else ()


def text(value: Json) -> str:
    """Return a scalar as text, null as "".

    Raises:
        Unreadable: It is a list or an object.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    raise Unreadable("a text was expected")


def one_of(value: Json, words: frozenset[str]) -> bool:
    """Tell whether `value` is one of these texts."""
    return isinstance(value, str) and value in words


def mentions(value: Json, part: str) -> bool:
    """Tell whether a text contains `part`, or a list has it as an item.

    Raises:
        Unreadable: It is neither.
    """
    if value is None or isinstance(value, str):
        return part in (value or "")
    if isinstance(value, list | tuple):
        return part in value
    raise Unreadable("a text or a list was expected")


def size(value: Json) -> int:
    """Return the length of a text, a list or an object.

    Raises:
        Unreadable: It is none of them.
    """
    if isinstance(value, str | list | tuple | Mapping):
        return len(value)
    raise Unreadable("a list was expected")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The active manifest of a crJSON document, as the rubrics see it.

    Attributes:
        root: The document.
        spec_version: The version of the specification that the signer is held to, "2.4".
    """

    root: Json
    spec_version: str

    @property
    def active(self) -> Json:
        """Return the active manifest, which is the first."""
        return next(iter(each(at(self.root, "manifests"))), None)

    @property
    def claim(self) -> Json:
        """Return the claim of version 2."""
        return at(self.active, "claim.v2")

    @property
    def created(self) -> tuple[Json, ...]:
        """Return the references to the assertions that the claim vouches for itself."""
        return each(at(self.claim, "created_assertions"))

    @property
    def assertions(self) -> Mapping[str, Json]:
        """Return every assertion by its label.

        Raises:
            Unreadable: They are not an object.
        """
        found = at(self.active, "assertions")
        if not found:
            return {}
        if not isinstance(found, Mapping):
            raise Unreadable("the assertions are not an object")
        return found

    @property
    def actions(self) -> tuple[Json, ...]:
        """Return the actions of every actions assertion, in the document's order."""
        found: list[Json] = []
        for assertion in self.assertions.values():
            actions = at(assertion, "actions")
            if isinstance(actions, list | tuple):
                found.extend(actions)
            elif actions is not None:
                found.append(actions)
        return tuple(found)

    @property
    def ingredients(self) -> Mapping[str, Json]:
        """Return every assertion that states a relationship, by its label."""
        return {
            label: data
            for label, data in self.assertions.items()
            if at(data, "relationship") is not None
        }

    def failures(self, codes: frozenset[str]) -> tuple[str, ...]:
        """Return which of these codes the active manifest failed with."""
        results = at(self.active, "validationResults")
        listed = at(results, "failure") if results else [{"code": MISSING_RESULTS}]
        found = (at(status, "code") for status in each(listed))
        return tuple(code for code in found if one_of(code, codes))

    def asks(self, version: tuple[str, str]) -> bool:
        """Tell whether the signer is held to this version of the specification or a later one."""
        major, _, rest = self.spec_version.partition(".")
        return (major, rest.split(".")[0]) >= version
