"""What each kind of description tells: its actions in order, and the files that they speak of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.errors import DescriptionError, HistoryWouldBeLost
from provenance.model.definition import ActionDefinition, IngredientDefinition, Intent
from provenance.model.vocabulary import StandardAction
from provenance.signing.checks import agent
from provenance.signing.describe import Composite, Edit, Generation, Update
from provenance.signing.ingredients import Source, parent_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from provenance.model.definition import SoftwareAgent
    from provenance.model.store import Json
    from provenance.signing.describe import Capture, Description, Redaction

# An entity-specific parameter of the project's own: the specification names none for it.
PROMPT = "media-provenance.prompt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """The files of a description.

    Attributes:
        source: The file that is signed.
        named: Parent, inputs or components that the description names, as ingredients.
        placed: What the description's own c2pa.placed actions put in.
        lost: Whether the source's credentials would go unmentioned without leave.
    """

    source: Source
    named: tuple[IngredientDefinition, ...]
    placed: tuple[IngredientDefinition, ...]
    lost: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What a manifest tells."""

    intent: Intent
    actions: tuple[ActionDefinition, ...]
    ingredients: tuple[IngredientDefinition, ...]
    redactions: tuple[str, ...] = ()


def tell(description: Description, files: Files, by: SoftwareAgent | None) -> Story:
    """Return the story of `description`; `by` did what names no agent of its own, if it is known.

    Raises:
        HistoryWouldBeLost: The source carries credentials that no ingredient carries on.
        DescriptionError: The description does not fit the source.
    """
    if isinstance(description, Edit):
        return _edit(description, files, by)
    if isinstance(description, Update):
        return _update(description, files, by)
    if isinstance(description, Composite):
        return _composite(description, files, by)
    return _creation(description, files, by)


def _creation(made: Capture | Generation, files: Files, by: SoftwareAgent | None) -> Story:
    if files.lost:
        raise _history_would_be_lost(files.source, made)
    if isinstance(made, Generation):
        prompt = {PROMPT: made.prompt} if made.prompt else {}
        created = _created(made, made.generated_with(), used=files.named, parameters=prompt)
    else:
        created = _created(made, made.captured_with() or by)
    return Story(
        intent=Intent.CREATE,
        actions=(created, *_steps(made, files.placed, by)),
        ingredients=(*files.named, *files.placed),
    )


def _composite(made: Composite, files: Files, by: SoftwareAgent | None) -> Story:
    # A source with a history of its own is the canvas: dropping it would hide where it is from.
    canvas = (parent_of(files.source),) if files.lost else ()
    begun = _opened(made, canvas[0], by) if canvas else _created(made, by)
    placings = [
        ActionDefinition(
            action=StandardAction.PLACED,
            when=made.when,
            software_agent=by,
            ingredients=(component.key,),
        )
        for component in files.named
    ]
    return Story(
        intent=Intent.EDIT if canvas else Intent.CREATE,
        actions=(begun, *placings, *_steps(made, files.placed, by)),
        ingredients=(*canvas, *files.named, *files.placed),
    )


def _edit(made: Edit, files: Files, by: SoftwareAgent | None) -> Story:
    if made.parent is not None and files.lost:
        raise _history_would_be_lost(files.source, made)
    (parent,) = files.named or (parent_of(files.source),)
    return Story(
        intent=Intent.EDIT,
        actions=(
            _opened(made, parent, by),
            *_steps(made, files.placed, by),
            *_redactions(made.redactions, by),
        ),
        ingredients=(parent, *files.placed),
        redactions=tuple(redaction.uri for redaction in made.redactions),
    )


def _update(made: Update, files: Files, by: SoftwareAgent | None) -> Story:
    if not files.source.manifest:
        raise DescriptionError(
            f"{files.source.asset.name} carries no credentials to update.",
            hint="Describe a capture or an edit (--as capture, Capture; --as edit, Edit).",
        )
    parent = parent_of(files.source)
    opened = _opened(made, parent, by, description="")
    steps = _steps(made, (), by, description=made.description, reason=made.reason)
    return Story(
        intent=Intent.UPDATE,
        actions=(opened, *steps, *_redactions(made.redactions, by, made.description)),
        ingredients=(parent,),
        redactions=tuple(redaction.uri for redaction in made.redactions),
    )


def _created(
    made: Capture | Generation | Composite,
    by: SoftwareAgent | None,
    *,
    used: tuple[IngredientDefinition, ...] = (),
    parameters: Mapping[str, Json] | None = None,
) -> ActionDefinition:
    return ActionDefinition(
        action=StandardAction.CREATED,
        when=made.when,
        software_agent=by,
        digital_source_type=made.source_type,
        description=made.description,
        ingredients=tuple(ingredient.key for ingredient in used),
        parameters=parameters or {},
    )


def _opened(
    made: Composite | Edit | Update,
    parent: IngredientDefinition,
    by: SoftwareAgent | None,
    *,
    description: str | None = None,
) -> ActionDefinition:
    return ActionDefinition(
        action=StandardAction.OPENED,
        when=made.when,
        software_agent=by,
        description=made.description if description is None else description,
        ingredients=(parent.key,),
    )


def _steps(
    made: Description,
    placed: Iterable[IngredientDefinition],
    by: SoftwareAgent | None,
    *,
    description: str = "",
    reason: str = "",
) -> list[ActionDefinition]:
    keys = iter([ingredient.key for ingredient in placed])
    return [
        ActionDefinition(
            action=step.action,
            when=step.when or made.when,
            software_agent=agent(step.software_agent, "software") or by,
            digital_source_type=step.digital_source_type or "",
            description=step.description or description,
            reason=step.reason or reason,
            ingredients=tuple(next(keys) for _ in step.assets()),
            parameters=step.parameters,
            changes=tuple(region.as_json() for region in step.changes),
        )
        for step in made.steps()
    ]


def _redactions(
    redactions: tuple[Redaction, ...], by: SoftwareAgent | None, description: str = ""
) -> list[ActionDefinition]:
    return [
        ActionDefinition(
            action=StandardAction.REDACTED,
            software_agent=by,
            description=description,
            reason=redaction.reason,
            parameters={"redacted": redaction.uri},
        )
        for redaction in redactions
    ]


def _history_would_be_lost(source: Source, made: Capture | Generation | Edit) -> HistoryWouldBeLost:
    if isinstance(made, Edit):
        dropping, keep = "an edit of another parent", "leave the other parent out"
    else:
        dropping = f"a {type(made).__name__.lower()}"
        keep = "describe an edit (--as edit, Edit)"
    return HistoryWouldBeLost(
        f"{source.asset.name} carries credentials that {dropping} would drop.",
        hint=f"To keep its history, {keep}; to drop it on purpose, say so "
        "(--discard-history, discard_history=True).",
    )
