"""Explanations of the codes about single signed statements: actions, references, required parts."""

from __future__ import annotations

from provenance.report.explanations.table import table

STATEMENTS = table("""
algorithm.unsupported
    A signature or a record uses a method of calculation that is missing, unknown or no longer allowed, so it proves nothing.
    It does not mean that the file was changed: it may be signed in a way that is too old or too new for this version.
    Update this program and check again. If it stays so, ask for a copy that is signed in a current way.

algorithm.deprecated
    The credentials use a method of calculation that still holds, but is being given up because it grows weaker.
    It does not make the file less intact today.
    Nothing now. If the file is to be kept for years, ask the signer for a newer signature.

assertion.hashedURI.match
    One statement in the credentials is exactly as its signer signed it.
    It does not mean that the statement is true: signers can err, and can lie.
    Judge it by what you know of the signer.

assertion.hashedURI.mismatch
    The signer vouched for a statement in the credentials, and that statement now reads differently: it was changed or exchanged after signing.
    It does not say that the picture or film was changed, which is checked by itself.
    Do not rely on these credentials. Ask for the file as it was signed.

assertion.missing
    The signer lists a statement that is not there any more: it was taken out after signing.
    It is not an allowed removal, which a later signer would have recorded as such; and it does not say that the content was changed.
    Do not draw conclusions from what the credentials leave unsaid. Ask for the file as it was signed.

assertion.undeclared
    There is a statement among the credentials that the signer did not list. Anyone can have put it there.
    It does not come from the signer, so do not hold it against the signer either.
    Do not rely on these credentials. Ask for the file as it was signed.

assertion.outsideManifest
    The signer counts a statement as its own that stands in the credentials of somebody else.
    It is not a quotation, for which the rules have other ways; and it does not show that the content was changed.
    Do not rely on who is said to have stated what. Ask the signer.

assertion.accessible
    A statement that the credentials keep elsewhere could be reached.
    It does not mean yet that it is the one that was signed: that is checked by itself.
    Nothing.

assertion.inaccessible
    The credentials keep one of their statements elsewhere, and that place could not be reached. Nothing is contacted unless you allow it.
    It does not mean that the statement was removed or is false, nor that the file was changed.
    Check again where the place can be reached, or ask the sender for a file that holds everything itself.

assertion.cbor.invalid
    A signed statement is damaged or written against the rules, so that its content cannot be read.
    It says nothing about the picture or film itself, and a faulty program is the likelier cause than a person.
    Ask for another copy of the file; if that one says the same, tell the makers of the program that signed it.

assertion.json.invalid
    A signed statement that should be structured text breaks off or is badly written, and cannot be read.
    It is no sign that the content was changed.
    Ask for another copy. If it says the same, the program that signed it is at fault: tell its makers.

assertion.required.missing
    The rules ask for certain statements in every set of credentials, such as how the content came to be, and one of them is missing.
    It does not mean that someone took it out: a signing program that is out of date leaves it out as well.
    Take the history as incomplete, and ask the signer what is missing.

assertion.notRedacted
    A later signer says that it removed a statement, but the statement is still there.
    It does not mean that what the statement says is false: the removal failed, or the word about it is wrong.
    If you sent the file, do not publish it: what should be private can still be read. Remove it again with another program.

assertion.selfRedacted
    The credentials claim to have removed one of their own statements. Only the statements of earlier signers may be removed, and only openly.
    It does not show what was removed, nor that the content was changed.
    Take the history as incomplete, and ask the signer.

assertion.metadata.disallowed
    The signed metadata contain a detail that is not allowed in that place.
    It does not mean that the detail is false, or that the content was changed.
    Do not rely on the metadata of this file. Tell the makers of the program that signed it.

assertion.action.malformed
    The list of what was done to the content breaks the rules: something in it is missing, doubled or in a wrong place. So the history that it tells cannot be relied on.
    It does not mean that something was done in secret; most such lists come from faulty programs.
    Do not rely on the history. Ask the signer what was done to the content.

assertion.action.ingredientMismatch
    A step of the history says that it used another file, such as "opened" or "placed", and that other file is not recorded.
    It does not mean that the step was invented; but from what it was made stays unknown.
    Ask the signer for the file that was used.

assertion.action.redacted
    The list of what was done to the content was removed. That is never allowed, because it is the heart of the history.
    It does not tell why: to hide something, or by a mistake.
    Ask for an earlier copy that still has its history.

assertion.action.redactionMismatch
    A step of the history says that a statement was removed, but there is no such removal.
    It does not mean that anything is missing: what was announced may just not have been done.
    Take the history as unreliable at this step, and ask the signer.

assertion.action.softBindingMissing
    A step of the history says that a watermark or a fingerprint was added, and the credentials do not describe it. So it cannot be looked for.
    It does not mean that the mark is not in the content.
    Nothing is lost for this copy. If you have to find the content again by its mark, ask the signer which one it is.

assertion.cloud-data.actions
    Credentials that only add information keep their list of steps somewhere else, where it could be exchanged. That is not allowed.
    It does not mean that it was exchanged.
    Ask the signer for a file that carries its history itself.

assertion.cloud-data.hardBinding
    The record that ties the credentials to the content is kept somewhere else. It has to stand in the file, and is not accepted from there.
    It is no sign that the content was changed: the signing program put the record in the wrong place.
    Treat the content as unconfirmed, and ask for a copy that was signed according to the rules.

assertion.cloud-data.labelMismatch
    A statement was fetched from the place that the credentials name, and it is of another kind than they say.
    It does not show who exchanged it: the signer or whoever keeps that place.
    Do not use the fetched statement. Ask the signer for the right one.

assertion.cloud-data.malformed
    The credentials refer to a statement kept elsewhere, but the reference lacks what is needed to find and check it.
    It does not mean that the statement was withheld on purpose.
    Do without that statement, and tell the makers of the program that signed the file.

assertion.external-reference.created
    The signer lists data that lie elsewhere as its own statement. Such data may only be listed as collected from others.
    It does not mean that the data are false, only that the signer vouches for them in a way that it may not.
    Take the outside data as unconfirmed.

assertion.external-reference.hashMismatch
    The credentials name data that lie elsewhere, and what lies there now is not what was signed.
    It says nothing about the content of this file, and outside data can change for harmless reasons.
    Do not use the outside data. Ask whoever keeps them for the version that was signed.

assertion.external-reference.labelMismatch
    The credentials name data that lie elsewhere, and these are of another kind than was signed.
    It does not show that this file was changed.
    Do not use the outside data, and ask the signer what was meant.

assertion.external-reference.malformed
    The credentials refer to data that lie elsewhere, but too vaguely to find and check them.
    It does not make the rest of the credentials false.
    Do without the outside data.

hashedURI.mismatch
    The credentials refer to something, and what stands there now is not what was signed.
    It does not tell whether content or a mere remark is concerned; the finding names the place.
    Do not rely on these credentials. Ask for the file as it was signed.

hashedURI.missing
    The credentials refer to something that is not there any more.
    It does not mean that the content itself was changed.
    Ask for a complete copy of the file.
""")
