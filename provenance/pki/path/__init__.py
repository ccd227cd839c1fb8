"""Whether a chain of certificates leads to an anchor of a list, at a moment, for a purpose.

This follows RFC 5280 section 6 as C2PA 2.4 asks for it ("Certificate Trust Chain"). The
path building of `cryptography.x509.verification` was tried first and does not serve: it
refuses keys and signatures of Ed25519 and RSA-PSS, a root that an honest chain includes, and
it gives no reason that a person could use.

Three decisions, each with its source:

1. Extended key usages of authorities are ignored, as "Certificate Trust Chain" says, because
   honest chains nest purposes that do not overlap. One exception protects the separation of
   lists: an authority made for time-stamps alone never vouches for a signer, nor the reverse.
2. An anchor must itself be valid at the moment. RFC 5280 leaves that open; an expired anchor
   vouches for nobody here, but never makes a file worse than no anchor would.
3. A listed certificate that is not an authority vouches for exactly itself, and only for
   signers and identities ("Private Credential Storage").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.pki import certificate
from provenance.pki.certificate import CertificateFacts
from provenance.pki.path.search import MOST_CERTIFICATES, Path, Search
from provenance.pki.purpose import Purpose, leaf_faults

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from provenance.limits import Effort
    from provenance.pki.trust import TrustList


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainJudgement:
    """What a chain is worth at a moment. `trusted` is the answer; the rest says why.

    Attributes:
        vouched: Whether a path leads to an anchor of an accepted list, and the leaf fits
            its purpose. It does not look at the expiry of the certificates below the anchor.
        inside_validity: Whether the leaf and the authorities between it and the anchor are
            valid at the moment.
        fit: Whether the leaf's profile allows the purpose; if not, the credential is invalid.
        list_name: Name of the list that vouches; "" for none.
        anchor: Name of the anchor; "" for none.
        faults: One sentence for each reason against it.
        path: From the leaf to the anchor, or as far as the chain goes.
        certificates: The same as DER.
    """

    vouched: bool
    inside_validity: bool
    fit: bool
    leaf: CertificateFacts
    list_name: str = ""
    anchor: str = ""
    faults: tuple[str, ...] = ()
    path: tuple[CertificateFacts, ...] = ()
    certificates: tuple[bytes, ...] = ()

    @property
    def trusted(self) -> bool:
        """Tell whether a list vouches for the leaf and the moment lies inside its validity."""
        return self.vouched and self.inside_validity and self.fit


def judge_chain(
    chain: Sequence[bytes],
    lists: Sequence[TrustList],
    *,
    at: datetime,
    purpose: Purpose,
    effort: Effort | None = None,
) -> ChainJudgement:
    """Judge a chain of DER certificates, leaf first, and never raise about its content.

    Args:
        chain: The leaf and, in any order, what may help to find a path.
        lists: Lists of another kind than `purpose` are ignored.
        at: The moment, with its time zone.
        purpose: What the leaf was used for.
        effort: How many signatures may be checked; None for as many as one search needs.
    """
    leaf = certificate.read(chain[0]) if chain else None
    if leaf is None:
        return _UNREADABLE
    others = chain[1:MOST_CERTIFICATES]
    affordable = effort is None or effort.take(len(others))
    supplied = tuple(c for der in others if affordable and (c := certificate.read(der)))
    accepted = tuple(found for found in lists if found.kind == purpose)
    search = Search(
        leaf=leaf, supplied=supplied, lists=accepted, at=at, purpose=purpose, effort=effort
    )
    unfit = leaf_faults(leaf, purpose)
    found = search.best()
    reached = found or search.without_anchor()
    vouching = found if not unfit else None
    return ChainJudgement(
        vouched=vouching is not None,
        inside_validity=reached.valid_at(at),
        fit=not unfit,
        leaf=leaf.facts,
        list_name=vouching.list_name if vouching else "",
        anchor=vouching.anchor.facts.name if vouching and vouching.anchor else "",
        faults=(*unfit, *_expiry(reached, at), *(() if found else search.why_not())),
        path=tuple(c.facts for c in reached.certificates()),
        certificates=tuple(c.der for c in reached.certificates()),
    )


_UNREADABLE = ChainJudgement(
    vouched=False,
    inside_validity=False,
    fit=False,
    leaf=CertificateFacts(),
    faults=("The certificate of the signature is missing or cannot be read.",),
)


def _expiry(path: Path, at: datetime) -> Iterator[str]:
    for found in path.below:
        if at > found.not_after:
            yield f"The certificate of {found.facts.name} expired on {found.not_after:%Y-%m-%d}."
        elif at < found.not_before:
            yield (
                f"The certificate of {found.facts.name} is valid "
                f"only from {found.not_before:%Y-%m-%d} on."
            )
