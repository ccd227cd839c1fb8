"""The user's own answers and lists about revocation: one folder, one file for each.

Files are named by the digest of their content, so adding one twice changes nothing, and
each appears at once and whole. What a file states is believed only as far as an issuer's
signature goes, whoever put it there. Nothing here contacts anyone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from cryptography import x509
from cryptography.x509 import ocsp as answers_of

from provenance.errors import InvalidArgument, StorageError
from provenance.pki import certificate, files, pem
from provenance.pki.revocation import ocsp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from provenance.pki.certificate import Certificate

Kind = Literal["ocsp", "crl"]
MOST_BYTES = 16 << 20
"""Largest file; lists of large authorities have a few MiB."""
MOST_FILES = 1_000
MOST_BYTES_TOGETHER = 64 << 20
MOST_OF_ONE = 64
"""Answers about one certificate, or lists of one issuer, that are used: the newest."""
_LABELS = frozenset({"X509 CRL", "OCSP RESPONSE"})
_DIGITS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One answer or list.

    Attributes:
        name: Name of its file.
        issuer: Name of the authority that made a list; "" for an answer, which holds only digests.
        serial_numbers: Of the certificates that an answer is about, in hexadecimal.
        since: When it was true; `until`: when it will be outdated, None when it does not say.
    """

    name: str
    kind: Kind
    raw: bytes = field(repr=False)
    issuer: str = ""
    issuer_der: bytes = field(default=b"", repr=False)
    serial_numbers: tuple[str, ...] = ()
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a cache held when it was read.

    Attributes:
        sha256: Digest over the names of its files, which are digests themselves; "" for none.
        by_serial: Answers by serial number, newest first.
        by_issuer: Lists by the DER of their issuer's name, newest first.
    """

    sha256: str = ""
    by_serial: Mapping[str, tuple[bytes, ...]] = field(default_factory=dict)
    by_issuer: Mapping[bytes, tuple[bytes, ...]] = field(default_factory=dict)

    def answers(self, leaf: Certificate) -> tuple[bytes, ...]:
        """Return the answers that may be about a certificate."""
        return self.by_serial.get(leaf.facts.serial_number, ())

    def lists(self, leaf: Certificate) -> tuple[bytes, ...]:
        """Return the lists that may be of a certificate's issuer."""
        return self.by_issuer.get(leaf.issuer, ())


NOTHING_KEPT = Kept()


