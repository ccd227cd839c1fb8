"""What a new manifest will state: pure data, between `signing` (which words it) and `engine`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Literal

from provenance.model.asset import Asset
from provenance.model.soft_binding import MarkQuality, SoftBinding
from provenance.model.store import NOTHING, Json

THIS_LIBRARY = "media-provenance"
"""Name of the distribution: it makes claims, and does nothing to the content itself."""

Relationship = Literal["parentOf", "componentOf", "inputTo"]


class Intent(StrEnum):
    """What kind of manifest is made (C2PA 2.4, "Types of manifests").

    CREATE: a standard manifest without a parent.
    EDIT: a standard manifest with one parent.
    UPDATE: an update manifest: one parent, the content unchanged.
    """

    CREATE = "create"
    EDIT = "edit"
    UPDATE = "update"


@dataclass(frozen=True, slots=True, kw_only=True)
class SoftwareAgent:
    """The program or device that performed an action."""

    name: str
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionDefinition:
    """One action that will be stated.

    Attributes:
        ingredients: `IngredientDefinition.key` of each ingredient that it speaks of.
        parameters: Parameters beside `ingredients`, with names that the specification
            knows or that contain a dot.
        changes: Regions of interest (C2PA 2.4, "Region of interest"), each as its map.
    """

    action: str
    when: datetime | None = None
    software_agent: SoftwareAgent | None = None
    digital_source_type: str = ""
    description: str = ""
    reason: str = ""
    ingredients: tuple[str, ...] = ()
    parameters: Mapping[str, Json] = field(default_factory=lambda: NOTHING)
    changes: tuple[Mapping[str, Json], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Thumbnail:
    """A small picture: its media type and its encoded bytes."""

    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class IngredientDefinition:
    """One file that goes into the new asset.

    Attributes:
        key: A name that actions refer to; unique within the definition.
        media_type: What the content is, decided by content.
    """

    key: str
    asset: Asset
    title: str
    media_type: str
    relationship: Relationship
    thumbnail: Thumbnail | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssertionDefinition:
    """An assertion beside actions and ingredients.

    Attributes:
        label: A standard label, or an own one with a dotted, entity-specific name.
        data: JSON-compatible.
        created: Whether the signer vouches for it (created) or passes it on (gathered).
    """

    label: str
    data: Json
    created: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestDefinition:
    """Everything that a new manifest will state.

    Attributes:
        title: Name of the asset.
        media_type: What the content is, decided by content.
        generator: Who makes the claim.
        actions: In order; the first is c2pa.created or c2pa.opened.
        all_actions_included: Whether the list is whole.
        redactions: JUMBF URIs of ancestors' assertions to remove.
        time_stamps: Tokens (RFC 3161, DER) over the signatures of ancestors, by their labels.
    """

    intent: Intent
    title: str
    media_type: str
    generator: SoftwareAgent
    actions: tuple[ActionDefinition, ...]
    all_actions_included: bool
    ingredients: tuple[IngredientDefinition, ...] = ()
    assertions: tuple[AssertionDefinition, ...] = ()
    thumbnail: Thumbnail | None = None
    redactions: tuple[str, ...] = ()
    time_stamps: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedAsset:
    """A file that was signed and then verified.

    Attributes:
        path: Where it lies; None when it was signed into memory.
        data: Its bytes when it was signed into memory.
        sha256: Digest of the whole signed file, in hexadecimal.
        manifest_label: Label of the new active manifest.
        manifest_store: The manifest store's bytes (JUMBF), as embedded.
        parent: Label of the manifest that became the parent; "" for none.
        notes: One sentence for each thing that the caller should know.
        soft_bindings: What leads to the credentials without the file.
        mark: What the mark costs that was written for that; None when none was.
    """

    media_type: str
    sha256: str
    size: int
    manifest_label: str
    manifest_store: bytes
    path: Path | None = None
    data: bytes | None = None
    parent: str = ""
    notes: tuple[str, ...] = ()
    soft_bindings: tuple[SoftBinding, ...] = ()
    mark: MarkQuality | None = None
