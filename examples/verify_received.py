"""A newsroom looks through the files that it received, and decides about each.

python verify_received.py INBOX signers.pem
python verify_received.py      tries it on files and with a key that are made for it
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PIL import Image

import provenance
from provenance.pki.issuing import development  # throw-away keys, for the trial alone

DECISIONS = {
    provenance.Verdict.TRUSTED: "publish",
    provenance.Verdict.VALID: "ask who signed it",
    provenance.Verdict.INVALID: "reject",
    provenance.Verdict.ABSENT: "ask for the original",
    provenance.Verdict.UNDETERMINED: "have a person look",
}


def decide(report: provenance.Report) -> str:
    """Say what to do with a file; whatever AI had a part in is published with a label."""
    if report.verdict is provenance.Verdict.TRUSTED and report.signals.ai != "none declared":
        return "publish with an AI label"
    return DECISIONS[report.verdict]


def look_through(inbox: Path, signers: Path) -> dict[str, str]:
    """Return the decision about each file of a folder, and print the reasons."""
    accepted = provenance.TrustList.from_pem(signers.read_bytes(), kind="signer", name="ours")
    decisions = {}
    with provenance.Verifier(trust=provenance.TrustLists(lists=(accepted,))) as verifier:
        for path in sorted(path for path in inbox.rglob("*") if path.is_file()):
            report = verifier.inspect(path)
            decisions[path.name] = decide(report)
            print(f"{path.name}: {decisions[path.name]}\n  {report.headline}")
            for step in report.history:
                print(f"  - {step.sentence}")
    return decisions


def try_it() -> dict[str, str]:
    """Make an inbox with a signed, an unsigned and a changed picture, and look through it."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        inbox = folder / "inbox"
        inbox.mkdir()
        Image.effect_noise((320, 240), 60).save(inbox / "unsigned.jpg")
        keys = development.create(folder / "keys")
        with (
            provenance.open_credential(keys.chain, keys.key) as credential,
            provenance.Signer(credential) as signer,
        ):
            signer.sign(inbox / "unsigned.jpg", inbox / "signed.jpg", provenance.Capture())
        changed = bytearray((inbox / "signed.jpg").read_bytes())
        changed[-2000] ^= 1
        (inbox / "changed.jpg").write_bytes(changed)
        return look_through(inbox, keys.root)


if __name__ == "__main__":
    try:
        decided = look_through(*map(Path, sys.argv[1:])) if len(sys.argv) > 1 else try_it()
    except provenance.ProvenanceError as error:
        sys.exit(f"error: {error}")
    print(f"files looked at: {len(decided)}")