class RevocationCache:
    """Answers (OCSP) and lists (CRL) about revocation that a user keeps in a folder."""

    def __init__(self, path: Path) -> None:
        """Name the folder; it is made when the first file is added."""
        self.path = path

    def add(self, content: bytes) -> tuple[Entry, ...]:
        """Keep every answer and list in a file, DER or PEM: all of them or none.

        Raises:
            InvalidArgument: It holds no answer and no list, or one that cannot be read.
            StorageError: It could not be written, or the folder is full.
        """
        found = tuple(_parsed(raw) for raw in _pieces(content))
        there = {entry.name for entry in self.entries()}
        if len(there | {entry.name for entry in found}) > MOST_FILES:
            raise StorageError(
                f"{self.path} would hold more than {MOST_FILES} files.",
                hint="Remove old ones: see `provenance revocation list`.",
            )
        files.make_folder(self.path)
        for entry in found:
            files.replace(self.path / entry.name, entry.raw)
        return found

    def entries(self) -> tuple[Entry, ...]:
        """Return everything that is kept, newest first.

        Raises:
            StorageError: A file is damaged, or there is too much.
        """
        found = [_checked(path, raw) for path, raw in self._files()]
        return tuple(sorted(found, key=lambda each: (each.since, each.name), reverse=True))

    def remove(self, name: str) -> None:
        """Remove one file, named as in its entry.

        Raises:
            InvalidArgument: No file has that name.
        """
        path = next((path for path in self._paths() if path.name == name), None)
        if path is None:
            raise InvalidArgument(
                f"Nothing about revocation is named {name!r}.",
                hint="See `provenance revocation list`.",
            )
        path.unlink(missing_ok=True)

    def read(self) -> Kept:
        """Return everything that is kept, by what it is about.

        Raises:
            StorageError: A file is damaged, or there is too much.
        """
        entries = self.entries()
        if not entries:
            return NOTHING_KEPT
        by_serial: dict[str, tuple[bytes, ...]] = {}
        by_issuer: dict[bytes, tuple[bytes, ...]] = {}
        for each in entries:
            for number in dict.fromkeys(each.serial_numbers):
                by_serial[number] = (*by_serial.get(number, ()), each.raw)[:MOST_OF_ONE]
            if each.kind == "crl":
                known = by_issuer.get(each.issuer_der, ())
                by_issuer[each.issuer_der] = (*known, each.raw)[:MOST_OF_ONE]
        names = "\n".join(sorted(each.name for each in entries))
        digest = hashlib.sha256(names.encode()).hexdigest()
        return Kept(sha256=digest, by_serial=by_serial, by_issuer=by_issuer)

    def _paths(self) -> list[Path]:
        return sorted((*self.path.glob("*.ocsp"), *self.path.glob("*.crl")))

    def _files(self) -> Iterator[tuple[Path, bytes]]:
        room = MOST_BYTES_TOGETHER
        for number, path in enumerate(self._paths()):
            try:
                with path.open("rb") as file:
                    raw = file.read(MOST_BYTES + 1)
            except OSError as error:
                raise _damaged(path) from error
            room -= len(raw)
            if number >= MOST_FILES or room < 0:
                raise StorageError(
                    f"{self.path} holds more than can be read.", hint="Remove old files from it."
                )
            yield path, raw


def _pieces(content: bytes) -> list[bytes]:
    if len(content) > MOST_BYTES:
        raise InvalidArgument(
            f"The file is larger than {MOST_BYTES >> 20} MiB.", hint="Check the name of the file."
        )
    if b"-----BEGIN" not in content:
        return [content]
    return [block.der for block in pem.blocks(content) if block.label in _LABELS and block.der] or [
        b""
    ]


def _parsed(raw: bytes) -> Entry:
    try:
        return _answer(raw) if ocsp.serial_numbers(raw) else _list(raw)
    except Exception as error:  # foreign bytes make it raise without a common base
        raise InvalidArgument(
            "The file is neither an OCSP answer nor a list of revoked certificates.",
            hint="Add a successful OCSP response or a CRL, in DER or PEM.",
        ) from error


def _answer(raw: bytes) -> Entry:
    loaded = answers_of.load_der_ocsp_response(raw)
    entries = tuple(loaded.responses)
    ends = [each.next_update_utc for each in entries if each.next_update_utc]
    return Entry(
        name=_name(raw, "ocsp"),
        kind="ocsp",
        raw=raw,
        serial_numbers=tuple(f"{each.serial_number:x}" for each in entries),
        since=min(each.this_update_utc for each in entries),
        until=min(ends, default=loaded.produced_at_utc + ocsp.WITHOUT_NEXT_UPDATE),
    )


def _list(raw: bytes) -> Entry:
    loaded = x509.load_der_x509_crl(raw)
    return Entry(
        name=_name(raw, "crl"),
        kind="crl",
        raw=raw,
        issuer=certificate.title(loaded.issuer),
        issuer_der=loaded.issuer.public_bytes(),
        since=loaded.last_update_utc,
        until=loaded.next_update_utc,
    )


def _name(raw: bytes, kind: Kind) -> str:
    return f"{hashlib.sha256(raw).hexdigest()[:_DIGITS]}.{kind}"


def _checked(path: Path, raw: bytes) -> Entry:
    try:
        entry = _parsed(raw)
    except InvalidArgument as error:
        raise _damaged(path) from error
    if entry.name != path.name:
        raise _damaged(path)
    return entry


def _damaged(path: Path) -> StorageError:
    return StorageError(
        f"{path} was changed after it was added, or cannot be read.",
        hint="Delete it, then add it again with `provenance revocation add FILE`.",
    )
