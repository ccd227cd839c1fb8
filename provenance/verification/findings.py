"""Turn what was observed about each manifest into findings for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.model.report import Finding, FindingSource, Severity, Verdict
from provenance.model.status import StatusDomain, StatusKind, lookup
from provenance.verification.codes import OWN
from provenance.verification.quoting import shorten
from provenance.verification.revocation import SKIPPED, is_checked
from provenance.verification.weight import at_best

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from provenance.pki.trust import TrustLists
    from provenance.verification.chain import Chain
    from provenance.verification.judge import Judgement
    from provenance.verification.observations import Observation

NEXT_STEPS: Mapping[str, str] = {
    "signingCredential.untrusted": "If you know this signer, run: provenance trust add FILE --kind signer",
    "assertion.dataHash.mismatch": "Ask for the file as it was signed.",
    "assertion.bmffHash.mismatch": "Ask for the file as it was signed.",
    "assertion.boxesHash.mismatch": "Ask for the file as it was signed.",
}


def of_chain(
    judged: Mapping[str, Judgement],
    chain: Chain,
    trust: TrustLists,
    names: Mapping[str, str],
) -> tuple[Finding, ...]:
    """Return what is worth knowing about a chain: failures first, then warnings, then notes."""
    found = [
        *_of_lists(trust, judged),
        *(each for one in judged.values() for each in _of_manifest(one, trust, names)),
        *_of_shape(chain),
        *_of_revocation(judged),
    ]
    weight = list(Severity)
    unique = dict.fromkeys(found)
    return tuple(sorted(unique, key=lambda each: weight.index(each.severity)))


def note(
    code: str,
    message: str,
    *,
    subject: str = "",
    source: FindingSource = FindingSource.ENGINE,
    severity: Severity = Severity.NOTE,
    action: str = "",
) -> Finding:
    """Return one finding; the default is a note about the file."""
    return Finding(
        code=code, severity=severity, subject=subject, message=message, action=action, source=source
    )


def own(code: str, *, subject: str = "", message: str = "") -> Finding:
    """Return one finding of ours, worded as in the table unless `message` says more."""
    row = OWN[code]
    return Finding(
        code=code,
        severity=row.severity,
        subject=subject,
        message=message or row.sentence,
        action=row.action,
        source=row.source,
    )


def _of_lists(trust: TrustLists, judged: Mapping[str, Judgement]) -> Iterator[Finding]:
    if not trust.of("signer"):
        yield own("trust.no-list")
    stamped = any(
        o.code.startswith("timeStamp.") for one in judged.values() for o in one.observations
    )
    if stamped and not trust.of("time"):
        yield own("time.no-list")


def _of_revocation(judged: Mapping[str, Judgement]) -> Iterator[Finding]:
    unchecked = sum(not is_checked(one.observations) for one in judged.values())
    if unchecked:
        some = f"Revocation was not checked for {unchecked} of {len(judged)} signatures."
        said = lookup(SKIPPED).sentence if unchecked == len(judged) else some
        yield note(SKIPPED, said, source=FindingSource.TRUST)


def _of_manifest(one: Judgement, trust: TrustLists, names: Mapping[str, str]) -> Iterator[Finding]:
    for each in one.observations:
        severity = _severity(each)
        if severity is None or _told_once(each.code, trust):
            continue
        name = names.get(one.label)
        yield Finding(
            code=each.code,
            severity=severity,
            subject=each.status.uri if one.label in each.status.uri else one.label,
            message=_message(each, name),
            action=_action(each),
            source=each.source,
        )


def _action(each: Observation) -> str:
    if each.code in OWN:
        return OWN[each.code].action
    # A message of its own says that the case is not the usual one.
    usual = not each.message or each.code == "signingCredential.untrusted"
    return NEXT_STEPS.get(each.code, "") if usual else ""


def _severity(each: Observation) -> Severity | None:
    if each.code in OWN:
        return OWN[each.code].severity
    if each.status.kind is StatusKind.SUCCESS:
        return None
    if each.source is FindingSource.RECORD and not each.fails:
        return None
    if each.status.kind is StatusKind.INFORMATIONAL:
        return Severity.NOTE
    if at_best(each) in {Verdict.TRUSTED, Verdict.VALID}:
        return Severity.WARNING
    return Severity.FAILURE


def _told_once(code: str, trust: TrustLists) -> bool:
    """Tell whether a code is said once for the whole report instead of for each manifest."""
    if code == SKIPPED:
        return True
    if code == "signingCredential.untrusted":
        return not trust.of("signer")
    return code == "timeStamp.untrusted" and not trust.of("time")


def _message(each: Observation, name: str | None) -> str:
    """Return one sentence; `name` is that of an ingredient, None for the file itself."""
    said = each.sentence
    if name is None:
        return said
    subject = called(name)
    if each.source is FindingSource.RECORD and lookup(each.code).domain is StatusDomain.INTEGRITY:
        return f"{subject}, as recorded when it was added: {said}"
    return f"{subject}: {said}"


def called(name: str) -> str:
    """Return how an ingredient is called at the start of a sentence."""
    return f"Ingredient {shorten(name)}" if name else "An ingredient without a name"


def _of_shape(chain: Chain) -> Iterator[Finding]:
    for label in chain.unreferenced:
        yield own("chain.unreferenced", subject=label)
    for uri in chain.redacted:
        yield own("chain.redacted", subject=uri)
    if chain.exceeded:
        yield own("chain.limit")
