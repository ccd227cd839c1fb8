"""The crJSON document of C2PA 2.4: what the engine read, with our validation results.

The engine's own results are replaced, manifest by manifest, because it judges neither trust
nor time for us. Its `ingredientDeltas` are left out: they say what its results differ in from
those that a signer recorded, and they are optional; with ours, what is wrong with an
ingredient stands in the results of that ingredient's own manifest, as validators must show it.

Values stay as the file has them, byte for byte: programs compare them. They are harmless on a
terminal all the same, because everything outside ASCII is written as a JSON escape.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from provenance.model.status import StatusKind, lookup
from provenance.report.clock import in_utc
from provenance.verification.codes import OWN

if TYPE_CHECKING:
    from datetime import datetime

    from provenance.model.store import Json, Status
    from provenance.verification.assembly import Examination

SPEC_VERSION = "2.4.0"
CONTEXT = {"@vocab": "https://c2pa.org/crjson/", "extras": "https://c2pa.org/crjson/extras/"}
MANIFEST_FIELDS = ("label", "assertions", "claim", "claim.v2", "signature")
"""What a manifest object may have beside our results (crJSON 2.4, 3.4: nothing else)."""
UNLISTED_FAILURE = "general.error"
"""The code for an error that the specification does not list."""


def document(examination: Examination) -> dict[str, Json]:
    """Return the crJSON document of an examination; without credentials it has no manifests."""
    at = examination.report.checked_with.at
    source = examination.store.document if examination.store else {}
    manifests = source.get("manifests")
    return {
        "@context": _plain(source.get("@context")) or dict(CONTEXT),
        "manifests": [
            _manifest(manifest, examination.statuses, at)
            for manifest in (manifests if isinstance(manifests, list | tuple) else ())
            if isinstance(manifest, Mapping)
        ],
        "jsonGenerator": {
            "name": "media-provenance",
            "version": examination.report.checked_with.version,
        },
    }


def render(examination: Examination) -> bytes:
    """Return the document of an examination, indented, in ASCII."""
    return json.dumps(document(examination), indent=2).encode("ascii") + b"\n"


def rfc3339(at: datetime) -> str:
    """Return a time in UTC as crJSON has it."""
    return in_utc(at).isoformat().replace("+00:00", "Z")


def _manifest(
    manifest: Mapping[str, Json], statuses: Mapping[str, tuple[Status, ...]], at: datetime
) -> dict[str, Json]:
    kept = {name: _plain(manifest[name]) for name in MANIFEST_FIELDS if name in manifest}
    _without_half_a_time_stamp(kept.get("signature"))
    label = manifest.get("label")
    ours = statuses.get(label, ()) if isinstance(label, str) else ()
    return {**kept, "validationResults": _results(ours, at)}


def _without_half_a_time_stamp(signature: Json) -> None:
    """Leave out what the engine says of a time-stamp that shows no time (crJSON 2.4, 3.7)."""
    if isinstance(signature, dict):
        told = signature.get("timeStampInfo")
        if not isinstance(told, dict) or "timestamp" not in told:
            signature.pop("timeStampInfo", None)


def _results(statuses: Iterable[Status], at: datetime) -> dict[str, Json]:
    found: dict[str, dict[tuple[str, ...], Json]] = {kind.value: {} for kind in StatusKind}
    for status in statuses:
        if entry := _entry(status):
            found[status.kind.value].setdefault(tuple(entry.values()), entry)
    results: dict[str, Json] = {kind: list(entries.values()) for kind, entries in found.items()}
    return {**results, "specVersion": SPEC_VERSION, "validationTime": rfc3339(at)}


def _entry(status: Status) -> dict[str, str]:
    """Return a status as crJSON has it; a note for which 2.4 has no code is left to the report."""
    code, explanation = status.code, status.explanation
    if code in OWN:
        if status.kind is not StatusKind.FAILURE:
            return {}
        code, explanation = UNLISTED_FAILURE, explanation or OWN[code].sentence
    explanation = explanation or lookup(code, reported=status.kind).sentence
    entry = {"code": code, "url": status.uri, "explanation": explanation}
    return {name: text for name, text in entry.items() if text}


def _plain(value: Json) -> Json:
    """Copy JSON into dicts and lists, so that the examination is never shared.

    Names come in their alphabetical order: the engine hands over some objects in a random one,
    and the same file has to give the same document.
    """
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in sorted(value.items())}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
