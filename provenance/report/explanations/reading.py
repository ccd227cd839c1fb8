"""Explanations of the findings that stand for an error: why a file could not be read (`errors`)."""

from __future__ import annotations

from provenance.report.explanations.table import table

READING = table("""
engine
    The file could not be checked, for a reason that the finding repeats as the reading program gave it.
    It says nothing for or against the content.
    Update this program and check again. If it stays so, ask for another copy of the file.

engine.no-credentials
    The file carries no credentials. Either it never had any, or they were lost on the way: many services remove them on upload.
    It says nothing for or against the content. Most honest files have no credentials.
    Ask whoever sent the file for the original, as it left the camera or the editor.

engine.remote-credentials
    The file says that its credentials lie on a server. It was not asked, because asking tells strangers that you look at the file.
    It does not mean that the credentials are bad, or that there really are any.
    Ask the sender for the credentials as a file, and put it beside this one with the ending .c2pa

engine.unparseable
    The file or its credentials are damaged or written in a way that cannot be read.
    It is no sign of bad intent: a broken download looks like this too. And it does not say that there are no credentials.
    Get the file again. If it fails again, ask for the original.

engine.crashed
    The program that reads the file ended while doing so. It runs by itself for this reason, and nothing else was affected.
    It does not prove that the file was made to do harm, but that is possible.
    Do not open the file with other programs unless you trust where it comes from. Report it, if you may share it.

engine.limit
    Reading the file would cost more time, memory or parts than is allowed for files of strangers. The finding names the limit.
    It does not mean that the file is bad: very large projects reach limits as well.
    If you trust where the file comes from, check it with a higher limit (provenance.Limits in a program).

unsupported-format
    Files of this kind cannot be read here, so nothing is known about their credentials.
    It does not mean that there are no credentials, and it says nothing about the content.
    Ask for the same content in a common format, such as JPEG, PNG, MP4 or PDF, as its maker signed it.
""")
