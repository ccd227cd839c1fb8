"""What a screen adds on request: every manifest of the chain, its certificate, and the lists used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.report import words
from provenance.report.layout import moment, paragraph, table
from provenance.verification.quoting import quoted

if TYPE_CHECKING:
    from provenance.model.look import EmbeddedText
    from provenance.model.opinion import SecondOpinion
    from provenance.model.recovery import RecoveredMatch
    from provenance.model.report import CheckedWith, Edge, Node, Uncovered
    from provenance.model.statements import SignerStatement
    from provenance.report.layout import Lines

DEEPEST = 12
"""Steps of the chain that still indent a manifest further."""
RELATIONSHIPS = {"parentOf": "made from", "componentOf": "contains", "inputTo": "used as input"}
STATES = {
    "none": "; it had no credentials",
    "missing": "; its credentials are missing",
    "cycle": "; it leads back to where it came from",
}


def chain(nodes: tuple[Node, ...], *, lists: bool) -> Lines:
    """Lay out every manifest with its own verdict, this file first."""
    lines = ["Every signature in this file, the last one first"] if nodes else []
    for node in nodes:
        indent = "  " * (1 + min(node.depth, DEEPEST))
        title = node.title and quoted(node.title)
        lines += paragraph(f"{node.verdict}  {title or '(without a title)'}", lead=indent)
        lines += [f"{indent}  {line}" for line in table(_rows(node, lists=lists))]
    return lines


def matches(found: tuple[RecoveredMatch, ...]) -> Lines:
    """Lay out the credentials outside of the file that something in it points to."""
    lines = ["Credentials that were found elsewhere"] if found else []
    for each in found:
        title = each.title and quoted(each.title)
        lead = f"  {'accepted' if each.accepted else 'refused'}  "
        lines += paragraph(f"{title or '(without a title)'}, by {each.by}", lead=lead)
        scene = {True: "the same", False: "another", None: "cannot be told"}[each.same_scene]
        scene = "no picture; the sound is alike" if each.heard else scene
        rows = (
            ("Signed by", quoted(each.signer) if each.signer else "not known"),
            ("Scene", scene),
            ("Score", f"{each.score:.2f} ({each.algorithm})"),
            ("Found in", each.place),
            ("Manifest", each.manifest),
        )
        lines += [f"    {line}" for line in table(rows)]
    return lines


def opinion(second: SecondOpinion | None) -> Lines:
    """Tell whether an independent verifier agrees and, if not, in what."""
    if second is None:
        return []
    lead = f"Second opinion of {second.verifier}: "
    if second.standing == "none":
        return paragraph(f"{lead}none. {second.reason}")
    if second.standing == "agrees":
        return paragraph(f"{lead}it agrees ({', '.join(second.compared)} of the last signature).")
    lines = paragraph(f"{lead}it differs about the last signature; the verdict stays ours.")
    for each in second.differences:
        ours, theirs = (", ".join(codes) or "nothing" for codes in (each.ours, each.theirs))
        lead = f"  - {each.question}: "
        lines += paragraph(f"we find {ours} against it, it finds {theirs}.", lead=lead, indent=4)
    return lines


def uncovered(parts: tuple[Uncovered, ...]) -> Lines:
    """Lay out what the signature leaves out, in the order of the file."""
    lines = ["Not covered by the signature, apart from the credentials"] if parts else []
    for each in parts:
        lines += paragraph(f"{each.name}: {each.length:,} bytes from {each.start:,}", lead="  ")
    return lines


def embedded(texts: tuple[EmbeddedText, ...]) -> Lines:
    """Lay out what the file says beside its credentials, in its own words."""
    lines = ["Text in the file beside its credentials, which anyone can write"] if texts else []
    for each in texts:
        lines += paragraph(f"{each.place} {each.name}: {quoted(each.value)}", lead="  ", indent=4)
    return lines


def lists_used(checked: CheckedWith) -> Lines:
    """Lay out the trust lists with their age and digest."""
    lines = ["Trust lists used"] if checked.lists else []
    for each in checked.lists:
        age = f"of {moment(each.date)}" if each.date else "of unknown date"
        held = f"{each.certificates} certificates"
        lines += paragraph(f"{each.kind}: {quoted(each.name)} {age}, {held}", lead="  ", indent=4)
        lines += paragraph(f"SHA-256 {each.sha256}", lead="    ")
    return lines


def _rows(node: Node, *, lists: bool) -> list[tuple[str, str]]:
    return [
        ("label", node.label),
        ("signed by", words.signer(node.signer, node.verdict, lists=lists)),
        *(("identity", each.sentence) for each in node.identities),
        ("when", words.time(node.time)),
        ("made with", quoted(node.generator) if node.generator else ""),
        ("kind", "an update: the content was not changed" if node.is_update else ""),
        *(("ingredient", _ingredient(edge)) for edge in node.ingredients),
        ("signals", ", ".join((*node.inception, *node.transformation))),
        ("certificate", _certificate(node.signer)),
    ]


def _ingredient(edge: Edge) -> str:
    how = RELATIONSHIPS.get(edge.relationship, edge.relationship or "used")
    title = quoted(edge.title) if edge.title else "a file without a name"
    return f"{how} {title}{STATES.get(edge.state, '')}"


def _certificate(who: SignerStatement | None) -> str:
    if who is None:
        return ""
    parts = [
        f"issued by {quoted(who.issuer)}" if who.issuer else "",
        f"from {moment(who.not_before)}" if who.not_before else "",
        f"to {moment(who.not_after)}" if who.not_after else "",
        f"serial number {who.serial_number}" if who.serial_number else "",
        who.algorithm,
    ]
    return ", ".join(part for part in parts if part)
