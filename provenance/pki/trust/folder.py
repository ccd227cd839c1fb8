"""Trust lists on disk: one folder, and for each list its PEM and a record beside it.

The record (JSON) says what the list is and carries the digest of its certificates; a list
that was changed by hand is refused. The PEM's file name contains its digest, so that record
and list change together: the record is replaced last, at once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from provenance.errors import InvalidArgument, TrustListError
from provenance.limits import Network
from provenance.pki import certificate, files
from provenance.pki.trust import KINDS, MOST_BYTES, ListKind, TrustList, TrustLists, official

if TYPE_CHECKING:
    from cryptography import x509

    from provenance.pki.trust.official import Published

Fetch = Callable[[str, Network], bytes]
"""Fetches the bytes at an address, if the Network allows its host."""

_NO_PINS: Mapping[str, str] = MappingProxyType({})
_LONGEST_RECORD = 1 << 16  # bytes; real ones have a few hundred


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The record of one list.

    Attributes:
        source: An address or a file name; "" when unknown.
        sha256: Digest over its certificates, as `TrustList.sha256`.
        date: When it was added or fetched.
        certificates: How many it holds.
        file: Name of its PEM file.
    """

    name: str
    kind: ListKind
    source: str
    sha256: str
    date: datetime
    certificates: int
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an update changed in one list.

    Attributes:
        added: Names in the certificates that are new; `removed` likewise.
        before: Digest of the list that was there; "" for none.
    """

    entry: Entry
    added: tuple[str, ...]
    removed: tuple[str, ...]
    before: str = ""


class TrustFolder:
    """The trust lists that are installed for one user."""

    def __init__(self, path: Path) -> None:
        """Name the folder; it is made when the first list is added."""
        self.path = path

    def entries(self) -> tuple[Entry, ...]:
        """Return the record of every list, by name.

        Raises:
            TrustListError: A record cannot be read.
        """
        return tuple(sorted((_entry(p) for p in self.path.glob("*.json")), key=lambda e: e.name))

    def lists(self) -> TrustLists:
        """Read every list.

        Raises:
            TrustListError: One is missing, damaged, or not what its record says.
        """
        return TrustLists(lists=tuple(self._read(entry) for entry in self.entries()))

    def add(
        self,
        pem: bytes,
        kind: ListKind,
        name: str,
        *,
        source: str = "",
        date: datetime | None = None,
    ) -> Entry:
        """Install a list, in the place of one of the same name.

        Raises:
            InvalidArgument: The name or the kind cannot be used.
            TrustListError: It is not a list of certificates.
            StorageError: It could not be written.
        """
        if kind not in KINDS:
            raise InvalidArgument(
                f"There is no kind of trust list {kind!r}.", hint=f"Use {', '.join(KINDS)}."
            )
        read = TrustList.from_pem(pem, kind=kind, name=name)
        file = f"{_slug(name)}-{read.sha256[:16]}.pem"
        entry = Entry(
            name=name,
            kind=kind,
            source=source,
            sha256=read.sha256,
            date=date or datetime.now(UTC),
            certificates=len(read.anchors),
            file=file,
        )
        files.make_folder(self.path)
        self._check_free(name)
        files.replace(self.path / file, pem)
        files.replace(self._record(name), _record_json(entry))
        self._sweep(name, keep=file)
        return entry

    def remove(self, name: str) -> None:
        """Remove a list.

        Raises:
            InvalidArgument: No list has that name.
        """
        record = self._record(name)
        if not record.is_file():
            raise InvalidArgument(
                f"No trust list is named {name!r}.", hint="See `provenance trust list`."
            )
        record.unlink()
        self._sweep(name, keep="")

    def update(
        self,
        network: Network,
        fetch: Fetch = official.fetch,
        *,
        published: tuple[Published, ...] = official.OFFICIAL,
        pins: Mapping[str, str] = _NO_PINS,
        date: datetime | None = None,
    ) -> tuple[Change, ...]:
        """Fetch the official lists, and install all of them or none.

        Args:
            network: Must allow the hosts of `published`.
            fetch: How an address is read.
            published: Which lists.
            pins: Expected `TrustList.sha256` by name; another digest refuses the update.
            date: The date to record; now by default.

        Raises:
            NetworkNotAllowed: A host is not allowed.
            TrustListError: A list could not be fetched, is no list, or is not the pinned one.
            StorageError: A list could not be written.
        """
        fetched = [(found, fetch(found.address, network)) for found in published]
        read = [TrustList.from_pem(pem, kind=f.kind, name=f.name) for f, pem in fetched]
        for found in read:
            _check_pin(found, pins.get(found.name, ""))
        return tuple(
            self._install(found, pem, new, date)
            for (found, pem), new in zip(fetched, read, strict=True)
        )

    def _install(
        self, found: Published, pem: bytes, new: TrustList, date: datetime | None
    ) -> Change:
        try:
            old = self._read(_entry(self._record(found.name)))
        except TrustListError:  # none yet, or a damaged one: both are replaced
            old = None
        entry = self.add(pem, found.kind, found.name, source=found.address, date=date)
        before = old.anchors if old else ()
        return Change(
            entry=entry,
            added=_titles(new.anchors, without=before),
            removed=_titles(before, without=new.anchors),
            before=old.sha256 if old else "",
        )

    def _read(self, entry: Entry) -> TrustList:
        cure = f"Run `provenance trust remove {entry.name!r}`, then add or update it again."
        try:
            with (self.path / entry.file).open("rb") as file:
                pem = file.read(MOST_BYTES + 1)
        except OSError as error:
            raise TrustListError(
                f"The trust list {entry.name} cannot be read: {error.strerror}.", hint=cure
            ) from error
        read = TrustList.from_pem(
            pem, kind=entry.kind, name=entry.name, date=entry.date, source=entry.source
        )
        if read.sha256 != entry.sha256:
            raise TrustListError(
                f"The trust list {entry.name} was changed after it was installed.", hint=cure
            )
        return read

    def _check_free(self, name: str) -> None:
        for other in self.entries():
            if other.name != name and _slug(other.name) == _slug(name):
                raise InvalidArgument(
                    f"The name {name!r} is too much like that of the list {other.name!r}.",
                    hint="Choose another name, or remove that list first.",
                )

    def _record(self, name: str) -> Path:
        return self.path / f"{_slug(name)}.json"

    def _sweep(self, name: str, *, keep: str) -> None:
        pattern = re.compile(re.escape(_slug(name)) + r"-[0-9a-f]{16}\.pem")
        for path in self.path.glob("*.pem"):
            if pattern.fullmatch(path.name) and path.name != keep:
                path.unlink(missing_ok=True)


def _slug(name: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    if not slug or len(name) > 100:  # noqa: PLR2004  # what fits into any file name
        raise InvalidArgument(
            f"{name!r} cannot be the name of a trust list.",
            hint="Use letters and digits, 100 characters at most.",
        )
    return slug


def _check_pin(found: TrustList, pin: str) -> None:
    if pin and found.sha256 != pin.lower():
        raise TrustListError(
            f"The trust list {found.name} is not the pinned one: its SHA-256 is {found.sha256}.",
            hint="The installed list was kept. Check the new list before you change the pin.",
        )


def _record_json(entry: Entry) -> bytes:
    fields = {**asdict(entry), "date": entry.date.isoformat()}
    return json.dumps(fields, indent=2, ensure_ascii=False).encode() + b"\n"


def _entry(record: Path) -> Entry:
    try:
        with record.open("rb") as file:
            fields: dict[str, Any] = json.loads(file.read(_LONGEST_RECORD))
        entry = Entry(**{**fields, "date": datetime.fromisoformat(fields["date"])})
        if entry.kind not in KINDS or entry.date.tzinfo is None:
            raise ValueError(entry.kind)  # noqa: TRY301  # one sentence for every damage
        if not all(isinstance(text, str) for text in (entry.name, entry.source, entry.sha256)):
            raise ValueError(entry.name)  # noqa: TRY301
        if Path(entry.file).name != entry.file:
            raise ValueError(entry.file)  # noqa: TRY301
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise TrustListError(
            f"The record {record.name} of a trust list cannot be read.",
            hint="Delete it, then add or update the list again.",
        ) from error
    return entry


def _titles(
    these: tuple[x509.Certificate, ...], *, without: tuple[x509.Certificate, ...]
) -> tuple[str, ...]:
    return tuple(certificate.title(c.subject) for c in these if c not in without)
