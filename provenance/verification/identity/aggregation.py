"""Judge an identity that a collector of claims signs (CAWG 1.2, "Identity Claims Aggregation").

The collector is named by a decentralised identifier. One that holds its own key (did:jwk) is
checked here, but anyone can make one; one whose key lies on a server (did:web) is asked only
where the caller allows its host. No list vouches for collectors, so no identity of this kind
is ever vouched for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from provenance.evidence import cose
from provenance.evidence.cose import Sign1
from provenance.evidence.jumbf import Malformed
from provenance.model.statements import IdentityStanding
from provenance.pki.issuer import Silence
from provenance.verification.identity import credential, wording
from provenance.verification.identity.credential import Credential
from provenance.verification.identity.outcome import (
    WELL_FORMED,
    Outcome,
    Said,
    dated,
    failed,
    started,
    unchecked,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.evidence.identity import IdentityEvidence
    from provenance.model.statements import IdentityStatement
    from provenance.pki.issuer import Issuer, Issuers
    from provenance.pki.trust import TrustLists
    from provenance.verification.identity.outcome import Dating, Moment

SIG_TYPE = "cawg.identity_claims_aggregation"
CONTENT_TYPE, WRITTEN_TYPE = 3, "application/vc"  # RFC 9052 section 3.1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """The credential of one identity assertion, and the signature over it."""

    sign1: Sign1
    payload: bytes
    credential: Credential


def judge(
    evidence: IdentityEvidence, trust: TrustLists, moment: Moment, issuers: Issuers
) -> Outcome:
    """Judge the credential in a well-formed identity assertion."""
    opened = _open(evidence)
    if isinstance(opened, str):
        return failed(evidence, WELL_FORMED, (opened, ""))
    found = opened.credential
    statement = replace(
        started(evidence), name=found.name, provider=found.issuer, claims=found.claims
    )
    dating = dated(cose.tokens(opened.sign1, opened.payload), trust, moment)
    fault = next(_faults(evidence, found, dating), "")
    if fault:
        return failed(evidence, WELL_FORMED, (fault, ""), statement=statement)
    issuer = issuers.of(found.issuer)
    if issuer.silence:
        return _silent(evidence, issuer, statement)
    if not any(cose.signed_by(key, opened.sign1, opened.payload) for key in issuer.keys):
        fault = "cawg.ica.signature_mismatch"
        return failed(evidence, WELL_FORMED, (fault, ""), statement=statement)
    signed = replace(statement, standing=IdentityStanding.SIGNED)
    signed = replace(signed, sentence=wording.collected(signed, issuer.host))
    return Outcome(statement=signed, said=tuple(_said(dating)))


def _silent(evidence: IdentityEvidence, issuer: Issuer, statement: IdentityStatement) -> Outcome:
    """Return what is left to say without a key of the collector."""
    match issuer.silence:
        case Silence.UNREADABLE:
            fault = "cawg.ica.invalid_did_document"
            return failed(evidence, WELL_FORMED, (fault, ""), statement=statement)
        case Silence.UNAVAILABLE:
            reason, code = wording.no_answer(issuer.host, issuer.reason), "cawg.ica.did_unavailable"
            return unchecked(evidence, reason, statement=statement, code=code)
        case Silence.NOT_ASKED:
            reason = wording.not_asked(issuer.host)
        case _:
            reason = wording.unknown_issuer(statement.provider)
    return unchecked(evidence, reason, statement=statement)


def _open(evidence: IdentityEvidence) -> _Opened | str:
    """Open the credential, or return the status code for why that cannot be done."""
    unreadable = "cawg.ica.invalid_verifiable_credential"
    try:
        sign1, payload = cose.parse_with_payload(evidence.signature)
    except Malformed:
        return unreadable
    if not cose.algorithm(sign1):
        return "cawg.ica.invalid_alg"
    if sign1.covered.get(CONTENT_TYPE) != WRITTEN_TYPE:
        return "cawg.ica.invalid_content_type"
    found = credential.read(payload) if payload else None
    if payload is None or found is None:
        return unreadable
    return _Opened(sign1=sign1, payload=payload, credential=found)


def _faults(evidence: IdentityEvidence, found: Credential, dating: Dating) -> Iterator[str]:
    moment = dating.moment.judged
    if not found.issuer:
        yield "cawg.ica.invalid_issuer"
    if not credential.speaks_of(found.asset, evidence.payload):
        yield "cawg.ica.signer_payload.mismatch"
    if dating.foreign:
        yield "cawg.ica.time_stamp.invalid"
    if found.valid_from is None:
        yield "cawg.ica.valid_from.missing"
    elif moment < found.valid_from:
        yield "cawg.ica.valid_from.invalid"
    if found.valid_until and found.valid_until < moment:
        yield "cawg.ica.valid_until.invalid"


def _said(dating: Dating) -> Iterator[Said]:
    yield WELL_FORMED
    if dating.stamped:
        yield "cawg.ica.time_stamp.validated", ""
    yield "cawg.ica.credential_valid", ""
    yield "cawg.ica.untrusted_issuer", ""
