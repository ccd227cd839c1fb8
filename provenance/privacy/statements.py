"""What the manifests of a store reveal: those of the file and those of its ancestors."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from provenance.engine.wire.shapes import mapping, mappings, text
from provenance.model.look import Tells
from provenance.model.privacy import Exposure
from provenance.model.soft_binding import BindingKind, asserted
from provenance.signing.metadata.properties import PROPERTIES
from provenance.signing.metadata.selection import WHERE
from provenance.signing.metadata.vocabulary import Disclosure
from provenance.signing.redacting import is_location

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from provenance.model.store import Assertion, Json, Manifest, ManifestStore

_METADATA = ("c2pa.metadata", "cawg.metadata", "stds.exif", "stds.iptc", "stds.schema-org")
_IDENTITY = "cawg.identity"
_BY_DISCLOSURE: Mapping[Disclosure, Tells] = MappingProxyType(
    {
        **dict.fromkeys(WHERE, Tells.LOCATION),
        Disclosure.SERIAL: Tells.SERIAL,
        Disclosure.OWNER: Tells.OWNER,
        Disclosure.CREATOR: Tells.CREATOR,
        Disclosure.PEOPLE: Tells.PEOPLE,
    }
)
_OTHERS: Mapping[str, Tells] = MappingProxyType(
    {
        "tiff:make": Tells.DEVICE,
        "tiff:model": Tells.DEVICE,
        "tiff:software": Tells.SOFTWARE,
        "xmp:creatortool": Tells.SOFTWARE,
        "exif:datetimeoriginal": Tells.TIME,
        "tiff:datetime": Tells.TIME,
        "author": Tells.CREATOR,
    }
)
"""Properties of capture data that tell about people and devices, too, in lower case."""
_TELLS: Mapping[str, Tells] = MappingProxyType(
    {
        row.name.casefold(): _BY_DISCLOSURE[row.discloses]
        for row in PROPERTIES
        if row.discloses in _BY_DISCLOSURE
    }
    | dict(_OTHERS)
)
_ERROR = "exif:GPSHPositioningError"
_COARSE = 500  # metres; receivers of satellite signals are better than that
_LONGEST = 300  # characters of a value
_LEADS: Mapping[BindingKind, tuple[Tells, str]] = MappingProxyType(
    {
        BindingKind.WATERMARK: (
            Tells.IDENTIFIER,
            "The content carries it as a mark, by which copies without credentials lead to these.",
        ),
        BindingKind.FINGERPRINT: (
            Tells.LIKENESS,
            "Whoever has a like picture, film or sound can tell that it is this one.",
        ),
    }
)
_STAYS = (
    "It cannot be redacted; only a file that is signed anew, without this history, is rid of it."
)


def exposures(store: ManifestStore) -> Iterator[Exposure]:
    """Yield what claims, assertions, actions and ingredients tell."""
    signers = _signers(store)
    for manifest in store.manifests:
        place = _called(manifest)
        signer = signers.get(manifest.label, "")
        for assertion in manifest.assertions:
            yield from _of_metadata(manifest, assertion, place)
            yield from _of_bindings(manifest, assertion)
            if assertion.label.startswith(_IDENTITY):
                yield _exposure(
                    manifest, Tells.IDENTITY, assertion.label, "Who stands behind the content"
                )
        yield from _of_claim(manifest, place, signer)
        yield from _of_ingredients(manifest)


def redaction(label: str) -> str:
    """Say how to take an assertion out."""
    return f"`provenance redact FILE --assertion {label} -o NEW`."


def _called(manifest: Manifest) -> str:
    return f"manifest of {manifest.title or 'a file without a name'}"


def _of_metadata(manifest: Manifest, assertion: Assertion, place: str) -> Iterator[Exposure]:
    if not assertion.label.startswith(_METADATA) or not isinstance(assertion.data, dict):
        return
    remedy = redaction("location" if is_location(assertion) else assertion.label)
    for name, value in assertion.data.items():
        tells = _TELLS.get(name.casefold())
        if tells is not None and name != _ERROR:
            yield Exposure(
                tells=tells,
                name=name,
                value=_shown(value),
                place=f"{place}, {assertion.label}",
                manifest=manifest.label,
                remark=_rounded(assertion.data) if tells is Tells.LOCATION else "",
                remedy=remedy,
            )


def _of_bindings(manifest: Manifest, assertion: Assertion) -> Iterator[Exposure]:
    """Yield one exposure for the marks of an assertion, and one for its fingerprints."""
    stated = asserted(replace(manifest, assertions=(assertion,)))
    for kind, (tells, remark) in _LEADS.items():
        values = [each.value for each in stated if each.kind is kind]
        if values:
            named = dict.fromkeys(each.algorithm for each in stated if each.kind is kind)
            what = f"{', '.join(named)}: {_of_bytes(values[0])}"
            more = f" and {len(values) - 1} more" if len(values) > 1 else ""
            said = what[:_LONGEST] + more
            yield _exposure(manifest, tells, assertion.label, said, remark=remark)


def _of_bytes(value: bytes) -> str:
    text = value.decode("ascii", errors="replace")
    return text if text.isascii() and text.isprintable() else value.hex()


def _of_claim(manifest: Manifest, place: str, signer: str) -> Iterator[Exposure]:
    facts = (
        (Tells.FILE_NAME, "dc:title", manifest.title),
        (Tells.IDENTIFIER, "instanceID", manifest.instance_id),
        (Tells.IDENTITY, "signer", signer),
        *((Tells.SOFTWARE, "claim generator", maker.name) for maker in manifest.generators),
        *((Tells.TIME, act.action, act.when.isoformat()) for act in manifest.actions if act.when),
        *((Tells.SOFTWARE, act.action, act.software_agent) for act in manifest.actions),
    )
    for tells, name, value in facts:
        if value:
            yield Exposure(
                tells=tells,
                name=name,
                value=value[:_LONGEST],
                place=place,
                manifest=manifest.label,
                remedy=_STAYS,
            )


def _signers(store: ManifestStore) -> Mapping[str, str]:
    """Return the names in the signers' certificates, as the engine's document tells them."""
    names: dict[str, str] = {}
    for entry in mappings(store.document.get("manifests")):
        certificate = mapping(mapping(entry.get("signature")).get("certificateInfo"))
        subject = mapping(certificate.get("subject"))
        said = dict.fromkeys(text(subject.get(part)) for part in ("CN", "O"))
        names[text(entry.get("label"))] = ", ".join(filter(None, said))
    return names


def _of_ingredients(manifest: Manifest) -> Iterator[Exposure]:
    for ingredient in manifest.ingredients:
        for name, value in (("dc:title", ingredient.title), ("instanceID", ingredient.instance_id)):
            if value:
                yield _exposure(
                    manifest,
                    Tells.INGREDIENT if name == "dc:title" else Tells.IDENTIFIER,
                    ingredient.label,
                    f"{name} {value[:_LONGEST]}",
                    remark="The history of the file goes with it when it is redacted.",
                )


def _exposure(
    manifest: Manifest, tells: Tells, label: str, value: str, *, remark: str = ""
) -> Exposure:
    return Exposure(
        tells=tells,
        name=label,
        value=value,
        place=_called(manifest),
        manifest=manifest.label,
        remark=remark,
        remedy=redaction(label),
    )


def _rounded(data: Mapping[str, Json]) -> str:
    try:
        metres = float(data.get(_ERROR, 0))
    except (TypeError, ValueError):
        return ""
    return f"It is given to about {metres / 1000:g} km only." if metres >= _COARSE else ""


def _shown(value: Json) -> str:
    shown = value if isinstance(value, str) else str(value)
    return shown[:_LONGEST]
