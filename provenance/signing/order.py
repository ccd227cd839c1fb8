"""What one call to sign asks for."""

from __future__ import annotations

from dataclasses import dataclass

from provenance.model.asset import Asset
from provenance.model.definition import Thumbnail
from provenance.signing.describe import Description
from provenance.signing.metadata import Privacy
from provenance.signing.steps import Steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One file to sign; `Signer.sign` tells what each word means."""

    asset: Asset
    description: Description
    title: str | None
    discard_history: bool
    privacy: Privacy | str | None
    preview: Thumbnail | None
    steps: Steps
