"""What one manifest tells, put in order: its actions with their files, repetitions told once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from provenance.model.store import NOTHING, Ingredient, RecordedAction
from provenance.model.vocabulary import ACTIONS, StandardAction

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from provenance.model.store import Manifest

PARENT = "parentOf"
_FILES_TOLD_SINGLY = 5  # more files placed in a row are told in one sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One thing that a manifest tells.

    Attributes:
        action: What was done; None for a file that no action speaks of, and when a
            manifest says nothing of what was done.
        used: The files that it speaks of.
        times: How often it was done in a row.
        redactions: How many statements of ancestors a claim took out without an action.
    """

    action: RecordedAction | None
    used: tuple[Ingredient, ...] = ()
    times: int = 1
    redactions: int = 0

    @property
    def label(self) -> str:
        """Return the action's label; "" for none."""
        return self.action.action if self.action else ""


def deeds_of(manifest: Manifest) -> tuple[Deed, ...]:
    """Return what `manifest` tells, in order; never nothing."""
    by_label = {ingredient.label: ingredient for ingredient in manifest.ingredients}
    parent = next((i for i in manifest.ingredients if i.relationship == PARENT), None)
    told = [_deed(action, by_label, parent) for action in manifest.actions]
    spoken_of = {ingredient.label for deed in told for ingredient in deed.used}
    silent = [i for i in manifest.ingredients if i.label not in spoken_of]
    parents = [Deed(action=None, used=(i,)) for i in silent if i.relationship == PARENT]
    others = [Deed(action=None, used=(i,)) for i in silent if i.relationship != PARENT]
    begun = 1 if told and _begins(told[0]) else 0
    deeds = [*parents, *told[:begun], *others, *told[begun:], *_silent_redactions(manifest)]
    return _without_repetition(deeds) or (Deed(action=None),)


def _deed(
    action: RecordedAction, by_label: Mapping[str, Ingredient], parent: Ingredient | None
) -> Deed:
    used = tuple(by_label[label] for label in action.ingredients if label in by_label)
    if not used and parent and action.action == StandardAction.OPENED:
        # Before version 2 of actions, the link from an opened action was often left out.
        used = (parent,)
    return Deed(action=action, used=used)


def _begins(deed: Deed) -> bool:
    kind = ACTIONS.get(deed.label)
    return kind is not None and kind.inception


def _silent_redactions(manifest: Manifest) -> list[Deed]:
    spoken = any(action.action == StandardAction.REDACTED for action in manifest.actions)
    if spoken or not manifest.redactions:
        return []
    return [Deed(action=None, redactions=len(manifest.redactions))]


def _without_repetition(deeds: Iterable[Deed]) -> tuple[Deed, ...]:
    runs: list[list[Deed]] = []
    for deed in deeds:
        if runs and _same_but_for_file(runs[-1][-1], deed):
            runs[-1].append(deed)
        else:
            runs.append([deed])
    return tuple(deed for run in runs for deed in _told_once(run))


def _same_but_for_file(first: Deed, second: Deed) -> bool:
    if first.redactions or second.redactions or len(first.used) != len(second.used):
        return False
    if len(first.used) > 1 or any(
        a.relationship != b.relationship or bool(a.manifest) != bool(b.manifest)
        for a, b in zip(first.used, second.used, strict=True)
    ):
        return False
    return _kind_of(first.action) == _kind_of(second.action)


def _kind_of(action: RecordedAction | None) -> RecordedAction | None:
    if action is None:
        return None
    return RecordedAction(
        action=action.action,
        software_agent=action.software_agent,
        digital_source_type=action.digital_source_type,
        description=action.description,
        created=action.created,
        # What was taken out is told each time; other parameters may differ within a repetition.
        parameters=action.parameters if action.action == StandardAction.REDACTED else NOTHING,
    )


def _told_once(run: list[Deed]) -> Iterable[Deed]:
    if not run[0].used:
        return [replace(run[0], times=len(run))]
    if len(run) <= _FILES_TOLD_SINGLY:
        return run
    return [replace(run[0], used=tuple(i for deed in run for i in deed.used), times=len(run))]
