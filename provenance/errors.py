"""Every error that leaves this package, in one tree.

    ProvenanceError
    ├── InvalidArgument            the caller asked for something that makes no sense
    │   ├── InputNotFound          a named file is not there
    │   ├── DescriptionError       what was described cannot be a conforming manifest
    │   ├── HistoryWouldBeLost     signing would drop credentials that the source carries
    │   └── AlreadyMarked          a picture carries another watermark; carries its payload
    ├── StorageError               a file could not be read or written to the end
    ├── UnsupportedFormat          the engine cannot read, or cannot write, this kind of file
    ├── MarkNotReadable            a watermark does not hold in this picture; nothing was written
    ├── CredentialError            a key or certificate cannot be used
    │   └── CertificateRejected    a chain does not fit the C2PA profile; carries the faults
    ├── TrustListError             a trust list cannot be read, or is not what its pin says
    ├── MetadataError              the metadata of a source could not be read
    ├── NetworkNotAllowed          something would have to be contacted and may not
    ├── EngineError                the native engine could not answer
    │   ├── NoCredentials          the file carries no manifest store
    │   ├── RemoteCredentials      the manifest store lies elsewhere; carries the URL
    │   ├── Unparseable            the file or its manifest store is too damaged to read
    │   ├── EngineCrashed          the isolated reader died
    │   └── LimitReached           a bound of `Limits` was reached; carries its name
    ├── SigningFailed              nothing was written; the original is untouched
    │   └── TimestampError         no authority gave a time-stamp that holds
    ├── Cancelled                  the caller asked to stop
    └── VerificationError          the policy does not hold; carries the report

An exception means that a question could not be answered or a promise could not
be kept. What is wrong with a *file* is a finding in a report, never an exception.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from provenance.model.report import Report


class ProvenanceError(Exception):
    """Say what went wrong in one line and, in `hint`, what to do next.

    `code` is stable and meant for programs; the message is meant for people.
    """

    code: ClassVar[str] = "error"

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class InvalidArgument(ProvenanceError):
    """Report that the caller asked for something that makes no sense."""

    code = "invalid-argument"


class InputNotFound(InvalidArgument):
    """Report that a named file is not there."""

    code = "input.not-found"


class DescriptionError(InvalidArgument):
    """Report that what was described cannot be a conforming manifest."""

    code = "description"


class HistoryWouldBeLost(InvalidArgument):
    """Report that signing would drop the credentials that the source carries."""

    code = "history-would-be-lost"


class AlreadyMarked(InvalidArgument):
    """Report that a picture carries another watermark already, with this `payload`."""

    code = "already-marked"

    def __init__(self, message: str, *, payload: int, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.payload = payload


class StorageError(ProvenanceError):
    """Report that a file could not be read or written to the end."""

    code = "storage"


class UnsupportedFormat(ProvenanceError):
    """Report that the engine cannot read, or cannot write, this kind of file."""

    code = "unsupported-format"


class MarkNotReadable(ProvenanceError):
    """Report that a watermark does not hold in this picture, and that nothing was written."""

    code = "mark-not-readable"


class CredentialError(ProvenanceError):
    """Report that a key or a certificate cannot be used."""

    code = "credential"


class CertificateRejected(CredentialError):
    """Report that a certificate chain does not fit the C2PA profile.

    `faults` holds one sentence per fault, each with its cure.
    """

    code = "credential.certificate"

    def __init__(self, message: str, *, faults: tuple[str, ...], hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.faults = faults


class TrustListError(ProvenanceError):
    """Report that a trust list cannot be read, or is not what its pin says."""

    code = "trust-list"


class MetadataError(ProvenanceError):
    """Report that the metadata of a source could not be read."""

    code = "metadata"


class NetworkNotAllowed(ProvenanceError):
    """Report that something would have to be contacted and may not be."""

    code = "network"


class EngineError(ProvenanceError):
    """Report that the native engine could not answer."""

    code = "engine"


class NoCredentials(EngineError):
    """Report that the file carries no manifest store."""

    code = "engine.no-credentials"


class RemoteCredentials(EngineError):
    """Report that the manifest store lies at `url`, which was not contacted."""

    code = "engine.remote-credentials"

    def __init__(self, message: str, *, url: str, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.url = url


class Unparseable(EngineError):
    """Report that the file or its manifest store is too damaged to read."""

    code = "engine.unparseable"


class EngineCrashed(EngineError):
    """Report that the isolated reader died while it read this file."""

    code = "engine.crashed"


class LimitReached(EngineError):
    """Report that the bound `limit` of `provenance.Limits` was reached."""

    code = "engine.limit"

    def __init__(self, message: str, *, limit: str, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.limit = limit


class SigningFailed(ProvenanceError):
    """Report that nothing was written and that the original is untouched."""

    code = "signing"


class TimestampError(SigningFailed):
    """Report that no time-stamp authority gave a time-stamp that holds."""

    code = "signing.time-stamp"


class Cancelled(ProvenanceError):
    """Report that the caller asked to stop."""

    code = "cancelled"


class VerificationError(ProvenanceError):
    """Report that the policy does not hold for the file that `report` describes."""

    code = "verification"

    def __init__(self, message: str, *, report: Report, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.report = report
