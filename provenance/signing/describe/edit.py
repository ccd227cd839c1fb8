"""Changes to content that existed before."""

from __future__ import annotations

from dataclasses import dataclass

from provenance.errors import DescriptionError
from provenance.model.asset import Asset, AssetSource
from provenance.signing.describe.base import Account
from provenance.signing.describe.redaction import Redaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit(Account):
    """Tell what was done to a parent; the parent and its history are added for you.

    Attributes:
        parent: The content before the edit; None when the source file itself carries it.
        actions: What was done, in order; none tells that it was saved again unchanged.
        redactions: Statements to take out of ancestors' credentials.

    Raises:
        DescriptionError: It cannot be stated in a conforming manifest.
        InputNotFound, StorageError: The parent is no file, or a stream that cannot seek.
    """

    parent: AssetSource | None = None
    redactions: tuple[Redaction, ...] = ()

    def __post_init__(self) -> None:
        Account.__post_init__(self)
        self._settle("redactions", tuple(self.redactions))
        if self.parent is not None:
            self._settle("parent", Asset.of(self.parent))
        if not self.all_actions_included and not (self.actions or self.redactions):
            raise DescriptionError(
                "The edit lists no action and says that its list is not whole.",
                hint="Add the action c2pa.unknown, or leave all_actions_included out.",
            )

    def assets(self) -> tuple[Asset, ...]:
        """Return the parent, when it is another file than the source, then the placed files."""
        parent = () if self.parent is None else (Asset.of(self.parent),)
        return (*parent, *Account.assets(self))
