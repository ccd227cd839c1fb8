"""Names that look like one on a trust list, of somebody for whom no list vouches.

A name is not an identity: anyone can make a certificate with any name.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from provenance.model.lookalikes import alike, same_spelling, skeleton
from provenance.model.statements import IdentityStanding
from provenance.pki import certificate
from provenance.verification.quoting import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from provenance.pki.trust import ListKind, TrustLists
    from provenance.verification.judge import Judgement

AUTHORITY = "The authority of a time-stamp"
LONGEST_NAME = 300
"""Letters of a name that are compared; no listed name is nearly as long."""


class _Name(NamedTuple):
    skeleton: str
    written: str
    on: str


class _Like(NamedTuple):
    """A name, and the listed one that it is like."""

    name: str
    written: str
    on: str


class Listed:
    """Every name in the subject of a certificate on any list, read when first asked for."""

    def __init__(self, trust: TrustLists) -> None:
        self._trust = trust

    def vouches_for(self, kind: ListKind) -> bool:
        """Tell whether any list could vouch for somebody of this kind."""
        return bool(self._trust.of(kind))

    def like(self, names: Iterable[str]) -> _Like | None:
        """Return the first of `names` that is like a listed one."""
        for name in names:
            kept = skeleton(name[:LONGEST_NAME])
            near = [each for each in self._names if alike(kept, each.skeleton)]
            if near:
                same = (each for each in near if each.skeleton == kept)
                return _Like(name, *next(same, near[0])[1:])
        return None

    @cached_property
    def _names(self) -> tuple[_Name, ...]:
        """Return each different name once; the words that all authorities use are no names."""
        found: dict[str, _Name] = {}
        for each in self._trust.lists:
            for anchor in each.anchors:
                for written in certificate.names(anchor.subject):
                    kept = skeleton(written[:LONGEST_NAME])
                    if kept:
                        found.setdefault(kept, _Name(kept, written, each.name))
        return tuple(found.values())


def check(one: Judgement, listed: Listed) -> Iterator[tuple[str, str]]:
    """Tell of each signer, authority of time and identity that bears a listed name unlisted.

    A famous authority stamps honest files with certificates that no list names, and its time
    is neither used nor shown: unless the name is spelt to deceive, that is a note.
    """
    for who, names in _unvouched(one, listed):
        if found := listed.like(names):
            said = (
                f"{who} calls itself {quoted(found.name)}. That is like the name "
                f"{quoted(found.written)} on your list {quoted(found.on)}, but no list vouches for "
                "this certificate"
            )
            if who != AUTHORITY:
                yield "trust.look-alike", f"{said}."
            elif same_spelling(found.name, found.written):
                yield "time.look-alike", f"{said}; its time is not used."
            else:
                yield "trust.look-alike", f"{said}; its time is not used."


def _unvouched(one: Judgement, listed: Listed) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield whom no list vouches for, and the names that each bears.

    Where no list of signers or of time is loaded, nothing follows from not being vouched for.
    An identity shows a name all the same.
    """
    signer = one.signer
    if signer and not signer.vouched and listed.vouches_for("signer"):
        yield "The signer", (signer.name, signer.organization)
    if listed.vouches_for("time"):
        for each in one.strangers:
            yield AUTHORITY, (each.name, each.organization)
    for identity in one.identities:
        if identity.standing is IdentityStanding.SIGNED:
            yield "Another signer", (identity.name, identity.organization)
