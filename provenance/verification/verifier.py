"""The door of verification: what is known of a file, and whether a policy accepts it.

1. Read the file in a bounded child process that contacts nothing, and ask the engine about integrity only.
2. Take each signature, its certificates and its time-stamps from the manifest store, and check once more whose key signed.
3. Walk the graph of manifests and ingredients from the active manifest, each manifest once and within limits.
4. Collect what the engine sees today and every failure that a signer recorded, each for the manifest that it concerns.
5. Date each signature: proven by a trusted time-stamp, claimed by the signer, contradicted, or unknown.
6. Judge each signer's certificate chain against the signer lists, at the proven time or else at the moment of judging.
7. Require positive evidence: a validated and confirmed signature for each manifest, and content that matches the active one.
8. Give each manifest the worst verdict that anything said about it leaves.
9. Give the file the verdict of its weakest link, and name that link in the headline.
10. Tell the history and the signals, and record what all this was checked with.
11. If asked to look outside of the file: follow its marks and fingerprints, and tell what they lead to, which never improves a verdict.

The same steps, with their reasons, are in docs/verification-steps.md.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Literal, Self

from provenance.engine import OpenEngine, open_engine
from provenance.errors import EngineError, InvalidArgument, UnsupportedFormat, VerificationError
from provenance.evidence import identity as identity_evidence
from provenance.evidence import store as evidence
from provenance.limits import Effort, Limits, Network
from provenance.model.asset import Asset
from provenance.model.report import CheckedWith, ListUsed, Report
from provenance.pki import certificate
from provenance.pki.revocation.cache import NOTHING_KEPT, RevocationCache
from provenance.pki.trust import TrustLists
from provenance.verification import appearance, coverage
from provenance.verification.appearance import with_appearance
from provenance.verification.assembly import Examination, Judged, assemble, unread
from provenance.verification.chain import Chain, walk
from provenance.verification.consistency import with_consistency
from provenance.verification.detached import detached as as_detached
from provenance.verification.identity import with_identities
from provenance.verification.judge import Judgement, judge
from provenance.verification.policy import Policy, RequireTrusted
from provenance.verification.reading import read
from provenance.verification.recovery import told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provenance.engine.interface import Engine, Reading
    from provenance.evidence.coverage import Coverage
    from provenance.model.asset import AssetSource
    from provenance.model.look import Look
    from provenance.verification.recovery import Recoverer


class Verifier:
    """Verify files against trust lists; use it in a `with` statement.

    Args:
        trust: Lists of signers, time-stamp authorities and identities to accept.
        limits: What one untrusted file may cost.
        isolation: "process" reads in a child process; "none" is the caller's own risk.
        engine: An engine to use instead of opening one; the caller closes it.
        revocation: Answers and lists about revocation that the user keeps, read once, now.
        network: Hosts that may be asked for the keys of those who collect identities (did:web);
            none by default. They learn that somebody verifies such a file.
        recover: Who looks for credentials outside of files, by watermarks and fingerprints: an
            open repository, or a `provenance.durable.recovery.Recovery` of several places;
            nobody by default.

    Raises:
        InvalidArgument: `recover` is neither.
        StorageError: The cache about revocation cannot be read.
    """

    def __init__(
        self,
        *,
        trust: TrustLists = TrustLists(),
        limits: Limits = Limits(),
        isolation: Literal["process", "none"] = "process",
        engine: Engine | None = None,
        revocation: RevocationCache | None = None,
        network: Network = Network(),
        recover: Recoverer | None = None,
    ) -> None:
        if recover is not None and not callable(getattr(recover, "recover", None)):
            raise InvalidArgument(
                f"{recover!a} cannot look for credentials.",
                hint="Give an open repository, recover=open_repository(FOLDER), or a Recovery of places.",
            )
        self._trust = trust
        self._recover = recover
        self._network = network
        self._kept = revocation.read() if revocation else NOTHING_KEPT
        self._limits = limits
        self._version = version("media-provenance")
        self._isolation = isolation if engine is None else "caller"
        self._opened: OpenEngine | None = None
        if engine is None:
            engine = self._opened = open_engine(limits=limits, isolation=isolation, looks=True)
        self._engine = engine

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the engine, unless the caller brought it."""
        if self._opened is not None:
            self._opened.close()

    def inspect(self, asset: AssetSource, *, at: datetime | None = None) -> Report:
        """Report what is known of a file; whatever is wrong with it is in the report.

        Args:
            asset: A path, bytes, a seekable binary stream, or an `Asset`.
            at: The moment as of which it is judged; now unless given.

        Raises:
            InputNotFound: A path names no file.
            StorageError: The file could not be read to its end.
            InvalidArgument: `at` has no time zone.
        """
        return self.examine(asset, at=at).report

    def verify(
        self, asset: AssetSource, *, policy: Policy | None = None, at: datetime | None = None
    ) -> Report:
        """Return the report of a file that `policy` accepts; by default only a TRUSTED one.

        Raises:
            VerificationError: The policy does not hold; it carries the report.
            InputNotFound, StorageError, InvalidArgument: As `inspect`.
        """
        report = self.inspect(asset, at=at)
        objections = (policy or RequireTrusted()).objections(report)
        if objections:
            raise VerificationError(" ".join(objections), report=report)
        return report

    def examine(self, asset: AssetSource, *, at: datetime | None = None) -> Examination:
        """Report as `inspect` does, and keep what the report was made from."""
        moment = at or datetime.now(UTC)
        if moment.tzinfo is None:
            raise InvalidArgument("The moment of judging has no time zone.", hint="Use UTC.")
        source = Asset.of(asset)
        outcome = read(source, self._engine, self._limits)
        checked_with = self._checked_with(outcome.sha256, moment)
        if outcome.reading is None:
            look = self._look(source, picture=False)
            found = unread(source.name, outcome, checked_with, look)
        else:
            found = self._judged(source, outcome.reading, checked_with)
            findings = (*found.report.findings, *outcome.findings)
            found = replace(found, report=replace(found.report, findings=findings))
        if self._recover is None:
            return found
        judge_store = partial(self._stored, checked_with=checked_with)
        return told(found, self._recover.recover(source, self._engine, judge_store))

    def _stored(self, store: bytes, *, checked_with: CheckedWith) -> Examination | None:
        """Judge credentials that were found outside of a file; None when they cannot be read."""
        found = Asset(name="credentials", data=store)
        try:
            reading = self._engine.read(found)
        except (EngineError, UnsupportedFormat):
            return None
        if reading.content_checked:
            return None  # a file was handed in where credentials were asked for
        return self._judged(found, reading, checked_with, detached=True)

    def _look(self, asset: Asset, *, picture: bool) -> Look | None:
        """Look at a file beside its credentials; None when that ends the reader or a limit.

        Raises:
            StorageError: It could not be read to its end.
        """
        try:
            return self._engine.look(asset, picture=picture)
        except EngineError:
            return None

    def _judged(
        self, asset: Asset, reading: Reading, checked_with: CheckedWith, *, detached: bool = False
    ) -> Examination:
        covered = coverage.examine(asset, reading, self._limits)
        look = self._look(asset, picture=appearance.wants_picture(reading))
        chain = walk(reading.store, self._limits)
        judged = self._weighed(reading, chain, covered, look, at=checked_with.at)
        if detached:
            judged = as_detached(judged, reading.store.active.label)
        return assemble(
            Judged(
                name=asset.name,
                reading=reading,
                chain=chain,
                covered=covered,
                look=look,
                manifests=judged,
                detached=detached,
            ),
            self._trust,
            checked_with,
        )

    def _weighed(
        self,
        reading: Reading,
        chain: Chain,
        covered: Coverage,
        look: Look | None,
        *,
        at: datetime,
    ) -> Mapping[str, Judgement]:
        """Judge each manifest of the chain by all that is known of it."""
        store, limits, effort = reading.store, self._limits, Effort(self._limits.signatures)
        open_key = certificate.public_key
        judged = judge(
            store,
            chain,
            evidence.read(reading.jumbf, limits, effort, open_key, stored=covered.store),
            self._trust,
            at=at,
            left_out=coverage.judge(covered, coverage.compared(covered, reading, limits)),
            kept=self._kept,
            effort=effort,
        )
        gallery = appearance.Gallery(self._engine, reading, judged, limits)
        judged = with_appearance(judged, reading, look, gallery)
        stated = identity_evidence.read(reading.jumbf, limits)
        judged = with_identities(
            judged, stated, self._trust, at=at, network=self._network, effort=effort
        )
        return with_consistency(judged, store, self._trust, at=at)

    def _checked_with(self, sha256: str, at: datetime) -> CheckedWith:
        return CheckedWith(
            version=self._version,
            engine=self._engine.version,
            at=at,
            sha256=sha256,
            lists=tuple(
                ListUsed(
                    kind=each.kind,
                    name=each.name,
                    sha256=each.sha256,
                    certificates=len(each.anchors),
                    date=each.date,
                )
                for each in self._trust.lists
            ),
            isolation=self._isolation,
            revocation=self._kept.sha256,
        )
