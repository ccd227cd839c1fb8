"""A manifest store as the engine read it, typed and frozen, before anyone judges it.

Names follow the C2PA specification 2.4: claim, assertion, ingredient, hard binding.
What a signer wrote stays what a signer wrote: titles, times and names are claims.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from provenance.model.status import StatusKind

Json = Any  # JSON that the specification leaves open, or that we do not know
NOTHING: Mapping[str, Json] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """One validation status: a code of the specification about one box of the store.

    Attributes:
        code: As in the specification, section "Validation status codes".
        kind: The list in which the validator put it.
        uri: The JUMBF URI of the box that it speaks of.
        explanation: The engine's words; for people who debug.
    """

    code: str
    kind: StatusKind
    uri: str = ""
    explanation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Generator:
    """The software or device that made a claim, in its own words."""

    name: str
    version: str = ""
    spec_version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedAction:
    """One entry of an actions assertion, in its maker's words.

    Attributes:
        action: The action's label, "c2pa.cropped" for example.
        when: The time that the maker states; None when absent or unreadable.
        unreadable_when: What stands there instead of a time with a zone; "" for nothing.
        software_agent: Name and version of the program that did it.
        digital_source_type: An IPTC or C2PA digital source type URI.
        description: Free text.
        ingredients: Labels of the ingredient assertions that it speaks of.
        parameters: Every other parameter, as found.
        created: Whether the claim vouches for it (created) or passes it on (gathered).
    """

    action: str
    when: datetime | None = None
    unreadable_when: str = ""
    software_agent: str = ""
    digital_source_type: str = ""
    description: str = ""
    ingredients: tuple[str, ...] = ()
    parameters: Mapping[str, Json] = field(default_factory=lambda: NOTHING)
    created: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingredient:
    """A file that went into another, as the signer of that other recorded it.

    Attributes:
        label: Label of its assertion, unique within its manifest.
        title: Its name; a claim.
        relationship: parentOf, componentOf or inputTo.
        manifest: Label of its active manifest in this store; "" when it had none.
        recorded: What the signer's own validation said when the file was added.
        deltas: Where the engine sees today something else than was recorded.
        claimed_hash: Hash of the referenced manifest, base64, as the signer wrote it.
    """

    label: str
    title: str = ""
    format: str = ""
    relationship: str = ""
    instance_id: str = ""
    manifest: str = ""
    claimed_hash: str = ""
    digital_source_type: str = ""
    recorded: tuple[Status, ...] = ()
    deltas: tuple[Status, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """One assertion: a label and data whose shape the label decides."""

    label: str
    data: Json = None
    created: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One manifest: a claim, its assertions, its ingredients and its signature box.

    Attributes:
        label: Its name in the store, a urn.
        claim_version: 1 or 2.
        is_update: Whether it is an update manifest (no change of the content).
        title: Name of the asset; a claim.
        all_actions_included: Whether the maker says that the list of actions is whole.
        redactions: JUMBF URIs of assertions that this claim removed from ancestors.
        statuses: What the engine sees today about this manifest's own boxes.
    """

    label: str
    claim_version: int = 2
    is_update: bool = False
    title: str = ""
    format: str = ""
    instance_id: str = ""
    generators: tuple[Generator, ...] = ()
    assertions: tuple[Assertion, ...] = ()
    actions: tuple[RecordedAction, ...] = ()
    all_actions_included: bool | None = None
    ingredients: tuple[Ingredient, ...] = ()
    redactions: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestStore:
    """All manifests of one asset; the active one comes first.

    Attributes:
        manifests: In the engine's order, the active manifest first.
        document: The whole document that the engine wrote (crJSON), for what is
            not typed here.
    """

    manifests: tuple[Manifest, ...]
    document: Mapping[str, Json] = field(default_factory=lambda: NOTHING)

    @property
    def active(self) -> Manifest:
        """Return the manifest that speaks for the asset itself."""
        return self.manifests[0]

    @property
    def base(self) -> Manifest | None:
        """Return the manifest that binds the content: that which updates go back to.

        None when it cannot be found.
        """
        manifest: Manifest | None = self.active
        passed = set[str]()
        while manifest and manifest.is_update and manifest.label not in passed:
            passed.add(manifest.label)
            parents = [each for each in manifest.ingredients if each.relationship == "parentOf"]
            manifest = self.find(parents[0].manifest) if len(parents) == 1 else None
        return manifest if manifest and not manifest.is_update else None

    def find(self, label: str) -> Manifest | None:
        """Return the manifest with this label, or None."""
        return next((m for m in self.manifests if m.label == label), None)
