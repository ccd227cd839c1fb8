"""Hold the picture of a file against the thumbnails that were signed with it.

What is found changes no verdict. Of a file whose hash does not match, it tells a caption
that was edited from a picture that was exchanged; of one that matches, it tells that its
signer shows another picture than it signed.
"""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from provenance.errors import EngineError
from provenance.evidence import thumbnails
from provenance.evidence.appearance import Likeness, compare
from provenance.model.asset import Asset
from provenance.model.report import Verdict
from provenance.model.status import CONTENT_HASHES, CONTENT_MATCHES, StatusKind
from provenance.verification.quoting import listed
from provenance.verification.weight import ours

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from provenance.engine.interface import Engine, Reading
    from provenance.limits import Limits
    from provenance.model.look import Look, Miniature
    from provenance.model.store import Ingredient, Manifest
    from provenance.verification.judge import Judgement

CLAIM = "c2pa.thumbnail.claim"
HOLDING = frozenset({Verdict.TRUSTED, Verdict.VALID})
SIGNED, MATCHES = "claimSignature.validated", "assertion.hashedURI.match"
MOST_INGREDIENTS = 8
"""Ingredients whose thumbnails are looked at."""


class Gallery:
    """The thumbnails of one store that its signers signed, decoded when they are asked for.

    All of them together get the time of one read; when it is over, the rest stays undecoded.

    Args:
        engine: Decodes them.
        reading: What was read of the file.
        judged: Each manifest of its chain, judged by itself.
        limits: What that may cost.
    """

    def __init__(
        self,
        engine: Engine,
        reading: Reading,
        judged: Mapping[str, Judgement],
        limits: Limits,
    ) -> None:
        self._engine = engine
        self._reading = reading
        self._judged = judged
        self._limits = limits
        self._left = limits.wall_seconds

    def of_claim(self, manifest: Manifest | None) -> Miniature | None:
        """Return the thumbnail that a manifest carries of its own content."""
        if manifest is None:
            return None
        labels = [each.label for each in manifest.assertions if each.label.startswith(CLAIM)]
        return self._signed(manifest, labels[0]) if len(labels) == 1 else None

    def of_ingredient(self, manifest: Manifest, ingredient: Ingredient) -> Miniature | None:
        """Return the thumbnail with which a manifest shows one of its ingredients."""
        data = next((a.data for a in manifest.assertions if a.label == ingredient.label), None)
        named = data.get("thumbnail") if isinstance(data, dict) else None
        uri = named.get("url") if isinstance(named, dict) else None
        place, _, label = uri.rpartition("/") if isinstance(uri, str) else ("", "", "")
        if place.startswith("self#jumbf=/c2pa/"):
            other = place.removeprefix("self#jumbf=/c2pa/").partition("/")[0]
            found = self._reading.store.find(other)
            return self._signed(found, label) if found else None
        return self._signed(manifest, label)

    @cached_property
    def _data(self) -> Mapping[tuple[str, str], bytes]:
        return thumbnails.read(self._reading.jumbf, self._limits)

    def _signed(self, manifest: Manifest, label: str) -> Miniature | None:
        """Decode a thumbnail, if the claim that lists it is signed and its hash matches."""
        data = self._data.get((manifest.label, label)) if self._holds(manifest, label) else None
        if data is None or self._left <= 0:
            return None
        started = time.monotonic()
        try:
            return self._engine.look(Asset(name=label, data=data), picture=True).miniature
        except EngineError:
            return None
        finally:
            self._left -= time.monotonic() - started

    def _holds(self, manifest: Manifest, label: str) -> bool:
        """Tell whether the signature covers this thumbnail, whatever became of the content."""
        judged = self._judged.get(manifest.label)
        if judged and judged.verdict in HOLDING:
            return True
        said = [
            each
            for each in manifest.statuses
            if each.uri.endswith(f"/{label}") or each.code.startswith("claimSignature.")
        ]
        shown = {each.code for each in said}
        fails = any(each.kind is StatusKind.FAILURE for each in said)
        return {SIGNED, MATCHES} <= shown and not fails


def wants_picture(reading: Reading) -> bool:
    """Tell whether the picture of the file has to be decoded: there is something to hold it against."""
    if not (reading.content_checked and reading.media_type.startswith("image/")):
        return False
    base = reading.store.base
    return base is not None and any(
        each.label.startswith(thumbnails.THUMBNAIL) for each in base.assertions
    )


def with_appearance(
    judged: Mapping[str, Judgement], reading: Reading, look: Look | None, gallery: Gallery
) -> Mapping[str, Judgement]:
    """Return the same judgements with what the picture of the file shows.

    Args:
        judged: Each manifest of the chain, judged by itself.
        reading: What was read.
        look: The picture of the file; None, or without one, when it could not be decoded.
        gallery: The thumbnails of the store.
    """
    base = reading.store.base
    if base is None or not reading.content_checked:
        return judged
    picture = look.miniature if look else None
    said = (
        *_of_file(reading, base, picture, gallery),
        *_of_ingredients(reading, base, picture, gallery),
    )
    label = reading.store.active.label
    seen = (ours(code, label, message) for code, message in said)
    one = judged[label]
    return {**judged, label: replace(one, observations=(*one.observations, *seen))}


def _of_file(
    reading: Reading, base: Manifest, picture: Miniature | None, gallery: Gallery
) -> Iterator[tuple[str, str]]:
    said = [each for each in base.statuses if each.code.startswith(CONTENT_HASHES)]
    broken = any(each.kind is StatusKind.FAILURE for each in said)
    thumbnail = gallery.of_claim(base) if picture else None
    likeness = compare(picture, thumbnail) if picture and thumbnail else Likeness.UNCERTAIN
    if broken:
        if likeness is Likeness.SAME:
            yield "picture.like-thumbnail", ""
        elif likeness is Likeness.UNLIKE:
            yield "picture.exchanged", ""
        elif reading.media_type.startswith("image/"):
            yield "picture.uncompared", ""
    elif likeness is Likeness.UNLIKE and any(each.code in CONTENT_MATCHES for each in said):
        yield "picture.unlike-thumbnail", ""


def _of_ingredients(
    reading: Reading, base: Manifest, picture: Miniature | None, gallery: Gallery
) -> Iterator[tuple[str, str]]:
    strangers, parents = [], []
    for each in base.ingredients[:MOST_INGREDIENTS]:
        shown = gallery.of_ingredient(base, each)
        own = gallery.of_claim(reading.store.find(each.manifest))
        if shown and own and compare(own, shown) is Likeness.UNLIKE:
            strangers.append(each.title)
        seen = shown or own
        parent = each.relationship == "parentOf"
        if parent and picture and seen and compare(picture, seen) is Likeness.UNLIKE:
            parents.append(each.title)
    if strangers:
        yield (
            "ingredient.thumbnail-unlike",
            (
                f"The file's thumbnail of an ingredient, {listed(strangers)}, shows another picture "
                "than that ingredient's own credentials."
            ),
        )
    if parents:
        yield (
            "ingredient.unlike",
            (
                f"This file does not look like the one that it is said to be made from, "
                f"{listed(parents)}: strong edits do that, and so does a parent that was never used."
            ),
        )
