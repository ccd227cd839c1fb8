"""What can be wrong with the order and the completeness of a chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.pki import strength
from provenance.pki.profile.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.pki.certificate import Certificate


def signer(chain: tuple[Certificate, ...]) -> Certificate:
    """Return the certificate that is meant to sign: the first that issued none of the others."""
    subjects = {c.issuer for c in chain if not c.self_issued}
    ends = [c for c in chain if c.subject not in subjects and not c.authority]
    if not ends or chain[0] in ends:
        return chain[0]
    return ends[0]


def faults(chain: tuple[tuple[int, Certificate], ...], leaf: Certificate) -> Iterator[Fault]:
    """Name what is wrong with a chain as a whole; `chain` holds places and certificates."""
    unique: list[Certificate] = []
    for place, found in chain:
        if any(found.der == other.der for other in unique):
            yield Fault(
                code="chain.duplicate",
                certificate=place,
                message="It stands in the file twice.",
                cure="Delete one copy.",
                severity="warning",
            )
        else:
            unique.append(found)
    right = _line(leaf, unique)
    places = {c.der: i for i, c in reversed(chain)}
    yield from _order_faults(unique, right, places)
    yield from _stranger_faults(unique, right, places)
    yield from _end_faults(right, places)


def _line(leaf: Certificate, unique: list[Certificate]) -> list[Certificate]:
    """Follow issuers from the leaf through the certificates of the file."""
    line = [leaf]
    while True:
        last = line[-1]
        issuer = next((c for c in unique if c not in line and _issued(c, last)), None)
        if issuer is None or last.self_issued:
            return line
        line.append(issuer)


def _issued(issuer: Certificate, child: Certificate) -> bool:
    return issuer.subject == child.issuer and strength.is_signed_by(
        child.source, child.signed, issuer.key
    )


def _order_faults(
    unique: list[Certificate], right: list[Certificate], places: dict[bytes, int]
) -> Iterator[Fault]:
    standing = [c for c in unique if c in right]
    if standing != right:
        order = ", ".join(str(places[c.der] + 1) for c in right)
        yield Fault(
            code="chain.order",
            message="The certificates stand in the wrong order.",
            cure=f"Put the signer first, then each issuer: {order}.",
        )


def _stranger_faults(
    unique: list[Certificate], right: list[Certificate], places: dict[bytes, int]
) -> Iterator[Fault]:
    for found in unique:
        if found not in right:
            yield Fault(
                code="chain.gap",
                certificate=places[found.der],
                message=f"{found.facts.name} did not issue any certificate before it.",
                cure=f"Put the certificate of {right[-1].facts.issuer} in its place.",
            )


def _end_faults(right: list[Certificate], places: dict[bytes, int]) -> Iterator[Fault]:
    last = right[-1]
    if last.self_issued and len(right) > 1:
        yield Fault(
            code="chain.root",
            certificate=places[last.der],
            message="It is the root, which validators have from their own lists.",
            cure="You may leave it out.",
            severity="note",
        )
    elif not last.self_issued and len(right) == 1:
        yield Fault(
            code="chain.incomplete",
            certificate=places[last.der],
            message=f"The certificate of its issuer, {last.facts.issuer}, is not in the file.",
            cure="Add it after the signer's, unless trust lists hold that very certificate.",
            severity="warning",
        )
