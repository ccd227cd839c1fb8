"""Text that tries to repaint, reverse, forge or flood whatever shows it, and a file full of it."""

# ruff: noqa: RUF001  # ambiguous letters are part of the attack

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from support import definitions, media, statements, surgery

from provenance.engine.native.engine import NativeEngine
from provenance.model.asset import Asset
from provenance.model.definition import (
    ActionDefinition,
    AssertionDefinition,
    IngredientDefinition,
    Intent,
    ManifestDefinition,
    SignedAsset,
    SoftwareAgent,
)
from provenance.pki import issuing

if TYPE_CHECKING:
    from pathlib import Path

    from support.authorities import Development

TEXTS = {
    "script": "<script>alert(1)</script>",
    "ansi": "\x1b[2J\x1b[32mTRUSTED\x1b[0m\x1b]0;owned\x07",
    "controls": "\x9b2J\x9d0;owned\x9c\x7f\x08",
    "bidi": "photo\u202egpj.exe\u2066\u2069\u200f",
    "nul": "before\x00after",
    "newlines": "x\nTRUSTED  forged.jpg\r\nSigned by   BBC\u2028Note\u2029\x85",
    "markup": "[bold red]x[/bold red][link=https://example.org]y[/link]",
    "formula": "=HYPERLINK(1)+@SUM-cmd",
    "homoglyphs": "Ѕony Соrp",
    "marks": "z" + "\u0336" * 20,
    "invisible": "in\u200bvis\ufeffi\u2062b\u00adle\u3164",
    "tags": "tag\U000e0041\U000e0042",
    "private": "own\ue000\U000f0000",
    "unassigned": "un\u0378\uffff",
    "selectors": "s\ufe0f\U000e0100",
    "quotes": "x\" is true. 'TRUSTED' “yes”",
}

LONGEST = 64  # letters of a name in a certificate (X.520)
HARMFUL = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
SHOWN = (
    *("title", "generator", "agent", "version", "description", "source-type", "ingredient"),
    *("common-name", "organization"),
)
"""Where `file` puts a text that reports repeat, each behind the field's name and a colon."""
UNJUDGED = ("metadata", "own-value", "parameter", "instance", "reason")
"""Where it puts one that only `inspect` and crJSON repeat."""


def harmful(shown: str) -> set[str]:
    """Return what a terminal would obey, or would not show, in a whole screen."""
    found = {c for c in shown if c != "\n" and unicodedata.category(c) in HARMFUL}
    stacked = {"marks" for line in shown.split("\n") if "\u0336" * 5 in line}
    return found | stacked | ({c for c in shown if 0xFE00 <= ord(c) <= 0xFE0F})


def file(text: str, pki: Development, folder: Path) -> bytes:
    """Return a JPEG that a listed signer signed, with `text` wherever a manifest holds any."""
    subject = issuing.distinguished_name(
        "XX", f"organization:{text}"[:LONGEST], f"common-name:{text}"[:LONGEST]
    )
    signer = pki.signer(subject=subject)
    part, target = folder / "part.jpg", folder / "signed.jpg"
    part.write_bytes(media.content("jpeg"))
    source = Asset.of(media.content("jpeg"))
    with NativeEngine() as engine:
        signed = engine.sign(_definition(text, part), source, target, signer)

    def renamed(manifest: surgery.Box) -> None:
        claim = manifest.at("c2pa.claim")
        claim.value = {**claim.value, "instanceID": f"instance:{text}"}

    whole = SignedAsset(
        media_type="image/jpeg",
        sha256="",
        size=0,
        manifest_label="",
        manifest_store=signed,
        data=target.read_bytes(),
    )
    return statements.restated(whole, signer, renamed)


def _definition(text: str, part: Path) -> ManifestDefinition:
    agent = SoftwareAgent(name=f"agent:{text}", version=f"version:{text}")
    used = IngredientDefinition(
        key="part",
        asset=Asset.of(part),
        title=f"ingredient:{text}",
        media_type="image/jpeg",
        relationship="componentOf",
    )
    return ManifestDefinition(
        intent=Intent.CREATE,
        title=f"title:{text}",
        media_type="image/jpeg",
        generator=SoftwareAgent(name=f"generator:{text}", version="1"),
        actions=(
            ActionDefinition(
                action="c2pa.created",
                digital_source_type=definitions.DIGITAL_CAPTURE,
                software_agent=agent,
                description=f"description:{text}",
                reason=f"reason:{text}",
            ),
            ActionDefinition(action="c2pa.placed", ingredients=("part",)),
            ActionDefinition(
                action="c2pa.edited",
                digital_source_type=f"source-type:{text}",
                parameters={"org.example.note": f"parameter:{text}"},
            ),
        ),
        all_actions_included=True,
        ingredients=(used,),
        assertions=(
            AssertionDefinition(
                label="c2pa.metadata",
                data={
                    "@context": {"tiff": "http://ns.adobe.com/tiff/1.0/"},
                    "tiff:Make": f"metadata:{text}",
                },
            ),
            AssertionDefinition(label="org.example.own", data={"value": f"own-value:{text}"}),
        ),
    )
