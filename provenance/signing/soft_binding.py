"""Bind a file so that its credentials can be found again after they were stripped."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from provenance.errors import InvalidArgument
from provenance.model.asset import Asset
from provenance.model.definition import THIS_LIBRARY, AssertionDefinition
from provenance.model.soft_binding import MarkQuality, SoftBinding, assertions
from provenance.model.vocabulary import StandardAction, ai_of
from provenance.signing.describe import Action, Update
from provenance.signing.describe.restatement import Restatement
from provenance.signing.statements import Statements

if TYPE_CHECKING:
    from pathlib import Path

    from provenance.model.definition import SignedAsset
    from provenance.signing.describe import Description
    from provenance.signing.plan import Plan
    from provenance.signing.steps import Steps

_MARKED = (
    "An invisible mark was added, which leads to these credentials when they are not in the file."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A file with what leads to it.

    Attributes:
        asset: What is signed: a marked copy, or the file itself.
        bindings: Watermark and fingerprints, computed on what is signed.
        mark: What the mark that was written costs; None for none, one that was there is kept.
        notes: One sentence for each thing that the caller should know.
    """

    asset: Asset
    bindings: tuple[SoftBinding, ...]
    mark: MarkQuality | None = None
    notes: tuple[str, ...] = ()


class SoftBinder(Protocol):
    """Mark files, and keep their credentials where a mark or a fingerprint leads to them."""

    def bind(
        self, asset: Asset, mime: str, working: Path, *, generated: bool, steps: Steps
    ) -> Bound:
        """Return a marked copy of `asset`, written to `working`, or the file itself.

        Args:
            asset: What would be signed without this.
            mime: What it is.
            working: Where a copy may be written; nothing stands there yet.
            generated: Whether the mark is to say that AI made the content.
            steps: Who wants to know how far it is.

        Raises:
            UnsupportedFormat: There is no way to bind this file.
            SigningFailed: The mark could not be read again from what was written.
        """

    def keeping(self, signed: SignedAsset, path: Path | None) -> AbstractContextManager[None]:
        """Keep the credentials of what is put in place meanwhile; nothing stays of what is not.

        Args:
            signed: What was signed.
            path: Where it is put; None for memory and streams.

        Raises:
            StorageError, InvalidArgument: They could not be kept.
        """


def bound(plan: Plan, binder: SoftBinder | None, working: Path, steps: Steps) -> Plan:
    """Return the plan for what is signed when it is bound softly, too, or was and stays so.

    Raises:
        InvalidArgument: The content of an update stays as it is.
        HistoryWouldBeLost, DescriptionError: As `Plan.define`, before a long film is marked.
        UnsupportedFormat, SigningFailed: As `SoftBinder.bind`.
    """
    if binder is None:
        before = plan.description
        return _stating(plan, before.bindings) if isinstance(before, Restatement) else plan
    if isinstance(plan.description, Update):
        raise InvalidArgument(
            "An update leaves the file as it is, so no mark can be added to it.",
            hint="Sign it without a mark, and keep it with: provenance repository add.",
        )
    plan.define(plan.source.asset.title, None)
    steps.enter("marking")
    made = binder.bind(
        plan.source.asset,
        plan.source.media_type.mime,
        working,
        generated=plan.by_ai or _generated(plan.description),
        steps=steps,
    )
    return replace(
        _stating(plan, made.bindings),
        source=replace(plan.source, asset=made.asset),
        description=_telling(plan.description) if made.mark else plan.description,
        notes=plan.notes + made.notes,
        mark=made.mark,
    )


def keeping(
    binder: SoftBinder | None, signed: SignedAsset, path: Path | None
) -> AbstractContextManager[None]:
    """Keep the credentials of what is put in place meanwhile, where that is wanted."""
    return binder.keeping(signed, path) if binder else nullcontext()


def _generated(description: Description) -> bool:
    steps = (step.digital_source_type for step in description.steps())
    kinds = (getattr(description, "source_type", ""), *steps)
    return any(ai_of(kind or "") in {"generated", "edited"} for kind in kinds)


def _telling(description: Description) -> Description:
    """Add what this library did to the content (C2PA 2.4, "Watermarking actions").

    It is the unbound action, because the mark's algorithm is on no list of C2PA yet: what it
    says stands in an assertion of our own.
    """
    done = Action(
        StandardAction.WATERMARKED_UNBOUND, software_agent=THIS_LIBRARY, description=_MARKED
    )
    return replace(description, actions=(*description.steps(), done))


def _stating(plan: Plan, bindings: tuple[SoftBinding, ...]) -> Plan:
    stated = Statements(
        assertions=tuple(
            AssertionDefinition(label=label, data=data) for label, data in assertions(bindings)
        )
    )
    return replace(plan, stated=plan.stated + stated, bindings=bindings)
