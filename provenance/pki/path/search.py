"""A bounded search for a path of certificates from a leaf to an anchor (RFC 5280 section 6.1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from provenance.limits import Effort
from provenance.pki import certificate, strength
from provenance.pki.certificate import Certificate
from provenance.pki.purpose import Purpose, separated
from provenance.pki.trust import TrustList

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_CERTIFICATES = 64
"""Certificates of one chain that are looked at; honest chains have two to four."""
LONGEST_PATH = 10
"""Certificates between a leaf and an anchor; honest paths have one or two."""
MOST_SIGNATURES = 100
"""Signatures that one search checks, so that looped cross-signatures end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A way from a leaf to an anchor, or, without an anchor, as far as a chain leads.

    Attributes:
        below: From the leaf up to, not including, the anchor.
        list_name: Name of the list that holds the anchor.
    """

    below: tuple[Certificate, ...]
    anchor: Certificate | None = None
    list_name: str = ""

    def valid_at(self, at: datetime) -> bool:
        """Tell whether everything below the anchor is valid at a moment."""
        return all(c.valid_at(at) for c in self.below)

    def certificates(self) -> tuple[Certificate, ...]:
        """Return the certificates from the leaf to the anchor, a listed leaf only once."""
        if self.anchor is None or self.anchor is self.below[-1]:
            return self.below
        return (*self.below, self.anchor)


@dataclass(slots=True, kw_only=True)
class Search:
    """One search, with what it found against the paths that it tried."""

    leaf: Certificate
    supplied: tuple[Certificate, ...]
    lists: tuple[TrustList, ...]
    at: datetime
    purpose: Purpose
    effort: Effort | None = None
    objections: dict[str, None] = field(default_factory=dict)
    checks: int = 0

    def best(self) -> Path | None:
        """Return the first path that is valid at the moment, or else the first of all."""
        if listed := self._listed_leaf():
            return listed
        if self.leaf.authority:
            # "Only end entity certificates shall be used" (C2PA 2.4, "Certificate Trust Chain").
            self._object("It is the certificate of an authority, which may not sign itself.")
            return None
        first = None
        for path in self._paths((self.leaf,)):
            if path.valid_at(self.at):
                return path
            first = first or path
        return first

    def without_anchor(self) -> Path:
        """Follow the supplied certificates as far as they lead, short of a root."""
        below: tuple[Certificate, ...] = (self.leaf,)
        while len(below) < LONGEST_PATH:
            issuers = (c for c in self._candidates(below) if not c.self_issued)
            issuer = next((c for c in issuers if self._issued(below, c)), None)
            if issuer is None:
                break
            below = (*below, issuer)
        return Path(below=below)

    def why_not(self) -> tuple[str, ...]:
        """Say in sentences why no path was found."""
        if not self.lists:
            return ("No list of this kind is installed.",)
        return (*self.objections, "No path leads to a certificate of an accepted list.")

    def _listed_leaf(self) -> Path | None:
        if self.purpose == "time" or self.leaf.authority:
            return None
        for found in self.lists:
            if self.leaf.source in found.anchors:
                return Path(below=(self.leaf,), anchor=self.leaf, list_name=found.name)
        return None

    def _paths(self, below: tuple[Certificate, ...]) -> Iterator[Path]:
        for anchor, list_name in self._anchors(below[-1].issuer):
            if self._issued(below, anchor):
                yield Path(below=below, anchor=anchor, list_name=list_name)
        if len(below) > LONGEST_PATH:
            return
        for issuer in self._candidates(below):
            if self._issued(below, issuer):
                yield from self._paths((*below, issuer))

    def _anchors(self, name: bytes) -> Iterator[tuple[Certificate, str]]:
        for found in self.lists:
            for anchor in found.anchors:
                if anchor.subject.public_bytes() != name:
                    continue
                read = certificate.read(anchor.public_bytes(Encoding.DER))
                if read and read.valid_at(self.at):
                    yield read, found.name
                else:
                    self._object(f"The listed certificate of {_named(read)} is not valid then.")

    def _candidates(self, below: tuple[Certificate, ...]) -> list[Certificate]:
        """Return possible issuers, those that the last one names by key identifier first."""
        child, taken = below[-1], {c.der for c in below}
        found = [c for c in self.supplied if c.subject == child.issuer and c.der not in taken]
        return sorted(found, key=lambda c: c.subject_key_id != child.authority_key_id)

    def _issued(self, below: tuple[Certificate, ...], issuer: Certificate) -> bool:
        """Tell whether `issuer` may have issued, and did sign, the last certificate."""
        child = below[-1]
        objection = next(self._against(below, issuer), "")
        if not objection and self.checks >= MOST_SIGNATURES:
            objection = f"More than {MOST_SIGNATURES} signatures would have to be checked."
        if not objection:
            self.checks += 1
            if strength.is_signed_by(child.source, child.signed, issuer.key, self.effort):
                return True
            objection = f"{_named(issuer)} did not sign the certificate of {_named(child)}."
        self._object(objection)
        return False

    def _against(self, below: tuple[Certificate, ...], issuer: Certificate) -> Iterator[str]:
        """Say why `issuer` may not have issued the last certificate, whatever its signature."""
        name, child = _named(issuer), below[-1]
        between = sum(1 for c in below[1:] if not c.self_issued)
        if child.weakness:
            yield f"The certificate of {_named(child)} is too weak: {child.weakness}."
        if not issuer.authority:
            yield f"{name} is not an authority."
        if issuer.key_usage is not None and not issuer.key_usage.key_cert_sign:
            yield f"{name} may not issue certificates (key usage)."
        if issuer.path_length is not None and between > issuer.path_length:
            yield f"More authorities stand below {name} than it allows."
        # Name constraints are not processed here, critical or not; refusing them is safe.
        if issuer.not_understood or x509.NameConstraints.oid in issuer.extensions:
            yield f"{name} sets conditions that are not understood here."
        if separated(issuer, self.purpose):
            yield f"{name} is an authority for another purpose."

    def _object(self, sentence: str) -> None:
        self.objections[sentence] = None


def _named(found: Certificate | None) -> str:
    return found.facts.name if found and found.facts.name else "an authority without a name"
