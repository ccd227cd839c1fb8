"""What is found when credentials are looked for outside of a file."""

from __future__ import annotations

from provenance.model.report import FindingSource, Severity, Verdict
from provenance.verification.codes.own import OwnCode


def _note(code: str, sentence: str, action: str = "") -> OwnCode:
    return OwnCode(
        code=code,
        severity=Severity.NOTE,
        source=FindingSource.EVIDENCE,
        sentence=sentence,
        action=action,
    )


def _warning(code: str, sentence: str, action: str) -> OwnCode:
    return OwnCode(
        code=code,
        severity=Severity.WARNING,
        source=FindingSource.EVIDENCE,
        sentence=sentence,
        action=action,
    )


_ASK = "Ask whoever sent the file for the original, with its credentials in it."

RECOVERY = (
    OwnCode(
        code="binding.recovered",
        severity=Severity.WARNING,
        source=FindingSource.CHAIN,
        sentence="Nothing binds the credentials that were found to the bytes of this file.",
        action=_ASK,
        at_best=Verdict.UNDETERMINED,
    ),
    _note(
        "recovery.by-watermark",
        "An invisible mark in the file leads to these credentials. Anyone can write such a mark.",
    ),
    _note(
        "recovery.by-fingerprint",
        "The file looks or sounds like the one that these credentials were made for.",
    ),
    _note("recovery.several", "Other credentials were found for the file, too."),
    _warning("recovery.refused", "Credentials were found that are not accepted.", _ASK),
    _warning(
        "recovery.changed",
        "Beside the signed thumbnail, parts of what the file shows look different.",
        "Look at those parts, and do not rely on them.",
    ),
    _warning(
        "recovery.added",
        "A part of what the file shows lies outside the signed picture.",
        "Do not rely on what stands around the signed picture: nobody signed it.",
    ),
    _warning(
        "recovery.uncompared",
        "What the file shows could not be compared place by place with what was signed, but only by "
        "a fingerprint, which anyone can give to another picture.",
        "Look at both, or ask whoever sent the file for the original, with its credentials in it.",
    ),
    _note(
        "recovery.alike",
        "Beside the signed thumbnail nothing looks different; a small change would not show.",
    ),
    _note(
        "recovery.unknown-mark",
        "The file carries an invisible mark that leads to credentials, which are not kept here.",
        "Ask others who keep credentials (--ask URL).",
    ),
    _note(
        "recovery.heard",
        "The file has no picture: only its sound was compared with what was signed, and nothing else.",
    ),
    _note(
        "recovery.nothing",
        "No credentials were found for the file by what it shows or sounds like.",
    ),
    _warning(
        "recovery.unasked",
        "Not every place was searched for credentials of the file.",
        "Try again later: what was not searched may have what was looked for.",
    ),
    _note("recovery.unseen", "The file was not searched for what leads to credentials."),
    _note(
        "watermark.says-generated",
        "An invisible mark in the file says that AI made it or a part of it. Anyone can write such a mark.",
    ),
    _note(
        "watermark.stated", "The invisible mark in the file is the one that its credentials state."
    ),
    _note(
        "watermark.unread",
        "The credentials state an invisible mark that cannot be read in the file.",
    ),
    _warning(
        "watermark.generated",
        "An invisible mark in the file says that AI made it or a part of it, which its credentials do not say.",
        "Ask the signer how the content came to be.",
    ),
    _warning(
        "watermark.other-credentials",
        "The invisible mark of the file leads to other credentials, which its own do not mention.",
        "Ask the signer where the content comes from.",
    ),
    _note(
        "watermark.other-unvouched",
        "The invisible mark of the file leads to other credentials, too, for whose signer nobody vouches.",
    ),
    _note(
        "watermark.sibling",
        "The invisible mark of the file also leads to other work on the same original.",
    ),
    _note(
        "watermark.foreign",
        "The file carries an invisible mark that leads to credentials of something else.",
    ),
    _note(
        "watermark.unmentioned",
        "The file carries an invisible mark that its credentials do not mention.",
    ),
    _note(
        "fingerprint.other-credentials",
        "The file looks like one with other credentials, which its own do not mention.",
    ),
)
