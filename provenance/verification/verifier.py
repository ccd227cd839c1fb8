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

The same steps, with their reasons, are in docs/verification-steps.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Literal, Self

from provenance.engine import OpenEngine, open_engine
from provenance.errors import EngineError, InvalidArgument, VerificationError
from provenance.evidence import identity as identity_evidence
from provenance.evidence import store as evidence
from provenance.limits import Limits
from provenance.model.asset import Asset
from provenance.model.report import Active, CheckedWith, ListUsed, Node, Report, Verdict
from provenance.model.store import Manifest, ManifestStore, Status
from provenance.pki.revocation.cache import NOTHING_KEPT, RevocationCache
from provenance.pki.trust import TrustLists
from provenance.verification import coverage, history, signals, unsigned
from provenance.verification.chain import Chain, walk
from provenance.verification.findings import of_chain
from provenance.verification.headline import compose, weakest
from provenance.verification.identity import with_identities
from provenance.verification.judge import Judgement, judge
from provenance.verification.policy import Policy, RequireTrusted
from provenance.verification.reading import Outcome, read
from provenance.verification.weight import worst

if TYPE_CHECKING:
    from provenance.engine.interface import Engine, Reading
    from provenance.model.asset import AssetSource
    from provenance.model.look import Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """A report with what it was made from.

    Attributes:
        store: What the engine read; None when it could not.
        statuses: Our validation statuses for each manifest, by its label.
    """

    report: Report
    store: ManifestStore | None = None
    statuses: Mapping[str, tuple[Status, ...]]


class Verifier:
    """Verify files against trust lists; use it in a `with` statement.

    Args:
        trust: Lists of signers, time-stamp authorities and identities to accept.
        limits: What one untrusted file may cost.
        isolation: "process" reads in a child process; "none" is the caller's own risk.
        engine: An engine to use instead of opening one; the caller closes it.
        revocation: Answers and lists about revocation that the user keeps, read once, now.

    Raises:
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
    ) -> None:
        self._trust = trust
        self._kept = revocation.read() if revocation else NOTHING_KEPT
        self._limits = limits
        self._isolation = isolation if engine is None else "caller"
        self._opened: OpenEngine | None = None
        if engine is None:
            engine = self._opened = open_engine(limits=limits, isolation=isolation)
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
            return _unread(source.name, outcome, checked_with, self._look(source, picture=False))
        found = self._judged(source, outcome.reading, checked_with)
        findings = (*found.report.findings, *outcome.findings)
        return replace(found, report=replace(found.report, findings=findings))

    def _look(self, asset: Asset, *, picture: bool) -> Look | None:
        """Look at a file beside its credentials; None when that ends the reader or a limit.

        Raises:
            StorageError: It could not be read to its end.
        """
        try:
            return self._engine.look(asset, picture=picture)
        except EngineError:
            return None

    def _judged(self, asset: Asset, reading: Reading, checked_with: CheckedWith) -> Examination:
        store = reading.store
        covered = coverage.examine(asset, reading, self._limits)
        look = self._look(asset, picture=False)
        chain = walk(store, self._limits)
        sealed = evidence.read(reading.jumbf, self._limits)
        judged = judge(
            store,
            chain,
            sealed,
            self._trust,
            at=checked_with.at,
            left_out=coverage.judge(covered),
            kept=self._kept,
        )
        stated = identity_evidence.read(reading.jumbf, self._limits)
        judged = with_identities(judged, stated, self._trust, at=checked_with.at)
        names = _names(store, chain)
        nodes = {label: _node(store, chain, each, names) for label, each in judged.items()}
        verdict = _overall(judged, chain)
        active = nodes[store.active.label]
        report = Report(
            file=asset.name,
            verdict=verdict,
            headline=_headline(judged, chain, names, listed=bool(self._trust.of("signer"))),
            active=_active(active),
            checked_with=checked_with,
            nodes=tuple(nodes.values()),
            history=history.tell(store, nodes),
            findings=(
                *of_chain(judged, chain, self._trust, names),
                *unsigned.beside(look, store, chain.labels, covered),
            ),
            signals=signals.overall(store, chain.labels),
            weakest=weakest(judged).label,
            media_type=reading.media_type,
            uncovered=coverage.listed(covered),
            embedded=unsigned.texts(look),
        )
        statuses = {
            label: tuple(each.status for each in one.observations) for label, one in judged.items()
        }
        return Examination(report=report, store=store, statuses=statuses)

    def _checked_with(self, sha256: str, at: datetime) -> CheckedWith:
        return CheckedWith(
            version=version("media-provenance"),
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


def _unread(
    name: str, outcome: Outcome, checked_with: CheckedWith, look: Look | None
) -> Examination:
    report = Report(
        file=name,
        verdict=outcome.verdict,
        headline=outcome.headline,
        active=Active(verdict=outcome.verdict),
        checked_with=checked_with,
        findings=(*outcome.findings, *unsigned.alone(look, outcome.verdict)),
        embedded=unsigned.texts(look),
    )
    return Examination(report=report, statuses={})


def _overall(judged: Mapping[str, Judgement], chain: Chain) -> Verdict:
    """Return the verdict of the weakest link; a walk cut short is never better than unknown."""
    verdict = worst(each.verdict for each in judged.values())
    return worst((verdict, Verdict.UNDETERMINED)) if chain.exceeded else verdict


def _headline(
    judged: Mapping[str, Judgement], chain: Chain, names: Mapping[str, str], *, listed: bool
) -> str:
    if chain.exceeded and weakest(judged).verdict is not Verdict.INVALID:
        return "The history of this file is too long to be followed to its end."
    return compose(judged, active=chain.labels[0], names=names, listed=listed)


def _names(store: ManifestStore, chain: Chain) -> Mapping[str, str]:
    """Return a title for each ingredient's manifest: as its nearest user calls it, or its own."""
    found: dict[str, str] = {}
    for label in chain.labels:
        for edge in chain.edges[label]:
            if edge.manifest in chain.depths and edge.manifest != store.active.label:
                own = store.find(edge.manifest)
                found.setdefault(edge.manifest, edge.title or (own.title if own else ""))
    return found


def _node(store: ManifestStore, chain: Chain, judged: Judgement, names: Mapping[str, str]) -> Node:
    manifest = store.find(judged.label)
    assert manifest is not None  # noqa: S101  # judged manifests come from the store
    inception, transformation = signals.of_manifest(manifest)
    return Node(
        label=judged.label,
        title=manifest.title or names.get(judged.label, ""),
        verdict=judged.verdict,
        signer=judged.signer,
        time=judged.time,
        depth=chain.depths[judged.label],
        is_update=manifest.is_update,
        generator=_generator(manifest),
        ingredients=chain.edges[judged.label],
        inception=inception,
        transformation=transformation,
        identities=judged.identities,
        actions=tuple(each.action for each in manifest.actions),
        all_actions_included=manifest.all_actions_included,
    )


def _generator(manifest: Manifest) -> str:
    names = (f"{each.name} {each.version}".strip() for each in manifest.generators)
    return ", ".join(names)


def _active(node: Node) -> Active:
    return Active(
        verdict=node.verdict, label=node.label, title=node.title, signer=node.signer, time=node.time
    )
