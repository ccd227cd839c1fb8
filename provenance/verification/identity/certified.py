"""Judge an identity that signs with an X.509 certificate (CAWG 1.2, "X.509 Certificates and COSE")."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from provenance.evidence import cose
from provenance.evidence.jumbf import Malformed
from provenance.model.statements import IdentityStanding
from provenance.pki.path import ChainJudgement, judge_chain
from provenance.verification.identity import wording
from provenance.verification.identity.outcome import (
    WELL_FORMED,
    Outcome,
    Said,
    dated,
    failed,
    started,
)

if TYPE_CHECKING:
    from provenance.evidence.cose import Sign1
    from provenance.evidence.identity import IdentityEvidence
    from provenance.model.statements import IdentityStatement
    from provenance.pki.trust import TrustLists
    from provenance.verification.identity.outcome import Moment

SIG_TYPE = "cawg.x509.cose"
MATCHES: Said = ("cawg.x509.signature.validated", "")


def judge(evidence: IdentityEvidence, trust: TrustLists, moment: Moment) -> Outcome:
    """Judge the signature and the certificate of a well-formed identity assertion."""
    try:
        sign1 = cose.parse(evidence.signature)
    except Malformed:
        return failed(evidence, WELL_FORMED, ("cawg.x509.signature.mismatch", ""))
    if not cose.algorithm(sign1):
        return failed(evidence, WELL_FORMED, ("cawg.x509.algorithm.unsupported", ""))
    chain, _ = cose.chain(sign1)
    if not chain:
        return failed(evidence, WELL_FORMED, ("cawg.x509.credential.invalid", ""))
    signed = _signed(evidence, sign1, chain[0])
    tokens = cose.tokens(sign1, signed) if signed else ()
    moment = dated(tokens, trust, moment).moment
    judged = judge_chain(
        chain, trust.of("identity"), at=moment.judged, purpose="identity", effort=moment.effort
    )
    statement = _named(evidence, judged)
    if not signed:
        fault = ("cawg.x509.signature.mismatch", "")
        return failed(evidence, WELL_FORMED, fault, statement=statement)
    return _judged(evidence, judged, statement, moment)


def _signed(evidence: IdentityEvidence, sign1: Sign1, leaf: bytes) -> bytes:
    """Return the encoding of the payload that the certificate's key signed; nothing for none.

    Signers disagree whether it is the one in the file or the deterministic one.
    """
    return next((form for form in evidence.forms if cose.verifies(sign1, form, leaf)), b"")


def _named(evidence: IdentityEvidence, judged: ChainJudgement) -> IdentityStatement:
    leaf = judged.leaf
    return replace(
        started(evidence), name=leaf.name, organization=leaf.organization, provider=leaf.issuer
    )


def _judged(
    evidence: IdentityEvidence,
    judged: ChainJudgement,
    statement: IdentityStatement,
    moment: Moment,
) -> Outcome:
    said: tuple[Said, ...] = (WELL_FORMED, MATCHES)
    if not judged.fit:
        fault = ("cawg.x509.credential.invalid", wording.unfit(judged.faults))
        return failed(evidence, *said, fault, statement=statement)
    if not judged.inside_validity:
        outside = wording.outside(judged.leaf, proven=moment.proven, at=moment.at)
        fault = ("cawg.x509.signature.outsideValidity", outside)
        return failed(evidence, *said, fault, statement=statement)
    if not judged.vouched:
        signed = replace(statement, standing=IdentityStanding.SIGNED)
        signed = replace(signed, sentence=wording.signed(signed))
        return Outcome(statement=signed, said=(*said, ("cawg.x509.credential.untrusted", "")))
    vouched = replace(statement, standing=IdentityStanding.VOUCHED, list_name=judged.list_name)
    vouched = replace(vouched, sentence=wording.vouched(vouched))
    trusted = (("cawg.x509.credential.trusted", ""), ("cawg.identity.trusted", ""))
    return Outcome(statement=vouched, said=(*said, *trusted))
