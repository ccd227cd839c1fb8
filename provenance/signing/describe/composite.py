"""Content put together from several files."""

from __future__ import annotations

from dataclasses import dataclass

from provenance.errors import DescriptionError
from provenance.model.asset import Asset, AssetSource
from provenance.model.vocabulary import DigitalSourceType
from provenance.signing.describe.base import Account
from provenance.signing.describe.source_types import source_type

COMPOSITES = (
    DigitalSourceType.COMPOSITE,
    DigitalSourceType.COMPOSITE_CAPTURE,
    DigitalSourceType.COMPOSITE_SYNTHETIC,
    DigitalSourceType.COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Composite(Account):
    """Tell that this content was put together from other files, each of which is placed.

    Attributes:
        components: The files, in the order of placing; one may appear twice.
        source_type: composite, or one of `COMPOSITES`, by URI or last part.
        actions: What was done after the placing.

    Raises:
        DescriptionError: No component is given, or it cannot be stated in a conforming
            manifest.
        InputNotFound, StorageError: A component is no file, or a stream that cannot seek.
    """

    components: tuple[AssetSource, ...]
    source_type: DigitalSourceType | str = DigitalSourceType.COMPOSITE

    def __post_init__(self) -> None:
        Account.__post_init__(self)
        if isinstance(self.components, str | bytes) or not self.components:
            raise DescriptionError(
                "The composite has no list of components.", hint="Name at least one file."
            )
        self._settle("components", tuple(Asset.of(component) for component in self.components))
        settled = source_type(self.source_type, among=COMPOSITES, what="a composite")
        self._settle("source_type", settled)

    def assets(self) -> tuple[Asset, ...]:
        """Return the components, then the files that the actions place."""
        return (*(Asset.of(part) for part in self.components), *Account.assets(self))
