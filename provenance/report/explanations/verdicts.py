"""Explanations of the five verdicts."""

from __future__ import annotations

from provenance.report.explanations.table import table

VERDICTS = table("""
TRUSTED
    The file is as its signer left it, and lists that you accept vouch for this signer and for every signer in its history.
    It does not mean that what is shown is true or fairly told: it tells who vouches for it, and that nothing signed has changed since.
    Ask yourself whether you believe this signer, and read the history for what was done.

VALID
    The file is as its signer left it, but no list that you accept vouches for one of its signers. Anyone can sign with any name.
    It does not mean that something is wrong: the signer may be honest and just not on your lists.
    Believe it as far as you know the signer by other means. Run: provenance trust update, if you have not for some time.

INVALID
    Something fails: the content, a signed statement, a signature or a certificate of this file or of one that it was made from. The first line of the report says which.
    It need not be deceit. An edited caption, a damaged copy, an expired certificate and a faulty program lead here as well.
    Do not rely on these credentials. Read the reason, and ask for the file as it was signed.

ABSENT
    The file carries no credentials, so nothing is known about where it comes from.
    It says nothing for or against what the file shows. Most honest files have none, and many services remove them.
    Ask whoever sent the file for the original.

UNDETERMINED
    The file could not be checked to the end. The report says why: its credentials lie elsewhere, a limit was reached, or it cannot be read.
    It means neither good nor bad, and it does not mean that there are no credentials.
    Treat it as a file without credentials until the reason is removed.
""")
