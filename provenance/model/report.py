"""What a verification found: the only thing that anyone downstream sees.

The JSON Schema of these classes is published with the package
(`provenance schema report`); a changed meaning is a new `schema` number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from provenance.model.look import EmbeddedText
from provenance.model.opinion import SecondOpinion
from provenance.model.recovery import RecoveredMatch
from provenance.model.ruling import Ruling
from provenance.model.statements import (
    IdentityStatement,
    SignerStatement,
    TimeStanding,
    TimeStatement,
)


class Verdict(StrEnum):
    """What the findings about a file, or about one of its manifests, add up to.

    TRUSTED: intact, and an accepted list vouches for the signer at the time of
    signing; for a file, the same holds for every ancestor with credentials.
    VALID: intact, but a signer in the chain is not vouched for.
    INVALID: something covered by a signature changed, or a signature, a reference
    or an ancestor is broken.
    ABSENT: no credentials; that says nothing for or against the content.
    UNDETERMINED: could not be checked.
    """

    TRUSTED = "TRUSTED"
    VALID = "VALID"
    INVALID = "INVALID"
    ABSENT = "ABSENT"
    UNDETERMINED = "UNDETERMINED"


class Severity(StrEnum):
    """How much a finding weighs.

    FAILURE decides the verdict, WARNING limits it, NOTE informs.
    """

    FAILURE = "failure"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncovered:
    """A part of the file that its signature does not cover: anyone can have changed it.

    Attributes:
        name: As people call it: "EXIF Make", "XMP packet", "free box".
        start: Its first byte in the file.
        length: In bytes.
    """

    name: str
    start: int
    length: int


class FindingSource(StrEnum):
    """Who established a finding."""

    ENGINE = "engine"
    RECORD = "record"
    EVIDENCE = "evidence"
    CHAIN = "chain"
    TRUST = "trust"
    TIME = "time"
    POLICY = "policy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fact about the media.

    Attributes:
        code: A status code of the specification, or one of ours.
        subject: Label of the manifest, or URI of the box, that it is about; "" for the file.
        message: One plain sentence.
        action: What to do about it; "" when there is nothing to do.
    """

    code: str
    severity: Severity
    subject: str
    message: str
    action: str = ""
    source: FindingSource = FindingSource.ENGINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One ingredient of a node.

    Attributes:
        manifest: Label of the node that it leads to; "" when the ingredient has no credentials.
        state: "credentialed", "none" (had no credentials), "missing" (named but
            not in the store) or "cycle" (leads back to where the walk came from).
    """

    title: str
    relationship: str
    manifest: str = ""
    state: Literal["credentialed", "none", "missing", "cycle"] = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One manifest of the chain, judged by itself, whatever its ancestors are.

    Attributes:
        depth: Steps from the active manifest, which has 0.
        inception: Official inception signals (asset rubric "signals-local").
        transformation: Official transformation signals.
        identities: Who else stands behind its content.
        actions: Labels of all actions that it states, in its order.
        all_actions_included: Whether the signer says that these are all; None when it does not say.
        detached: Whether it was found outside of the file, and no file was held against it.
    """

    label: str
    title: str
    verdict: Verdict
    signer: SignerStatement | None
    time: TimeStatement
    depth: int = 0
    is_update: bool = False
    generator: str = ""
    ingredients: tuple[Edge, ...] = ()
    inception: tuple[str, ...] = ()
    transformation: tuple[str, ...] = ()
    identities: tuple[IdentityStatement, ...] = ()
    actions: tuple[str, ...] = ()
    all_actions_included: bool | None = None
    detached: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of the history, oldest first.

    Attributes:
        sentence: The step in plain words.
        action: The action's label; "" for an ingredient without credentials.
        who: The signer that states it.
        vouched: Whether an accepted list vouches for that signer.
        what_with: Software or device, as claimed.
        when: The time of the step.
        standing: How well `when` is known.
        subject: Title of the asset that it was done to.
        ingredient: Title of the ingredient that it used; "" for none.
        ai: "generated", "edited", "possible" or "" for no sign of AI.
        manifest: Label of the node that states it.
    """

    sentence: str
    action: str = ""
    who: str = ""
    vouched: bool = False
    what_with: str = ""
    when: datetime | None = None
    standing: TimeStanding = TimeStanding.UNKNOWN
    subject: str = ""
    ingredient: str = ""
    digital_source_type: str = ""
    ai: Literal["generated", "edited", "possible", ""] = ""
    manifest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """The official signals of the active manifest, and AI involvement anywhere.

    Attributes:
        ai: The strongest sign of AI anywhere in the chain: "generated", "edited",
            "possible" or "none declared".
        ai_sentence: The same in words.
    """

    inception: tuple[str, ...] = ()
    transformation: tuple[str, ...] = ()
    ai: Literal["generated", "edited", "possible", "none declared"] = "none declared"
    ai_sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListUsed:
    """A trust list that this verification used.

    Attributes:
        kind: "signer", "time" or "identity".
        sha256: Digest of the list's certificates, in hexadecimal.
        date: When the list was issued or fetched; None when unknown.
    """

    kind: Literal["signer", "time", "identity"]
    name: str
    sha256: str
    certificates: int
    date: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedWith:
    """What this verification was made with, so that it can be made again.

    Attributes:
        at: The moment as of which it was judged.
        sha256: Digest of the file; "" when it could not be read.
        isolation: "process" or "none"; "caller" for an engine that the caller brought.
        revocation: Digest of what the user kept about revocation; "" for nothing.
    """

    version: str
    engine: str
    at: datetime
    sha256: str = ""
    lists: tuple[ListUsed, ...] = ()
    isolation: str = ""
    revocation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Active:
    """The active manifest's own standing, whatever its ancestors are.

    Attributes:
        detached: Whether it was found outside of the file, and no file was held against it.
    """

    verdict: Verdict
    label: str = ""
    title: str = ""
    signer: SignerStatement | None = None
    time: TimeStatement | None = None
    detached: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that one verification found.

    Attributes:
        file: Name of the file, as the caller gave it.
        headline: The weakest link of the chain in one sentence.
        active: The active manifest's own standing.
        nodes: Every manifest that the walk reached, the active one first.
        history: What happened, oldest first.
        weakest: Label of the node that decides the verdict; "" when it is the file itself.
        media_type: What the content is; "" when unknown.
        policy: What the receiver's policy says of it; None when there is none.
        second_opinion: What an independent verifier says; None when it was not asked.
        uncovered: Parts that the signature leaves out, in the order of the file, without the
            credentials themselves.
        embedded: What the file says beside its credentials. Anyone can have written that; see the
            findings for whether the signature covers it.
        matches: Credentials outside of the file that something in it points to, the best first;
            none unless they were looked for.
    """

    file: str
    verdict: Verdict
    headline: str
    active: Active
    checked_with: CheckedWith
    nodes: tuple[Node, ...] = ()
    history: tuple[Step, ...] = ()
    findings: tuple[Finding, ...] = ()
    signals: Signals = Signals()
    weakest: str = ""
    media_type: str = ""
    schema: int = 1
    policy: Ruling | None = None
    second_opinion: SecondOpinion | None = None
    uncovered: tuple[Uncovered, ...] = ()
    embedded: tuple[EmbeddedText, ...] = ()
    matches: tuple[RecoveredMatch, ...] = ()
