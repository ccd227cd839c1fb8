"""Put a report together from what was read, judged and seen; nothing is judged here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from provenance.engine.interface import Reading
from provenance.evidence.coverage import Coverage
from provenance.model.look import Look
from provenance.model.report import Active, Node, Report, Verdict
from provenance.model.store import Manifest, ManifestStore, Status
from provenance.verification import coverage, history, signals, unsigned
from provenance.verification.chain import Chain
from provenance.verification.detached import holds
from provenance.verification.findings import of_chain
from provenance.verification.headline import compose, weakest
from provenance.verification.judge import Judgement
from provenance.verification.weight import worst

if TYPE_CHECKING:
    from provenance.model.report import CheckedWith
    from provenance.pki.trust import TrustLists
    from provenance.verification.reading import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """A report with what it was made from.

    Attributes:
        store: What the engine read; None when it could not.
        statuses: Our validation statuses for each manifest, by its label.
        paths: Certificates of every signer and time-stamp, up to the anchor or as far as they
            lead, DER: what can be asked about (`provenance.pki.revocation.update`).
        holds: Whether nothing is wrong with the credentials but, at most, that no file was held
            against them.
    """

    report: Report
    store: ManifestStore | None = None
    statuses: Mapping[str, tuple[Status, ...]]
    paths: tuple[tuple[bytes, ...], ...] = ()
    holds: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One file with everything that was found out about it.

    Attributes:
        name: What people call the file.
        covered: What the signature leaves out.
        look: What lies beside the credentials; None when nobody could look.
        manifests: Each manifest of the chain, judged by itself, the active one first.
        detached: Whether the credentials were found outside of the file that is asked about.
    """

    name: str
    reading: Reading
    chain: Chain
    covered: Coverage
    look: Look | None
    manifests: Mapping[str, Judgement]
    detached: bool = False


def assemble(found: Judged, trust: TrustLists, checked_with: CheckedWith) -> Examination:
    """Return the report of a file with credentials."""
    store, chain, judged = found.reading.store, found.chain, found.manifests
    names = _names(store, chain)
    nodes = {label: _node(store, chain, each, names) for label, each in judged.items()}
    nodes = {label: replace(each, detached=found.detached) for label, each in nodes.items()}
    report = Report(
        file=found.name,
        verdict=_overall(judged, chain),
        headline=_headline(judged, chain, names, listed=bool(trust.of("signer"))),
        active=_active(nodes[store.active.label]),
        checked_with=checked_with,
        nodes=tuple(nodes.values()),
        history=history.tell(store, nodes, at=checked_with.at),
        findings=(
            *of_chain(judged, chain, trust, names),
            *unsigned.beside(found.look, store, chain.labels, found.covered),
        ),
        signals=signals.overall(store, chain.labels),
        weakest=weakest(judged).label,
        media_type=found.reading.media_type,
        uncovered=coverage.listed(found.covered),
        embedded=unsigned.texts(found.look),
    )
    statuses = {
        label: tuple(each.status for each in one.observations) for label, one in judged.items()
    }
    paths = tuple(dict.fromkeys(path for one in judged.values() for path in one.paths))
    return Examination(
        report=report,
        store=store,
        statuses=statuses,
        paths=paths,
        holds=holds(judged) and not chain.exceeded,
    )


def unread(
    name: str, outcome: Outcome, checked_with: CheckedWith, look: Look | None
) -> Examination:
    """Return the report of a file whose credentials were not read."""
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
        verdict=node.verdict,
        label=node.label,
        title=node.title,
        signer=node.signer,
        time=node.time,
        detached=node.detached,
    )
