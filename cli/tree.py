"""A manifest store drawn as an indented tree, one harmless line for each thing in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from .console import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from provenance.model.statements import SignerStatement
    from provenance.model.store import Assertion, Ingredient, Manifest, RecordedAction, Status
    from provenance.verification.assembly import Examination

SHORT = 160
"""Longest shown value, in characters, unless the whole is asked for."""


def draw(examination: Examination, *, shorten: bool) -> Iterator[str]:
    """Draw every manifest of the store, the active one first."""
    store = examination.store
    if store is None:
        return
    limit = SHORT if shorten else None
    signers = {node.label: node.signer for node in examination.report.nodes}
    for number, manifest in enumerate(store.manifests):
        role = "active manifest" if number == 0 else "manifest"
        statuses = examination.statuses.get(manifest.label, manifest.statuses)
        if number:
            yield ""
        yield f"{role} {plain(manifest.label)}"
        yield from _indented(_claim(manifest))
        yield from _indented(_signature(signers.get(manifest.label)))
        yield from _indented(_contents(manifest, statuses, limit))


def _claim(manifest: Manifest) -> Iterator[str]:
    update = ", update manifest" if manifest.is_update else ""
    yield f"claim version {manifest.claim_version}{update}"
    yield from _field("title", manifest.title)
    yield from _field("format", manifest.format)
    yield from _field("instance", manifest.instance_id)
    for generator in manifest.generators:
        words = f"{generator.name} {generator.version}".strip()
        spec = f" (C2PA {generator.spec_version})" if generator.spec_version else ""
        yield from _field("made with", words + spec)


def _signature(signer: SignerStatement | None) -> Iterator[str]:
    if signer is None:
        return
    yield from _field("signed by", signer.name)
    yield from _indented(
        (
            *_field("organization", signer.organization),
            *_field("issued by", signer.issuer),
            *_field("serial number", signer.serial_number),
            *_field("algorithm", signer.algorithm),
            *_field("valid from", _day(signer.not_before)),
            *_field("valid until", _day(signer.not_after)),
        )
    )


def _contents(manifest: Manifest, statuses: Sequence[Status], limit: int | None) -> Iterator[str]:
    yield from _branch("actions" + _whole(manifest), map(_action, manifest.actions))
    yield from _branch("ingredients", map(_ingredient, manifest.ingredients))
    yield from _branch("assertions", (_assertion(a, limit) for a in manifest.assertions))
    yield from _branch("removed from ancestors", map(_line, manifest.redactions))
    yield from _branch("status", (_status(status, manifest.label) for status in statuses))


def _whole(manifest: Manifest) -> str:
    if manifest.all_actions_included is None:
        return ""
    return f" (the maker says: {'all' if manifest.all_actions_included else 'not all'})"


def _action(action: RecordedAction) -> Iterator[str]:
    yield plain(action.action)
    yield from _indented(
        (
            *_field("when", action.when.isoformat() if action.when else ""),
            *_field("with", action.software_agent),
            *_field("source type", action.digital_source_type),
            *_field("description", action.description),
            *_field("ingredients", ", ".join(action.ingredients)),
            *_field("parameters", _compact(action.parameters) if action.parameters else ""),
        )
    )


def _ingredient(ingredient: Ingredient) -> Iterator[str]:
    of = ingredient.manifest
    yield plain(f"{ingredient.label}: {ingredient.title}")
    yield from _indented(
        (
            *_field("relationship", ingredient.relationship),
            *_field("format", ingredient.format),
            *_field("manifest", ingredient.manifest or "none"),
            *_field("source type", ingredient.digital_source_type),
            *_branch("recorded by the signer", (_status(s, of) for s in ingredient.recorded)),
            *_branch("different today", (_status(s, of) for s in ingredient.deltas)),
        )
    )


def _assertion(assertion: Assertion, limit: int | None) -> Iterator[str]:
    standing = "created" if assertion.created else "gathered"
    data = "" if assertion.data is None else _compact(assertion.data)
    shown = plain(data if limit is None else data[:limit], limit=len(data))
    rest = f"… ({len(data)} characters)" if limit is not None and len(data) > limit else ""
    yield f"{plain(assertion.label)} ({standing}) {shown}{rest}".rstrip()


def _status(status: Status, manifest: str) -> Iterator[str]:
    """Show a status; boxes of this manifest by their short names."""
    place = status.uri.removeprefix(f"self#jumbf=/c2pa/{manifest}/")
    where = f"  {place}" if place else ""
    why = f": {status.explanation}" if status.explanation and status.kind != "success" else ""
    yield plain(f"{status.kind:13}  {status.code}{where}{why}")


def _line(text: str) -> Iterator[str]:
    yield plain(text)


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else ""


def _field(name: str, value: str) -> Iterator[str]:
    if value:
        yield f"{name}: {plain(value)}"


def _branch(name: str, groups: Iterable[Iterable[str]]) -> Iterator[str]:
    lines = [line for group in groups for line in group]
    if lines:
        yield name
        yield from _indented(lines)


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)


def _compact(data: object) -> str:
    return json.dumps(data, default=_opaque, ensure_ascii=False)


def _opaque(value: object) -> object:
    """Make mappings plain, and everything else that JSON has no word for a text."""
    items = getattr(value, "items", None)
    return dict(items()) if callable(items) else str(value)
