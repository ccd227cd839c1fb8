"""What credentials say of how content came to be, as far as text beside them can contradict it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from provenance.model.vocabulary import DigitalSourceType
from provenance.model.vocabulary.source_types import recognise
from provenance.verification.ai import Involvement, begins, involvement, line_of_descent

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from provenance.model.store import Manifest, ManifestStore, RecordedAction

_T = DigitalSourceType
CAPTURED = frozenset(
    (
        *(_T.DIGITAL_CAPTURE, _T.COMPUTATIONAL_CAPTURE, _T.COMPOSITE_CAPTURE),
        *(_T.NEGATIVE_FILM, _T.POSITIVE_FILM),
    )
)
"""Source types that say that a camera saw this."""
METADATA = ("c2pa.metadata", "stds.exif", "cawg.metadata")
DEVICE = ("Make", "Model")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What credentials say.

    Attributes:
        ai: The strongest sign of AI anywhere in the chain.
        captured: Whether the content itself is said to have been captured.
        programs: Every program or device that any of the manifests names, in its words.
        captured_with: Those that captured the content itself.
        devices: Makers ("Make") and models ("Model") in the signed metadata of the content itself.
    """

    ai: Involvement
    captured: bool
    programs: tuple[str, ...]
    captured_with: tuple[str, ...]
    devices: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, store: ManifestStore, labels: Collection[str]) -> Self:
        """Gather what the manifests of `labels` say."""
        line = line_of_descent(store)
        own = [each for each in store.manifests if each.label in line]
        captures = [
            (manifest, action)
            for manifest in own
            for action in manifest.actions
            if _captures(action)
        ]
        ai, _ = involvement(store, labels)
        return cls(
            ai=ai,
            captured=bool(captures),
            programs=tuple(name for each in store.manifests for name in _named(each)),
            captured_with=tuple(
                action.software_agent for _, action in captures if action.software_agent
            ),
            devices={name: tuple(_stated(own, name)) for name in DEVICE},
        )


def _captures(action: RecordedAction) -> bool:
    return begins(action) and recognise(action.digital_source_type).type in CAPTURED


def _named(manifest: Manifest) -> Iterator[str]:
    for generator in manifest.generators:
        yield generator.name
    for action in manifest.actions:
        yield action.software_agent


def _stated(manifests: list[Manifest], name: str) -> Iterator[str]:
    """Yield the values of a property, "tiff:Make" for example, in signed metadata."""
    for manifest in manifests:
        for assertion in manifest.assertions:
            if not (assertion.label.startswith(METADATA) and isinstance(assertion.data, Mapping)):
                continue
            for key, value in assertion.data.items():
                if key.rpartition(":")[2] == name and isinstance(value, str):
                    yield value
