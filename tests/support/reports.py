"""Reports made by hand, and a strategy for reports full of any text."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Literal, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from provenance.model.report import (
    Active,
    CheckedWith,
    Edge,
    Finding,
    FindingSource,
    ListUsed,
    Node,
    Report,
    Severity,
    Signals,
    Step,
    Verdict,
)
from provenance.model.statements import SignerStatement, TimeStanding, TimeStatement

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SIGNED = datetime(2026, 3, 1, 9, 30, 5, tzinfo=UTC)
SHA256 = "ab" * 32
LABEL = "urn:c2pa:11111111-2222-4333-8444-555555555555"
PARENT = "urn:c2pa:66666666-7777-4888-8999-000000000000"
NO_AI = "Its makers declare no use of AI; that does not prove that there was none."

LISTS = (
    ListUsed(kind="signer", name="C2PA Trust List", sha256="cd" * 32, certificates=21, date=AT),
)
DESK = SignerStatement(
    name="Example News Desk",
    organization="Example News",
    issuer="Example CA",
    serial_number="0a1b",
    algorithm="es256",
    not_before=SIGNED,
    not_after=AT,
    vouched=True,
    list_name="C2PA Trust List",
)
STRANGER = SignerStatement(name="A. Stranger")
PROVEN = TimeStatement(standing=TimeStanding.PROVEN, at=SIGNED, authority="Example TSA")
CLAIMED = TimeStatement(standing=TimeStanding.CLAIMED, at=SIGNED)
UNKNOWN = TimeStatement(standing=TimeStanding.UNKNOWN)


def checked(*lists: ListUsed, sha256: str = SHA256) -> CheckedWith:
    return CheckedWith(
        version="0.1.0",
        engine="c2pa-python 0.38.1",
        at=AT,
        sha256=sha256,
        lists=lists,
        isolation="process",
    )


def trusted() -> Report:
    return Report(
        file="cropped.jpg",
        verdict=Verdict.TRUSTED,
        headline="This file is as its signer left it, and accepted lists vouch for every signer.",
        active=Active(
            verdict=Verdict.TRUSTED, label=LABEL, title="cropped.jpg", signer=DESK, time=PROVEN
        ),
        checked_with=checked(*LISTS),
        nodes=(
            Node(
                label=LABEL,
                title="cropped.jpg",
                verdict=Verdict.TRUSTED,
                signer=DESK,
                time=PROVEN,
                generator="Desk 2.0",
                ingredients=(
                    Edge(
                        title="photo.jpg",
                        relationship="parentOf",
                        manifest=PARENT,
                        state="credentialed",
                    ),
                ),
                transformation=("perceptibleNonGenAI",),
            ),
            Node(
                label=PARENT,
                title="photo.jpg",
                verdict=Verdict.TRUSTED,
                signer=DESK,
                time=CLAIMED,
                depth=1,
                inception=("capturedMedia",),
            ),
        ),
        history=(
            Step(
                sentence='Captured by a camera with "Example X1".',
                when=SIGNED,
                standing=TimeStanding.CLAIMED,
            ),
            Step(sentence="Cropped.", when=SIGNED, standing=TimeStanding.CLAIMED),
            Step(sentence="Colours adjusted.", when=SIGNED, standing=TimeStanding.PROVEN),
        ),
        findings=(
            Finding(
                code="signingCredential.ocsp.skipped",
                severity=Severity.NOTE,
                subject="",
                message="Revocation was not checked.",
                source=FindingSource.TRUST,
            ),
        ),
        signals=Signals(transformation=("perceptibleNonGenAI",), ai_sentence=NO_AI),
        weakest=LABEL,
        media_type="image/jpeg",
    )


def unknown_signer() -> Report:
    return Report(
        file="holiday.png",
        verdict=Verdict.VALID,
        headline="This file is as its signer left it, but nobody vouches for the signer.",
        active=Active(verdict=Verdict.VALID, label=LABEL, signer=STRANGER, time=CLAIMED),
        checked_with=checked(),
        history=(Step(sentence="Made by AI.", ai="generated"),),
        findings=(
            Finding(
                code="time.no-list",
                severity=Severity.NOTE,
                subject="",
                message="No list of time-stamp authorities is installed, so no time is proven.",
                action="Run: provenance trust update",
                source=FindingSource.TIME,
            ),
            Finding(
                code="trust.no-list",
                severity=Severity.WARNING,
                subject="",
                message="No trust list is installed, so nobody vouches for any signer.",
                action="Run: provenance trust update",
                source=FindingSource.TRUST,
            ),
        ),
        signals=Signals(ai="generated", ai_sentence="Its makers say that it was made by AI."),
    )


def broken_ingredient() -> Report:
    return Report(
        file="collage.jpg",
        verdict=Verdict.INVALID,
        headline=(
            "This file is as its signer left it, but an ingredient, B.jpg, fails: "
            "signature does not match."
        ),
        active=Active(verdict=Verdict.TRUSTED, label=LABEL, signer=DESK, time=UNKNOWN),
        checked_with=checked(*LISTS),
        history=(Step(sentence='Placed "B.jpg" into it; its own credentials fail verification.'),),
        findings=(
            Finding(
                code="claimSignature.mismatch",
                severity=Severity.FAILURE,
                subject=PARENT,
                message="Ingredient B.jpg: The signature does not match.",
                action="Ask for B.jpg as it was signed.",
                source=FindingSource.RECORD,
            ),
        ),
        signals=Signals(ai_sentence=NO_AI),
        weakest=PARENT,
    )


def absent() -> Report:
    return Report(
        file="old.jpg",
        verdict=Verdict.ABSENT,
        headline="This file carries no content credentials.",
        active=Active(verdict=Verdict.ABSENT),
        checked_with=checked(*LISTS),
    )


def undetermined() -> Report:
    return Report(
        file="cloud.jpg",
        verdict=Verdict.UNDETERMINED,
        headline="This file could not be checked: its credentials lie on a server.",
        active=Active(verdict=Verdict.UNDETERMINED),
        checked_with=checked(sha256=""),
        findings=(
            Finding(
                code="engine.remote-credentials",
                severity=Severity.FAILURE,
                subject="",
                message="The server was not asked.",
                action="Ask for the credentials and pass them beside the file.",
            ),
        ),
    )


ALL = (trusted, unknown_signer, broken_ingredient, absent, undetermined)


def reports(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Report]:
    """Any report of the model, with `texts` wherever a text stands."""
    return _any(Report, texts)


def _any(kind: Any, texts: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:  # noqa: PLR0911  # one return a kind
    if kind is str:
        return texts
    if kind is datetime:
        return st.datetimes(timezones=st.timezones() | st.just(UTC))
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return st.sampled_from(kind)
    if get_origin(kind) is Literal:
        return st.sampled_from(get_args(kind))
    if get_origin(kind) is tuple:
        return st.lists(_any(get_args(kind)[0], texts), max_size=3).map(tuple)
    if get_args(kind):
        return st.one_of(*(_any(each, texts) for each in get_args(kind)))
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return st.builds(kind, **{f.name: _any(hints[f.name], texts) for f in fields(kind)})
    return {
        bool: st.booleans(),
        int: st.integers(0, 10**6),
        float: st.floats(0, 1),
        type(None): st.none(),
    }[kind]
