"""Work off the queue: fetch a token, keep it, add it to its file, forget the entry."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Self

from provenance.credentials import open_credential
from provenance.engine import open_engine
from provenance.errors import (
    CredentialError,
    NoCredentials,
    ProvenanceError,
    RemoteCredentials,
    TimestampError,
    Unparseable,
    UnsupportedFormat,
)
from provenance.evidence import store
from provenance.limits import Limits
from provenance.model.asset import Asset
from provenance.pki.timestamp import judge_token
from provenance.signing.describe.time_stamps import TimeStamps
from provenance.signing.metadata import MetadataChoice
from provenance.signing.queue.entries import Pending
from provenance.signing.signer import Signer

if TYPE_CHECKING:
    from collections.abc import Callable

    from provenance.engine.interface import SealingKey
    from provenance.evidence.store import SignatureEvidence
    from provenance.pki.timestamp.authority import TimestampAuthority
    from provenance.signing.queue.entries import Entries

State = Literal["stamped", "already", "changed", "dropped", "missing", "failed", "waiting"]

ABANDONED_SECONDS = 3600.0
"""After this long a file that was announced and did not appear never will."""

_CHANGED = "The file is not the one that was signed any more; a later signature needs its own time."
_GIVE_ONE = "Give a credential: queue.flush(credential), queue flush --cert … --key …."
_OTHER = (NoCredentials, RemoteCredentials, Unparseable, UnsupportedFormat)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one entry.

    Attributes:
        entry: As it was before.
        state: "stamped": its file has the time-stamp now. "already": it had it, since a flush
            that was cut short. "changed": given up, as the file is another. "dropped": given
            up, as the file is not there. The rest stays in the queue: "missing": the file is not
            there; "failed": it could not be signed; "waiting": nobody gave a time-stamp.
        at: The time in the token, which is proven where a list vouches for its authority.
        reason: One sentence, where something did not work.
    """

    entry: Pending
    state: State
    at: datetime | None = None
    reason: str = ""

    @property
    def stays(self) -> bool:
        """Tell whether the entry stays in the queue."""
        return self.state in {"missing", "failed", "waiting"}


class Flush:
    """One run over the queue."""

    def __init__(
        self,
        entries: Entries,
        credential: SealingKey | None,
        authority: TimestampAuthority | None,
        passphrase: Callable[[], bytes] | None,
        drop_missing: bool,  # noqa: FBT001  # passed on
    ) -> None:
        self._entries = entries
        self._credential = credential
        self._authority = authority
        self._passphrase = passphrase
        self._drop_missing = drop_missing
        self._limits = Limits()
        self._opened: dict[str, SealingKey] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        self._engine = self._open.enter_context(open_engine(limits=self._limits))
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def run(self) -> tuple[Outcome, ...]:
        """Work off every entry in order; after one that nobody stamps, the rest waits."""
        outcomes: list[Outcome] = []
        halted = ""
        for entry in self._entries.all():
            if halted:
                outcomes.append(Outcome(entry=entry, state="waiting", reason=halted))
                continue
            outcome = self._one(entry)
            if outcome is None:
                continue
            outcomes.append(outcome)
            if outcome.stays:
                self._entries.note(entry.number, outcome.reason)
            else:
                self._entries.delete(entry.number)
            halted = outcome.reason if outcome.state == "waiting" else ""
        return tuple(outcomes)

    def _one(self, entry: Pending) -> Outcome | None:
        """Work off one entry; None while its file may still be about to appear."""
        try:
            return self._work(entry)
        except _OTHER:
            return self._changed(entry)
        except TimestampError as error:
            return Outcome(entry=entry, state="waiting", reason=error.message)
        except ProvenanceError as error:
            return Outcome(entry=entry, state="failed", reason=str(error))

    def _work(self, entry: Pending) -> Outcome | None:
        if not entry.path.is_file():
            return self._absent(entry)
        reading = self._engine.read(Asset.of(entry.path))
        evidence = store.read(reading.jumbf, self._limits).get(entry.manifest)
        if evidence and (at := _stamped(evidence)):
            return Outcome(entry=entry, state="already", at=at)
        if reading.sha256 != entry.sha256 or not evidence:
            return self._changed(entry)
        return self._stamp(entry, evidence)

    def _absent(self, entry: Pending) -> Outcome | None:
        if not entry.placed:
            return self._never_placed(entry)
        if self._drop_missing:
            return Outcome(entry=entry, state="dropped", reason="The file is not there.")
        reason = "The file is not there. If it was moved, add it again under its new name."
        return Outcome(entry=entry, state="missing", reason=reason)

    def _changed(self, entry: Pending) -> Outcome | None:
        if not entry.placed:
            return self._never_placed(entry)
        return Outcome(entry=entry, state="changed", reason=_CHANGED)

    def _never_placed(self, entry: Pending) -> Outcome | None:
        """Forget what was announced long ago and never came; its signer was killed."""
        from provenance.signing.queue import age  # noqa: PLC0415  # the door of this very room

        if age(entry) > ABANDONED_SECONDS:
            self._entries.delete(entry.number)
        return None

    def _stamp(self, entry: Pending, evidence: SignatureEvidence) -> Outcome:
        authority = replace(self._authority or entry.authority, policy="require")
        token = entry.token
        if not _holds(token, evidence.signature, authority):
            token = authority.stamp(evidence.signature)
            self._entries.keep_token(entry.number, token)
        with Signer(
            self._key(entry),
            time=authority,
            metadata=MetadataChoice(level="none"),
            thumbnails=False,
            limits=self._limits,
            engine=self._engine,
        ) as signer:
            signer.sign(entry.path, entry.path, TimeStamps(tokens={entry.manifest: token}))
        judged = judge_token(token, evidence.signature, ())
        return Outcome(entry=entry, state="stamped", at=judged.at)

    def _key(self, entry: Pending) -> SealingKey:
        """Return who signs the update.

        Raises:
            CredentialError: Nobody knows where the key is, or it cannot be opened.
        """
        if self._credential is not None:
            return self._credential
        if not entry.origin:
            raise CredentialError(
                "It is not known where the key of its signer lies.",
                hint=_GIVE_ONE,
            )
        if entry.origin not in self._opened:
            chain, key = _files(entry.origin)
            opened = open_credential(chain, key, passphrase=self._passphrase)
            self._opened[entry.origin] = self._open.enter_context(opened)
        return self._opened[entry.origin]


def _files(origin: str) -> tuple[str, str]:
    """Return where the chain and the key of a signer lie.

    Raises:
        CredentialError: The queue was damaged.
    """
    try:
        match json.loads(origin):
            case [str() as chain, str() as key]:
                return chain, key
    except ValueError:
        pass
    raise CredentialError(
        "The queue does not say any more where the key of its signer lies.", hint=_GIVE_ONE
    )


def _holds(token: bytes, signature: bytes, authority: TimestampAuthority) -> bool:
    """Tell whether a token that was kept is one that the authority would be believed."""
    judged = judge_token(token, signature, authority.trust.lists if authority.trust else ())
    return bool(token) and judged.matches and (judged.trusted or not authority.trust)


def _stamped(evidence: SignatureEvidence) -> datetime | None:
    """Return the time in a token that covers the signature, if there is one."""
    judged = (judge_token(each.raw, each.message, ()) for each in evidence.tokens)
    return next((each.at for each in judged if each.matches), None)
