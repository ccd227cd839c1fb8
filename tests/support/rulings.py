"""Reports made by hand for policies: whole, signed and told, with one thing changed at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from provenance.model.report import Active, CheckedWith, Edge, Node, Report, Signals, Step, Verdict
from provenance.model.statements import SignerStatement, TimeStanding, TimeStatement

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
CAPTURE = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"
DESK = SignerStatement(
    name="Desk 1",
    organization="Example News",
    serial_number="a1b",
    vouched=True,
    list_name="Example list",
    assurance_level=2,
)
CAMERA = replace(DESK, name="Camera 7", organization="Example Cameras", serial_number="7")

SILENT = Signals(ai_sentence="None is declared.")


def proven(*, hours: float = 1) -> TimeStatement:
    at = AT - timedelta(hours=hours)
    return TimeStatement(standing=TimeStanding.PROVEN, at=at, authority="Example TSA")


PARENT = Edge(title="raw.jpg", relationship="parentOf", manifest="raw", state="credentialed")
EDITED = Node(
    label="web",
    title="web.jpg",
    verdict=Verdict.TRUSTED,
    signer=DESK,
    time=proven(),
    ingredients=(PARENT,),
    actions=("c2pa.opened", "c2pa.cropped"),
)
CAPTURED = Node(
    label="raw",
    title="raw.jpg",
    verdict=Verdict.TRUSTED,
    signer=CAMERA,
    time=proven(hours=30),
    depth=1,
    actions=("c2pa.created",),
    all_actions_included=True,
)
BEGUN = Step(
    sentence="Captured.", action="c2pa.created", manifest="raw", digital_source_type=CAPTURE
)
CROPPED = Step(sentence="Cropped.", action="c2pa.cropped", manifest="web")


def report(
    *nodes: Node,
    verdict: Verdict = Verdict.TRUSTED,
    history: tuple[Step, ...] = (BEGUN, CROPPED),
    signals: Signals = SILENT,
) -> Report:
    """A picture that a camera signed and a desk cropped, unless other manifests are given."""
    return Report(
        file="web.jpg",
        verdict=verdict,
        headline="Why.",
        active=Active(verdict=verdict),
        checked_with=CheckedWith(version="1", engine="e", at=AT),
        nodes=nodes or (EDITED, CAPTURED),
        history=history,
        signals=signals,
    )
