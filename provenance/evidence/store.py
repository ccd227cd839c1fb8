"""What the engine does not tell of each manifest: certificates, tokens, revocation answers.

The engine and this room parse the same bytes apart from each other. So that both
speak of the same signature, a store in which anything could be read in two ways
yields no sealed evidence, and each claim signature is checked here once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from provenance.evidence import cose, revocation
from provenance.evidence.cose import Sign1, Token
from provenance.evidence.jumbf import Budget, Malformed, Superbox, manifests_of, outer_boxes
from provenance.evidence.keys import key_of
from provenance.limits import Effort

if TYPE_CHECKING:
    from provenance.limits import Limits

MANIFESTS = (b"c2ma", b"c2um", b"c2md")  # standard, update, and standard again (2.4)
COMPRESSED = b"c2cm"
TIME_STAMP = "c2pa.time-stamp"
CERTIFICATE_STATUS = "c2pa.certificate-status"
CLAIM = "c2pa.claim"

KeyOf = Callable[[bytes], object | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureEvidence:
    """What lies beside one claim signature, read but not judged.

    Attributes:
        label: Label of the manifest.
        chain: Certificates, DER, leaf first.
        algorithm: es256 … ed25519; "" when C2PA does not allow it.
        tokens: Time-stamps with the messages that they have to cover.
        ocsp: Revocation answers, DER, unchecked: the stapled ones, then those that the store
            carries elsewhere and that bear the serial number of the first certificate.
        problems: What is odd or broken, one plain sentence each.
        sealed: Whether the store can be read in one way only, and the key of the
            first certificate did sign this manifest's claim.
        issued_at: The signer's own word on when it signed.
        signature: The bare signature, which later time-stamps cover.
    """

    label: str
    chain: tuple[bytes, ...] = ()
    algorithm: str = ""
    tokens: tuple[Token, ...] = ()
    ocsp: tuple[bytes, ...] = ()
    problems: tuple[str, ...] = ()
    sealed: bool = False
    issued_at: datetime | None = None
    signature: bytes = b""


def read(
    jumbf: bytes,
    limits: Limits,
    effort: Effort | None = None,
    key_of: KeyOf = key_of,
    *,
    stored: bytes = b"",
) -> Mapping[str, SignatureEvidence]:
    """Read the evidence of every manifest in a raw store, keyed by manifest label.

    Never raises about the content: what cannot be read is a problem of the
    manifest that it concerns, and a store that is no store yields nothing.

    Args:
        jumbf: The store as the engine hands it over.
        limits: What it may cost to take it apart.
        effort: How many signatures may be checked; None for that of every manifest.
        key_of: Returns the public key of a certificate (DER), None when it cannot be read.
            The caller may know how to open certificates that the default cannot.
        stored: The same as it lies in the file, where that is known. A signature about
            which the two do not agree is not sealed.
    """
    checks = _Checks(effort=effort, key_of=key_of)
    found = _read(jumbf, limits, checks)
    if stored in (b"", jumbf):
        return found
    again: dict[str, SignatureEvidence] = {}
    for box in outer_boxes(stored, Budget(limits.boxes)):
        again = {**_read(box, limits, checks), **again}
    return {
        label: each if _agree(each, again.get(label)) else _unsealed(each)
        for label, each in found.items()
    }


def _agree(one: SignatureEvidence, other: SignatureEvidence | None) -> bool:
    return other is not None and (one.chain, one.sealed) == (other.chain, other.sealed)


def _read(jumbf: bytes, limits: Limits, checks: _Checks) -> Mapping[str, SignatureEvidence]:
    budget = Budget(limits.boxes)
    opened = [_open(each, budget, checks) for each in manifests_of(jumbf, budget, limits)]
    found = _with_later([each for each in opened if each.evidence.label])
    ambiguous = len(found) < len(opened) or any(each.ambiguous for each in opened)
    return {label: _unsealed(each) if ambiguous else each for label, each in found.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """One manifest, opened.

    Attributes:
        later: Time-stamps that it carries for other manifests, by their labels.
        status: Revocation answers that it carries for any certificate.
        ambiguous: Whether two of its boxes share a name.
    """

    evidence: SignatureEvidence
    sign1: Sign1 | None = None
    later: Mapping[str, bytes]
    status: tuple[bytes, ...] = ()
    ambiguous: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checks:
    """How signatures are checked, and how many may be."""

    effort: Effort | None
    key_of: KeyOf

    def fault(self, sign1: Sign1, claim: bytes, leaf: bytes) -> tuple[str, ...]:
        """Tell in a sentence why the first certificate does not confirm a signature."""
        if demanded := cose.demands(sign1):
            return demanded
        key = self.key_of(leaf)
        if self.effort and not self.effort.check(key):
            return ("The credentials need more signatures checked than the limit allows.",)
        if cose.signed_by(key, sign1, claim):
            return ()
        return ("The first certificate of the chain does not verify the signature.",)


def _open(manifest: Superbox, budget: Budget, checks: _Checks) -> _Opened:
    try:
        return _parse(manifest, budget, checks)
    except Malformed as fault:
        nothing = SignatureEvidence(label=manifest.label, problems=(str(fault),))
        return _Opened(evidence=nothing, later={})


def _parse(manifest: Superbox, budget: Budget, checks: _Checks) -> _Opened:
    if manifest.type == COMPRESSED:
        raise Malformed("The manifest is compressed; its signature cannot be read here.")
    if manifest.type not in MANIFESTS:
        raise Malformed("The store holds a box that is not a manifest.")
    boxes = manifest.children(budget)
    assertions = tuple(_assertions(boxes, budget))
    sign1 = cose.parse(_only(boxes, b"c2cs", "c2pa.signature").only(b"cbor", budget))
    box = _only(boxes, b"c2cl", CLAIM)
    evidence = _evidence(manifest.label, sign1, box.only(b"cbor", budget), checks)
    odd = () if box.label == CLAIM else tuple(cose.outdated(sign1))
    return _Opened(
        evidence=replace(evidence, problems=evidence.problems + odd),
        sign1=sign1,
        later=_time_stamps(assertions, budget),
        status=_certificate_status(assertions, budget),
        ambiguous=_repeats(boxes) or _repeats(assertions),
    )


def _evidence(label: str, sign1: Sign1, claim: bytes, checks: _Checks) -> SignatureEvidence:
    chain, odd = cose.chain(sign1)
    fault = checks.fault(sign1, claim, chain[0]) if chain else ()
    problems = (*fault, *odd, *cose.unsigned(sign1))
    sealed = bool(chain) and not fault
    return SignatureEvidence(
        label=label,
        chain=chain,
        algorithm=cose.algorithm(sign1),
        tokens=cose.tokens(sign1, claim),
        ocsp=cose.ocsp(sign1),
        problems=problems,
        sealed=sealed,
        issued_at=cose.issued_at(sign1),
        signature=sign1.signature,
    )


def _only(boxes: tuple[Superbox, ...], kind: bytes, label: str) -> Superbox:
    """Return the one box that is of this type or bears this label (or a version of it)."""
    found = [box for box in boxes if box.type == kind or box.label.startswith(label)]
    if len(found) != 1 or found[0].type != kind or not found[0].label.startswith(label):
        raise Malformed(f"The manifest does not hold exactly one {label} box.")
    return found[0]


def _assertions(boxes: tuple[Superbox, ...], budget: Budget) -> Iterator[Superbox]:
    for box in boxes:
        if box.type == b"c2as":
            yield from box.children(budget)


def _repeats(boxes: tuple[Superbox, ...]) -> bool:
    return len({box.label for box in boxes}) < len(boxes)


def _time_stamps(assertions: tuple[Superbox, ...], budget: Budget) -> Mapping[str, bytes]:
    """Return the tokens of a time-stamp assertion, by the manifest that each speaks of."""
    for box in assertions:
        if box.label.split("__")[0] == TIME_STAMP:
            value = cose.decode(box.only(b"cbor", budget))
            if isinstance(value, Mapping):
                return {str(k): v for k, v in value.items() if isinstance(v, bytes)}
    return {}


def _certificate_status(assertions: tuple[Superbox, ...], budget: Budget) -> tuple[bytes, ...]:
    found: list[bytes] = []
    for box in assertions:
        if box.label.split("__")[0] == CERTIFICATE_STATUS:
            found.extend(cose.answers(_lenient(box, budget)))
    return tuple(found)


def _lenient(box: Superbox, budget: Budget) -> cose.Cbor:
    """Return what an assertion holds; None when it cannot be read, which spoils nothing else."""
    try:
        return cose.decode(box.only(b"cbor", budget))
    except Malformed:
        return None


def _with_later(opened: list[_Opened]) -> dict[str, SignatureEvidence]:
    found = {}
    answers = [answer for each in opened for answer in each.status]
    status = revocation.by_serial(answers[: revocation.MOST_OF_STORE])
    for each in opened:
        label, sign1 = each.evidence.label, each.sign1
        raws = [other.later[label] for other in opened if label in other.later] if sign1 else []
        tokens = tuple(
            Token(raw=raw, message=sign1.signature, version=2, own=False)
            for raw in raws[: cose.MOST_TOKENS]
            if sign1
        )
        own = each.evidence
        about = revocation.about(own.chain, status)
        ocsp = tuple(dict.fromkeys((*own.ocsp[: revocation.MOST_STAPLED], *about)))
        found[label] = replace(own, tokens=own.tokens + tokens, ocsp=ocsp)
    return found


def _unsealed(evidence: SignatureEvidence) -> SignatureEvidence:
    problem = "The manifest store can be read in more than one way."
    return replace(evidence, sealed=False, problems=(problem, *evidence.problems))
