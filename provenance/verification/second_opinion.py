"""Ask an independent verifier about a file, and compare; the answer never changes our verdict.

The other verifier (`encypher-c2pa`) is a native library that reads untrusted bytes. It runs in
a child process of its own for each file, behind the protections of the isolated reader: limits
on memory and time, no network, no files of others. It gets our trust lists and our moment, and
is told to contact nobody and to report nothing to its makers.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from importlib import metadata
from typing import TYPE_CHECKING

import msgspec
from cryptography.hazmat.primitives.serialization import Encoding

from provenance.engine.formats import detect
from provenance.errors import InvalidArgument, UnsupportedFormat
from provenance.limits import Limits
from provenance.model.opinion import Difference, SecondOpinion
from provenance.model.status import StatusDomain, StatusKind, domain_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from provenance.model.asset import Asset
    from provenance.model.opinion import Question
    from provenance.pki.trust import ListKind, TrustLists
    from provenance.verification.assembly import Examination

PACKAGE = "encypher-c2pa"
LARGEST_FILE = 128 << 20
"""Bytes; the other verifier holds a file in memory, and takes no larger one from a path."""
# As in the guard: isolated mode ignores the caller's folders, so tell it where modules are.
START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from provenance.verification.second_reader import main; main()"
)
# It has no home to find or keep settings in; telemetry is refused here and in the call.
ENVIRONMENT = {"HOME": os.devnull, "ENCYPHER_C2PA_TELEMETRY": "off", "ENCYPHER_C2PA_ONLINE": "off"}
LOADER_VARIABLES = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")  # without them Python may not start
_NAMES = {"application/x-zip": "application/zip"}
_SIDECAR = "credentials.sidecar"
_TRUST = frozenset({StatusDomain.TRUST, StatusDomain.TIME})
_UNFIT = "signingCredential.invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Testimony:
    """What the child says of a file.

    Attributes:
        fault: Why it could not tell; "" when it could.
        failures: Status codes that speak against the last signature or the content.
    """

    fault: str = ""
    present: bool = False
    failures: tuple[str, ...] = ()


def require() -> str:
    """Return the name and version of the other verifier.

    Raises:
        InvalidArgument: It is not installed.
    """
    try:
        return f"{PACKAGE} {metadata.version(PACKAGE)}"
    except metadata.PackageNotFoundError as error:
        raise InvalidArgument(
            f"A second opinion needs {PACKAGE}, which is not installed.",
            hint=f"Run: pip install {PACKAGE}",
        ) from error


def seek(
    asset: Asset, examination: Examination, trust: TrustLists, limits: Limits
) -> SecondOpinion:
    """Ask the other verifier about a file that was examined, and compare the answers.

    Raises:
        InvalidArgument: It is not installed.
        StorageError: The file could not be read.
    """
    verifier = require()
    codes = {each.code for each in examination.report.findings}
    if _SIDECAR in codes:
        reason = "The credentials lie beside the file, and it is shown the file alone."
        return SecondOpinion(verifier=verifier, standing="none", reason=reason)
    found = _testimony(asset, examination, trust, limits)
    if found.fault:
        return SecondOpinion(verifier=verifier, standing="none", reason=found.fault)
    compared = tuple(_compared(examination, found, listed=bool(trust.of("signer"))))
    differences = tuple(each for each in compared if bool(each.ours) is not bool(each.theirs))
    return SecondOpinion(
        verifier=verifier,
        standing="differs" if differences else "agrees",
        compared=tuple(each.question for each in compared),
        differences=differences,
    )


def added(
    asset: Asset, examination: Examination, trust: TrustLists, limits: Limits = Limits()
) -> Examination:
    """Return the examination with the second opinion in its report; raises what `seek` raises."""
    found = seek(asset, examination, trust, limits)
    return replace(examination, report=replace(examination.report, second_opinion=found))


def _testimony(
    asset: Asset, examination: Examination, trust: TrustLists, limits: Limits
) -> Testimony:
    if examination.store is None and examination.report.verdict != "ABSENT":
        return Testimony(fault="This file could not be read here, so there is nothing to compare.")
    size = asset.size()
    if size > LARGEST_FILE:
        return Testimony(fault=f"The file is larger than {LARGEST_FILE >> 20} MiB.")
    with asset.open() as content:
        try:
            kind = detect(content).mime
        except UnsupportedFormat as error:
            return Testimony(fault=error.message)
        body = content.read(LARGEST_FILE)
    if hashlib.sha256(body).hexdigest() != examination.report.checked_with.sha256:
        return Testimony(fault="The file changed while it was looked at.")
    question = {
        "media_type": _NAMES.get(kind, kind),
        "at": examination.report.checked_with.at.isoformat(),
        "trust": _pem(trust, "signer"),
        "time": _pem(trust, "time"),
        "limits": msgspec.to_builtins(limits),
    }
    return _ask(json.dumps(question).encode() + b"\n" + body, limits.read_seconds(size))


def _pem(trust: TrustLists, kind: ListKind) -> str:
    anchors = (anchor for each in trust.of(kind) for anchor in each.anchors)
    return "".join(anchor.public_bytes(Encoding.PEM).decode() for anchor in anchors)


def _ask(question: bytes, seconds: float) -> Testimony:
    """Start the child for one question; however it ends, there is an answer."""
    with tempfile.TemporaryFile() as answer:
        try:
            ended = subprocess.run(  # noqa: S603  # our own interpreter and code
                [sys.executable, "-I", "-c", START, json.dumps(sys.path)],
                input=question,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                env={**_loader(), **ENVIRONMENT},
                cwd="/",
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Testimony(fault="It did not answer in time.")
        if ended.returncode:
            return Testimony(fault="It broke down over this file.")
        answer.seek(0)
        try:
            return msgspec.json.decode(answer.read(), type=Testimony)
        except msgspec.MsgspecError:
            return Testimony(fault="Its answer makes no sense.")


def _loader() -> dict[str, str]:
    return {name: os.environ[name] for name in LOADER_VARIABLES if name in os.environ}


def _compared(examination: Examination, theirs: Testimony, *, listed: bool) -> Iterator[Difference]:
    """Put both answers to each question side by side; no words mean nothing against it.

    The codes may differ where the answer is the same: the verifiers stop at different faults.
    """
    present = examination.store is not None
    yield Difference(
        question="credentials", ours=_presence(present), theirs=_presence(theirs.present)
    )
    if not (present and theirs.present):
        return
    active = examination.statuses[examination.report.active.label]
    ours = [each.code for each in active if each.kind is StatusKind.FAILURE]
    questions: tuple[Question, ...] = ("integrity", "trust") if listed else ("integrity",)
    for question in questions:
        we, they = (_speaking_of(question, codes) for codes in (ours, theirs.failures))
        yield Difference(question=question, ours=we, theirs=they)


def _speaking_of(question: Question, codes: Iterable[str]) -> tuple[str, ...]:
    """Return the codes about a question; whether a certificate is fit belongs to trust here."""
    about = {code: "integrity" for code in codes if domain_of(code) is StatusDomain.INTEGRITY}
    about |= {code: "trust" for code in codes if domain_of(code) in _TRUST or code == _UNFIT}
    return tuple(code for code, topic in about.items() if topic == question)


def _presence(present: bool) -> tuple[str, ...]:  # noqa: FBT001  # the word for it
    return () if present else ("absent",)
