"""Policies as TOML files: a strict schema, where a typing error is refused and never ignored."""

from __future__ import annotations

import re
import tomllib
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec

from provenance.errors import InputNotFound, InvalidArgument, StorageError
from provenance.model.vocabulary import ACTIONS, PREFIX
from provenance.verification.policy.ai import AIDeclared, NoAI
from provenance.verification.policy.combining import NO_RULES
from provenance.verification.policy.deeds import AllowedActions, ForbiddenActions
from provenance.verification.policy.interface import Scope  # noqa: TC001  # decoded by type
from provenance.verification.policy.rulebook import Rulebook
from provenance.verification.policy.signers import AllowedSigners, MinimumAssuranceLevel
from provenance.verification.policy.times import MaximumAge, RequireProvenTime
from provenance.verification.policy.verdicts import RequireIntact, RequireTrusted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from provenance.verification.policy.interface import Policy

LARGEST_FILE = 1 << 20
"""Bytes; a longer file is no policy, and a device has no end."""
_AGE = re.compile(r"([1-9][0-9]{0,5}) (minute|hour|day)s?")
_Texts = tuple[Annotated[str, msgspec.Meta(min_length=1)], ...]


class _Table(msgspec.Struct, kw_only=True, rename="kebab", forbid_unknown_fields=True):
    """A table of the file; its fields are the keys that it may have."""


class _Signers(_Table):
    names: _Texts = ()
    organizations: _Texts = ()
    serial_numbers: _Texts = ()
    scope: Scope = "chain"


class _Actions(_Table):
    allowed: _Texts | None = None
    forbidden: _Texts | None = None


class _Ai(_Table):
    rule: Literal["none", "declared"]


class _Time(_Table):
    proven: bool = False
    maximum_age: str | None = None
    scope: Scope = "chain"


class _Assurance(_Table):
    minimum_level: Literal[1, 2]
    scope: Scope = "chain"


class _Document(_Table):
    version: Literal[1]
    name: str = ""
    require: Literal["trusted", "intact"] | None = None
    signers: _Signers | None = None
    actions: _Actions | None = None
    ai: _Ai | None = None
    time: _Time | None = None
    assurance: _Assurance | None = None


_TABLES: Mapping[str, type[_Table]] = {
    "signers": _Signers,
    "actions": _Actions,
    "ai": _Ai,
    "time": _Time,
    "assurance": _Assurance,
}


def load(source: Path | str | bytes) -> Rulebook:
    """Read a policy from a file, or from the bytes of one.

    A policy demands TRUSTED unless it says `require = "intact"`; its other rules come on top.

    Raises:
        InvalidArgument: The file is missing, is no policy, or holds no rule.
        StorageError: The file could not be read.
    """
    where = "The policy" if isinstance(source, bytes) else f"The policy {source}"
    content = source if isinstance(source, bytes) else _read(Path(source))
    try:
        document = tomllib.loads(content.decode())
    except UnicodeDecodeError as error:
        raise InvalidArgument(f"{where} is not a text file.", hint="Check its name.") from error
    except (ValueError, RecursionError) as error:
        raise InvalidArgument(f"{where} is not TOML: {error}.", hint="Check its syntax.") from error
    try:
        _refuse_unknown(document, _Document)
        return _rulebook(msgspec.convert(document, _Document))
    except msgspec.ValidationError as error:
        raise InvalidArgument(f"{where} cannot be used: {_plain(error)}.") from error
    except InvalidArgument as error:
        raise InvalidArgument(f"{where} cannot be used: {error.message}", hint=error.hint) from None


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except FileNotFoundError as error:
        raise InputNotFound(f"The policy {path} does not exist.", hint="Check its name.") from error
    except OSError as error:
        raise StorageError(f"The policy {path} cannot be read: {error.strerror}.") from error
    if len(content) > LARGEST_FILE:
        raise InvalidArgument(f"{path} is too large for a policy.", hint="Check its name.")
    return content


