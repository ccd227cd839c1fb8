"""Rules on who signed: a name counts only where a list vouches for it and the signature holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from provenance.model.report import Verdict
from provenance.verification.policy.interface import Scope, nodes_of
from provenance.verification.policy.verdicts import unless_intact
from provenance.verification.quoting import named, shorten

if TYPE_CHECKING:
    from provenance.model.report import Node, Report
    from provenance.model.statements import SignerStatement


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedSigners:
    """Hold when everyone who signed is one of those that are named here.

    A signer has to fit each attribute that names anyone: given organizations and serial
    numbers, both have to fit. With nobody named it holds for nothing.

    Attributes:
        names: Common names of certificates, letter by letter.
        organizations: Organizations of certificates, likewise.
        serial_numbers: Of certificates, in hexadecimal; colons and case do not matter.
        scope: "chain" for every signer in the chain, "last" for whoever signed last.
    """

    names: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    serial_numbers: tuple[str, ...] = ()
    scope: Scope = "chain"

    def objections(self, report: Report) -> tuple[str, ...]:
        """Object to each signer that is not vouched for, or not named here."""
        if not (self.names or self.organizations or self.serial_numbers):
            return ("The policy allows no signer.",)
        unfit = (each for each in nodes_of(report, self.scope) if not self._allows(each))
        return unless_intact(report) or tuple(map(_not_allowed, unfit))

    def _allows(self, node: Node) -> bool:
        signer = vouched_signer(node)
        if signer is None:
            return False
        serials = {_plain(each) for each in self.serial_numbers}
        return (
            (not self.names or signer.name in self.names)
            and (not self.organizations or signer.organization in self.organizations)
            and (not serials or _plain(signer.serial_number) in serials)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MinimumAssuranceLevel:
    """Hold when each certificate states at least this C2PA assurance level.

    The level is the authority's word on how well the signing product keeps its key, so it
    counts only where a list vouches for the certificate.
    """

    level: Literal[1, 2]
    scope: Scope = "chain"

    def objections(self, report: Report) -> tuple[str, ...]:
        """Object to each certificate that states less, nothing, or without being vouched for."""
        unfit = (each for each in nodes_of(report, self.scope) if self._lacks(each))
        return unless_intact(report) or tuple(map(self._too_low, unfit))

    def _lacks(self, node: Node) -> bool:
        signer = vouched_signer(node)
        return signer is None or (signer.assurance_level or 0) < self.level

    def _too_low(self, node: Node) -> str:
        signer = vouched_signer(node)
        if signer is None:
            return _not_vouched(node)
        stated = f"level {signer.assurance_level}" if signer.assurance_level else "no level"
        return (
            f"The certificate that signed {named(node.title)} states {stated} of assurance, "
            f"less than level {self.level}."
        )


def vouched_signer(node: Node) -> SignerStatement | None:
    """Return who signed, if the signature holds and a list vouches for the name; else None."""
    signer = node.signer
    vouched = node.verdict is Verdict.TRUSTED and signer is not None and signer.vouched
    return signer if vouched else None


def _not_allowed(node: Node) -> str:
    signer = vouched_signer(node)
    if signer is None:
        return _not_vouched(node)
    name = shorten(signer.name or signer.organization) or "Someone without a name"
    return f"{name} signed {named(node.title)} and is not among the allowed signers."


def _not_vouched(node: Node) -> str:
    return f"No accepted list vouches for the signer of {named(node.title)}."


def _plain(serial_number: str) -> str:
    return serial_number.replace(":", "").replace(" ", "").lower().removeprefix("0x").lstrip("0")
