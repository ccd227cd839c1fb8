"""A report in the words of people; text from the file is made harmless on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.report import telling, words
from provenance.report.neutral import neutralise

if TYPE_CHECKING:
    from provenance import Report

LONGEST = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line of the card."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the page tells of one picture."""

    name: str
    verdict: str
    headline: str
    facts: tuple[Fact, ...]
    history: tuple[str, ...]
    notes: tuple[str, ...]
    advice: str


def told(name: str, report: Report) -> Told:
    """Say what a report says, as `provenance verify` does."""
    facts = {"Signed by": _signer(report), "Device": _device(report), "Source": _source(report)}
    facts |= {"When": words.time(report.active.time), "AI": report.signals.ai_sentence}
    if not report.active.label:  # nothing is known of what is not there
        facts = {}
    told_above = (*facts.values(), *(step.sentence for step in report.history))
    findings = telling.at_first(report, beside=told_above)
    return Told(
        name=name,
        verdict=report.verdict,
        headline=harmless(report.headline),
        facts=tuple(Fact(name=what, text=harmless(text)) for what, text in facts.items() if text),
        history=tuple(harmless(step.sentence) for step in report.history),
        notes=tuple(harmless(f"{each.message} {each.action}".strip()) for each in findings),
        advice=words.ADVICE[report.verdict],
    )


def _signer(report: Report) -> str:
    vouching = any(each.kind == "signer" for each in report.checked_with.lists)
    return words.signer(report.active.signer, report.active.verdict, lists=vouching)


def _device(report: Report) -> str:
    device = next((step.what_with for step in report.history if step.what_with), "")
    return f"{device}, by the word of the app." if device else ""


def _source(report: Report) -> str:
    stated = (step.digital_source_type for step in report.history if step.digital_source_type)
    source = next(stated, "").rpartition("/")[2]
    return f"{source}, by the word of the app." if source else ""


def harmless(text: str) -> str:
    """Return a text that others wrote, of a bounded length and without hidden characters."""
    return neutralise(text, LONGEST)
