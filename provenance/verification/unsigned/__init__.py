"""Hold the text that a file carries beside its credentials against what the credentials say.

Anyone can write such text, and remove it, so it changes no verdict. It is worth a look all the
same: who signs somebody else's file as a photograph often leaves in what the program wrote that
made it. The silence of such text proves nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.model.report import Verdict
from provenance.verification.findings import own
from provenance.verification.unsigned import ai, devices, programs
from provenance.verification.unsigned.account import Account
from provenance.verification.unsigned.reach import Reach, reach

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from provenance.evidence.coverage import Coverage
    from provenance.model.look import EmbeddedText, Look
    from provenance.model.report import Finding
    from provenance.model.store import ManifestStore

UNSIGNED, UNCHECKED = "which nobody signed", "for which no signature could be checked"
REMOVABLE = "Anyone can write or remove such text."


def texts(look: Look | None) -> tuple[EmbeddedText, ...]:
    """Return what a file says beside its credentials; nothing where it was not looked at."""
    return look.texts if look else ()


def alone(look: Look | None, verdict: Verdict) -> tuple[Finding, ...]:
    """Tell of signs of AI in a file that has no credentials, or none that can be read."""
    sign = ai.strongest(texts(look))
    if sign is None:
        return ()
    whose = UNSIGNED if verdict is Verdict.ABSENT else UNCHECKED
    said = f"Text in this file, {whose}, {sign.sentence}. {REMOVABLE}"
    return (own("unsigned.ai", message=said),)


def beside(
    look: Look | None, store: ManifestStore, labels: Collection[str], covered: Coverage
) -> tuple[Finding, ...]:
    """Tell where the text of a file says something else than its credentials.

    Args:
        look: The texts; None when nobody could look.
        store: All manifests.
        labels: Those that the walk reached.
        covered: What the signature leaves out.
    """
    found = texts(look)
    if not found:
        return ()
    account = Account.of(store, labels)
    return tuple(_differences(found, account, reach(store, covered)))


def _differences(
    found: tuple[EmbeddedText, ...], account: Account, reached: Reach
) -> Iterator[Finding]:
    sign = ai.strongest(found)
    opposed = account.captured and account.ai == "none declared"
    # What anyone can have added to a signed file is no reason to warn of its signer.
    if sign and sign.strength > ai.POSSIBLE and opposed and reached is Reach.COVERED:
        said = (
            f"The credentials say that this was captured and declare no use of AI, but text in "
            f"the file {sign.sentence}. {reached} Which of the two is right cannot be known from "
            "the file."
        )
        yield own("unsigned.contradicts", message=said)
    elif sign and account.ai in {"none declared", "possible"}:
        said = f"Text in this file {sign.sentence}, which its credentials do not say. {reached}"
        yield own("unsigned.ai", message=said)
    if account.captured and (named := programs.unmentioned(found, account.programs)):
        said = (
            "The credentials say that this was captured, and do not mention what text in the file "
            f"names: {named}. {reached}"
        )
        yield own("unsigned.software", message=said)
    if other := devices.other(found, account):
        yield own("unsigned.device", message=f"{other} {reached}")
