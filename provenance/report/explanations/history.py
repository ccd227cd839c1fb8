"""Explanations of the codes about ingredients, and about credentials that add to earlier ones."""

from __future__ import annotations

from provenance.report.explanations.table import table

HISTORY = table("""
assertion.ingredient.malformed
    The record of a file that this one was made from is incomplete or breaks the rules, so that part of the history cannot be followed.
    It does not mean that the file in question is false or that something was hidden.
    Take that part of the history as unknown, and ask the signer for the file that was used.

ingredient.unknownProvenance
    This file was made from another one that came without credentials. Where that one comes from is not known.
    It is nothing unusual: most files have no credentials. It does not cast doubt on the signer.
    If its origin matters, ask the signer where it got the file.

ingredient.manifest.validated
    The credentials of a file that this one was made from are the same that the signer had when using it.
    It does not mean that those earlier credentials are good: each set of them is judged by itself.
    Look at the verdict of each earlier file: 'provenance verify FILE --verbose' shows them.

ingredient.manifest.mismatch
    The credentials of a file that this one was made from were changed after this one was signed.
    It does not mean that what you see was changed; but the story of where it comes from is not the one that was signed.
    Do not rely on the history. Ask for the file as it was signed.

ingredient.manifest.missing
    This file was made from another one with credentials, and these are not there any more. They were lost or taken out.
    It does not mean that the content of this file was changed.
    Ask for a complete copy, or for the earlier file itself.

ingredient.claimSignature.validated
    The signature on a file that this one was made from is the same that the signer had when using it.
    It does not say who made that earlier signature, nor that it holds: that is judged by itself.
    Look at the verdict of that earlier file.

ingredient.claimSignature.mismatch
    The signature on a file that this one was made from is not the one that its user recorded. It was exchanged afterwards.
    It says nothing about the picture or film that you see.
    Do not rely on the history. Ask the signer for the earlier file.

ingredient.claimSignature.missing
    The signature on a file that this one was made from is gone, so nobody stands behind that part of the history.
    It does not show that this file was changed: incomplete copies lose such parts too.
    Ask for a complete copy of the file.

ingredient.hashedURI.mismatch
    The record of a file that this one was made from refers to something, such as its preview, that is not what was signed.
    It does not concern the content of the file in front of you.
    Do not rely on what is shown about that earlier file.

manifest.compressed.invalid
    The credentials are packed to save room, and they cannot be unpacked.
    It does not mean that the content was changed: the file may have been damaged on its way.
    Ask for another copy of the file.

manifest.inaccessible
    The credentials lie on a server or in another place that could not be reached. Nothing is contacted unless you allow it.
    It does not mean that there are none, nor that they are bad.
    Ask the sender for a file that carries its credentials itself, or for the credentials as a file beside it.

manifest.multipleParents
    The credentials name more than one file as that from which this one was made by editing. Only one can be.
    It does not mean that the content is false; which story is the true one cannot be told.
    Do not rely on the history. Ask the signer.

manifest.timestamp.invalid
    Credentials were added that may hold a time-stamp and nothing else, but they hold more. What they add is not accepted.
    It does not mean that content or earlier credentials were changed.
    Ask for the file as it was before those credentials were added.

manifest.timestamp.wrongParents
    Credentials were added to stamp the time of earlier ones, but they do not name exactly one set that they stamp.
    It says nothing against the earlier credentials themselves.
    Take the time as not proven, and ask for the file as it was before.

manifest.update.invalid
    Credentials were added that may only tell more about a file, but they contain something that only a change of content may bring.
    It does not prove that the content was changed: that is checked by itself.
    Ask for the file as it was before those credentials were added.

manifest.update.wrongParents
    Credentials were added that tell more about a file, but they do not name exactly one file about which they tell it.
    It says nothing against the content, nor against the credentials that were there before.
    Do not rely on what was added. Ask for the file as it was before.

manifest.unknownProvenance
    Nothing is recorded about where this content comes from.
    It is no sign that something is wrong with it: most content has no such record.
    Ask whoever sent the file for the original.

manifest.unreferenced
    The file carries another set of credentials that its history never mentions. It was left over, or was put there by someone.
    It does not count for or against the file, and it was not judged.
    Do not rely on anything that only that set of credentials says.
""")
