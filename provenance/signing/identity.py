"""Who else stands behind what is signed: a second credential, checked before and after signing.

It becomes an identity assertion (CAWG Identity Assertion 1.3, "X.509 certificates and COSE
signatures"), which names the hash over the content, what was done, and what is stated about
the content. Ingredients need no mention: the actions name each by its hash.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from provenance.engine.interface import SealingKey, StandingBehind
from provenance.errors import CertificateRejected, DescriptionError, InvalidArgument, SigningFailed
from provenance.evidence import cose
from provenance.evidence import identity as evidence
from provenance.evidence.jumbf import Malformed
from provenance.pki import pem
from provenance.pki.path import judge_chain
from provenance.signing.describe import Update

if TYPE_CHECKING:
    from provenance.engine.interface import Reading
    from provenance.evidence.identity import IdentityEvidence
    from provenance.limits import Limits
    from provenance.signing.describe import Description

ACTIONS = "c2pa.actions.v2"
NAMED = (ACTIONS, "c2pa.metadata", "cawg.metadata", "cawg.training-mining")
"""What is stood behind, where it is stated at all, as the engine labels it."""

MOST_ROLES = 8  # with all of `NAMED` they fit into the room that the engine reserves
_ROLE = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+")
_LONGEST_ROLE = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A second credential, whose holder stands behind the content and what is stated of it.

    Attributes:
        credential: Chain and key; the caller closes it.
        roles: What the holder did: "cawg.creator", "cawg.publisher" and others of CAWG
            Identity Assertion 1.3, "Named actor roles", or of a namespace of your own.
    """

    credential: SealingKey
    roles: tuple[str, ...] = ()


def standing_behind(identity: Identity) -> StandingBehind:
    """Return what the engine needs of an identity.

    Raises:
        CertificateRejected: Its certificate may not sign identities, or not now.
        InvalidArgument: A role is none.
    """
    blocks = pem.blocks(identity.credential.chain_pem)
    chain = tuple(block.der for block in blocks if block.is_certificate and block.der)
    judged = judge_chain(chain, (), at=datetime.now(UTC), purpose="identity")
    if not (judged.fit and judged.inside_validity):
        raise CertificateRejected(
            f"The certificate of the identity cannot be used: {judged.faults[0]}",
            faults=judged.faults[:1],
            hint="It has to be for e-mail protection or for document signing, and valid now.",
        )
    fitting = [len(role) <= _LONGEST_ROLE and _ROLE.fullmatch(role) for role in identity.roles]
    if not all(fitting) or len(fitting) > MOST_ROLES:
        raise InvalidArgument(
            "The roles of an identity are too many, or one of them is no role.",
            hint=f"Give at most {MOST_ROLES} words like cawg.creator or com.example.reviewer.",
        )
    return StandingBehind(key=identity.credential, assertions=NAMED, roles=identity.roles)


def require_content(description: Description) -> None:
    """Make sure that there is content to stand behind.

    Raises:
        DescriptionError: An update states nothing about content; its manifest has no hash over it.
    """
    if isinstance(description, Update):
        raise DescriptionError(
            "Nobody can stand behind an update by name, because it is not about the content.",
            hint="Describe an edit, or sign without an identity.",
        )


def accept_identity(reading: Reading, limits: Limits) -> None:
    """Make sure that a file that was read back carries an identity that holds.

    Raises:
        SigningFailed: It does not. The engine would not have noticed.
    """
    stated = evidence.read(reading.jumbf, limits).get(reading.store.active.label, ())
    if not any(_holds(each) for each in stated):
        raise SigningFailed(
            "The identity in the signed file does not hold, so the file was thrown away.",
            hint="Does the key of the identity belong to its certificate? See `keys check`.",
        )


def _holds(stated: IdentityEvidence) -> bool:
    try:
        sign1 = cose.parse(stated.signature)
    except Malformed:
        return False
    chain, _ = cose.chain(sign1)
    whole = stated.bound and all(each.matches for each in stated.references) and stated.padded
    told = ACTIONS in {each.label for each in stated.references}
    signed = any(cose.verifies(sign1, form, leaf) for form in stated.forms for leaf in chain[:1])
    return whole and told and signed
