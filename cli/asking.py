"""Ask about revocation on the user's word: which hosts there are, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.errors import InvalidArgument
from provenance.limits import Network
from provenance.pki.revocation import update

from . import console, media
from .exit_codes import ExitCode
from .verifying import open_verifier

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from provenance.pki.revocation.update import Enquiry, Reply, RevocationUpdate
    from provenance.pki.trust import TrustLists

    from .options import Surroundings

_WORDS = {
    "good": "not revoked",
    "revoked": "revoked",
    "unknown": "its issuer does not know it",
    None: "no usable answer",
}


def enquiries(where: Surroundings, trust: TrustLists, files: Sequence[Path]) -> tuple[Enquiry, ...]:
    """Return what can be asked about the signers, authorities and time-stamps of files.

    Raises:
        InputNotFound: A file is not there.
    """
    paths: dict[tuple[bytes, ...], None] = {}
    with open_verifier(where, trust) as verifier:
        for path in media.collect(files).files:
            paths |= dict.fromkeys(verifier.examine(media.as_named(path)).paths)
    return update.enquiries(paths)


def network(hosts: Iterable[str]) -> Network:
    """Return the network of the hosts that were named.

    Raises:
        InvalidArgument: One is not a host alone.
    """
    named = frozenset(host.lower().strip("[]").rstrip(".") for host in hosts)
    for host in named:
        if not host or "/" in host or "*" in host:
            raise InvalidArgument(
                f"--allow-host {host!r} is not the name of a host.",
                hint="Write it as ocsp.example.com, without a scheme or a path.",
            )
    return Network(hosts=named)


def show_hosts(found: Sequence[Enquiry], *, json: bool) -> None:
    """Show which hosts would be asked, and about whom."""
    hosts: dict[str, list[str]] = {}
    for each in found:
        for host in each.hosts:
            hosts.setdefault(host, []).append(each.name)
    if json:
        console.show_json([{"host": host, "certificates": hosts[host]} for host in sorted(hosts)])
        return
    for host in sorted(hosts):
        console.say(f"{host}: about {', '.join(hosts[host])}")


def ask_all(
    found: Sequence[Enquiry], asking: RevocationUpdate, allowed: Network, *, json: bool
) -> ExitCode:
    """Ask about each certificate of which a host may be asked, and show the replies."""
    asked = [each for each in found if any(map(allowed.allows, each.hosts))]
    replies = []
    for each in asked:
        replies.append(asking.ask(each))
        if not json:
            _show(replies[-1])
    for each in found:
        if each not in asked:
            console.note(f"{each.name}: not asked, as you do not allow {' or '.join(each.hosts)}.")
    if json:
        console.show_json([_described(each) for each in replies])
    answered = asked and all(each.status for each in replies)
    return ExitCode.DONE if answered else ExitCode.ERROR


def _show(reply: Reply) -> None:
    said = f"{reply.enquiry.name}: {_WORDS[reply.status]}"
    if reply.fault:
        console.note(f"{said}. {reply.fault}")
        return
    since = f" on {reply.revoked_at:%Y-%m-%d}" if reply.revoked_at else ""
    until = f", holds until {reply.until:%Y-%m-%d}" if reply.until else ""
    console.say(f"{said}{since}{until}")
    console.say(f"  {reply.kept}, from {reply.address}")


def _described(reply: Reply) -> dict[str, object]:
    return {
        "certificate": reply.enquiry.name,
        "serial_number": reply.enquiry.serial_number,
        "status": reply.status,
        "revoked_at": reply.revoked_at.isoformat() if reply.revoked_at else None,
        "until": reply.until.isoformat() if reply.until else None,
        "address": reply.address,
        "kept": reply.kept,
        "fault": reply.fault,
    }
