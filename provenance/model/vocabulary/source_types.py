"""The digital source types of IPTC and C2PA as one table: how content came to be, in plain words.

An unknown value passes through: it is shown as its maker wrote it, and as unknown.
Source: IPTC NewsCodes "Digital Source Type"; C2PA 2.4, "Digital source type"; the AI
meaning follows the official rubric "signals-local", conformance 0.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
C2PA = "http://c2pa.org/digitalsourcetype/"

AiMeaning = Literal["generated", "edited", "possible", ""]


class DigitalSourceType(StrEnum):
    """How content came to be: the URI that stands in manifests."""

    DIGITAL_CAPTURE = IPTC + "digitalCapture"
    COMPUTATIONAL_CAPTURE = IPTC + "computationalCapture"
    NEGATIVE_FILM = IPTC + "negativeFilm"
    POSITIVE_FILM = IPTC + "positiveFilm"
    PRINT = IPTC + "print"
    SCREEN_CAPTURE = IPTC + "screenCapture"
    VIRTUAL_RECORDING = IPTC + "virtualRecording"
    HUMAN_EDITS = IPTC + "humanEdits"
    MINOR_HUMAN_EDITS = IPTC + "minorHumanEdits"
    ALGORITHMICALLY_ENHANCED = IPTC + "algorithmicallyEnhanced"
    DIGITAL_CREATION = IPTC + "digitalCreation"
    DIGITAL_ART = IPTC + "digitalArt"
    SOFTWARE_IMAGE = IPTC + "softwareImage"
    DATA_DRIVEN_MEDIA = IPTC + "dataDrivenMedia"
    ALGORITHMIC_MEDIA = IPTC + "algorithmicMedia"
    TRAINED_ALGORITHMIC_MEDIA = IPTC + "trainedAlgorithmicMedia"
    COMPOSITE = IPTC + "composite"
    COMPOSITE_CAPTURE = IPTC + "compositeCapture"
    COMPOSITE_SYNTHETIC = IPTC + "compositeSynthetic"
    COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA = IPTC + "compositeWithTrainedAlgorithmicMedia"
    EMPTY = C2PA + "empty"
    TRAINED_ALGORITHMIC_DATA = C2PA + "trainedAlgorithmicData"

    @property
    def alias(self) -> str:
        """Return the last part of the URI, by which people call it."""
        return self.value.rpartition("/")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTypeKind:
    """One digital source type of the vocabulary.

    Attributes:
        origin: How content of this type began, as the start of a sentence.
        detail: The rest of that sentence, after the program or device is named.
        means: How a change of this type was made, as the end of one; "" where nothing
            need be said.
        ai: What it says about AI.
        retired: Whether IPTC retired it: read, but no longer written.
        replacement: What to write instead of a retired one.
    """

    type: DigitalSourceType
    origin: str
    detail: str = ""
    means: str = ""
    ai: AiMeaning = ""
    retired: bool = False
    replacement: DigitalSourceType | None = None


def _known(
    source_type: DigitalSourceType,
    origin: str,
    means: str = "",
    ai: AiMeaning = "",
    *,
    detail: str = "",
) -> SourceTypeKind:
    return SourceTypeKind(type=source_type, origin=origin, detail=detail, means=means, ai=ai)


def _retired(
    source_type: DigitalSourceType,
    origin: str,
    replacement: DigitalSourceType,
    ai: AiMeaning = "",
) -> SourceTypeKind:
    return SourceTypeKind(
        type=source_type, origin=origin, ai=ai, retired=True, replacement=replacement
    )


_T = DigitalSourceType
_KINDS = (
    _known(_T.DIGITAL_CAPTURE, "Captured"),
    _known(
        _T.COMPUTATIONAL_CAPTURE, "Captured", detail=", in several shots that the device merged"
    ),
    _known(_T.NEGATIVE_FILM, "Scanned from a film negative"),
    _known(_T.POSITIVE_FILM, "Scanned from a film positive"),
    _known(_T.PRINT, "Scanned from a print"),
    _known(_T.SCREEN_CAPTURE, "Captured from a screen", "from a screen", "possible"),
    _known(_T.VIRTUAL_RECORDING, "Recorded from a virtual event", "", "possible"),
    _known(_T.HUMAN_EDITS, "Edited by a person"),
    _known(_T.ALGORITHMICALLY_ENHANCED, "Altered by an algorithm", "by an algorithm"),
    _known(_T.DIGITAL_CREATION, "Created by a person with digital tools"),
    _known(_T.DATA_DRIVEN_MEDIA, "Drawn from data", "from data"),
    _known(
        _T.ALGORITHMIC_MEDIA,
        "Made by a fixed algorithm",
        "by an algorithm",
    ),
    _known(_T.TRAINED_ALGORITHMIC_MEDIA, "Made by AI", "with AI", "generated"),
    _known(
        _T.COMPOSITE,
        "Put together",
        "from elements that may or may not be made by AI",
        "possible",
        detail=" from several elements, which may or may not be made by AI",
    ),
    _known(_T.COMPOSITE_CAPTURE, "Put together", "from captures", detail=" from several captures"),
    _known(
        _T.COMPOSITE_SYNTHETIC,
        "Put together",
        "with an element made by AI",
        "edited",
        detail=" from several elements, at least one of them made by AI",
    ),
    _known(_T.COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA, "Made in part by AI", "with AI", "edited"),
    _known(_T.EMPTY, "Started from an empty canvas"),
    _known(_T.TRAINED_ALGORITHMIC_DATA, "Made by AI as data", "with AI", "generated"),
    _retired(_T.MINOR_HUMAN_EDITS, "Touched up by a person", _T.HUMAN_EDITS),
    _retired(_T.DIGITAL_ART, "Created with digital tools", _T.DIGITAL_CREATION, "possible"),
    _retired(_T.SOFTWARE_IMAGE, "Created with software", _T.DIGITAL_CREATION),
)

SOURCE_TYPES: Mapping[str, SourceTypeKind] = MappingProxyType({str(k.type): k for k in _KINDS})
"""Every digital source type that a reader knows, by its URI."""

_BY_ALIAS = {kind.type.alias.lower(): kind.type for kind in _KINDS}
# The name by which schema.org lists IPTC's computationalCapture.
_BY_ALIAS["multiframecomputationalcapture"] = _T.COMPUTATIONAL_CAPTURE
_HOSTS = ("cv.iptc.org", "c2pa.org")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What a written source type means.

    Attributes:
        written: As found.
        type: The type that it means; None when unknown.
        exact: Whether it is written as the vocabulary wants it.
    """

    written: str
    type: DigitalSourceType | None
    exact: bool


def recognise(written: str) -> Recognised:
    """Tell which source type `written` means; wrong prefixes and cases are understood, and said.

    Only URIs of IPTC and C2PA and bare names are understood: the same last part
    under a stranger's address may mean anything.
    """
    if written in SOURCE_TYPES:
        return Recognised(written=written, type=DigitalSourceType(written), exact=True)
    address = written.strip().rstrip("/")
    folder, _, alias = address.rpartition("/")
    scheme, separator, rest = folder.partition("://")
    host = (rest if separator else scheme).partition("/")[0].lower().removeprefix("www.")
    ours = not folder or host in _HOSTS
    found = _BY_ALIAS.get(alias.lower().removeprefix("digsrctype:")) if ours else None
    return Recognised(written=written, type=found, exact=False)


def ai_of(source_type: str) -> AiMeaning:
    """Tell what a digital source type says about AI; "" for no sign of AI, or an unknown type."""
    found = recognise(source_type).type
    return SOURCE_TYPES[found].ai if found else ""