def _refuse_unknown(table: Mapping[str, Any], kind: type[_Table]) -> None:
    """Name the first unknown key, and the known one that it resembles."""
    known = [field.encode_name for field in msgspec.structs.fields(kind)]
    for key, value in table.items():
        if key not in known:
            raise InvalidArgument(f"it has no key {key!r}.", hint=_nearest(key, known))
        if kind is _Document and key in _TABLES and isinstance(value, dict):
            _refuse_unknown(value, _TABLES[key])


def _nearest(word: str, known: list[str]) -> str:
    close = get_close_matches(word, known, n=1)
    return f"Did you mean {close[0]!r}?" if close else f"It knows: {', '.join(known)}."


def _plain(error: msgspec.ValidationError) -> str:
    """Say what the codec says, with the place written as in a TOML file."""
    said, _, place = str(error).replace("`", "'").partition(" - at '$.")
    return f"{place.rstrip(chr(39))}: {said}" if place else said


def _rulebook(document: _Document) -> Rulebook:
    rules = tuple(_rules(document))
    if not rules and document.require is None:
        raise InvalidArgument(NO_RULES[0].lower() + NO_RULES[1:], hint='Add: require = "trusted".')
    base = RequireIntact() if document.require == "intact" else RequireTrusted()
    return Rulebook(name=document.name, rules=(("require", base), *rules))


def _rules(document: _Document) -> Iterator[tuple[str, Policy]]:
    if signers := document.signers:
        yield "signers", _allowed_signers(signers)
    if actions := document.actions:
        yield from _on_actions(actions)
    if document.ai:
        yield "ai", NoAI() if document.ai.rule == "none" else AIDeclared()
    if time := document.time:
        yield from _on_time(time)
    if level := document.assurance:
        rule = MinimumAssuranceLevel(level=level.minimum_level, scope=level.scope)
        yield "assurance.minimum-level", rule


def _allowed_signers(signers: _Signers) -> AllowedSigners:
    if not (signers.names or signers.organizations or signers.serial_numbers):
        raise InvalidArgument(
            "[signers] names nobody.", hint='Add, for example: organizations = ["Example News"].'
        )
    return AllowedSigners(
        names=signers.names,
        organizations=signers.organizations,
        serial_numbers=signers.serial_numbers,
        scope=signers.scope,
    )


def _on_actions(actions: _Actions) -> Iterator[tuple[str, Policy]]:
    if not (actions.allowed or actions.forbidden):
        raise InvalidArgument("[actions] names no action.", hint='Add: allowed = ["c2pa.created"].')
    for label in (*(actions.allowed or ()), *(actions.forbidden or ())):
        _refuse_misspelt(label)
    if actions.allowed is not None:
        yield "actions.allowed", AllowedActions(actions=actions.allowed)
    if actions.forbidden is not None:
        yield "actions.forbidden", ForbiddenActions(actions=actions.forbidden)


def _refuse_misspelt(label: str) -> None:
    """Refuse what no manifest can state; a maker's own action has a dot, and no reserved prefix."""
    own = "." in label and not label.startswith(PREFIX)
    if not own and label not in ACTIONS:
        close = get_close_matches(label, list(ACTIONS), n=1) or [f"{PREFIX}edited"]
        raise InvalidArgument(f"there is no action {label!r}.", hint=f"Did you mean {close[0]!r}?")


def _on_time(time: _Time) -> Iterator[tuple[str, Policy]]:
    if not (time.proven or time.maximum_age is not None):
        raise InvalidArgument("[time] asks for nothing.", hint="Add: proven = true.")
    if time.proven:
        yield "time.proven", RequireProvenTime(scope=time.scope)
    if time.maximum_age is not None:
        yield "time.maximum-age", MaximumAge(age=_age(time.maximum_age), scope=time.scope)


def _age(text: str) -> timedelta:
    found = _AGE.fullmatch(text)
    if found is None:
        raise InvalidArgument(f"{text!r} is no age.", hint="Write it as '48 hours' or '7 days'.")
    return timedelta(**{f"{found[2]}s": int(found[1])})
