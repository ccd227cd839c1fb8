"""Explanations of the codes about the content: whether the file's own bytes are what was signed."""

from __future__ import annotations

from provenance.report.explanations.table import table

CONTENT = table("""
assertion.dataHash.mismatch
    The signer recorded the bytes of the file, and the file in front of you has others. Something in it was changed, added or lost after signing.
    It need not be the picture, and nobody need have meant harm: an edited caption, a messenger that compresses, or a damaged download have the same effect.
    Ask for the file as it was signed. Until then, do not carry over to this copy what its credentials say.

assertion.dataHash.match
    The bytes that the signature covers are exactly those that the signer had.
    It says nothing about whether the content is true, nor about parts that the signature leaves out.
    Look at who signed, and at whether an accepted list vouches for that signer.

assertion.dataHash.malformed
    The credentials hold a record of the signed bytes, but it is incomplete or breaks the rules, so the file cannot be held against it.
    It does not show that the content was changed: it shows nothing about the content at all.
    Treat the content as unconfirmed. If you know the program that signed it, tell its makers.

assertion.dataHash.redacted
    A later signer removed the record of the file's bytes. Without it nothing ties these credentials to the content, which is why the rules forbid it.
    It does not show that the content itself was changed, only that this can no longer be found out.
    Ask for an earlier copy of the file, from before the record was removed.

assertion.dataHash.additionalExclusionsPresent
    Besides the credentials themselves, the signer left other parts of the file out of the signature, for example its metadata. Anyone can change those parts unseen.
    It is allowed, and many honest programs do it. It does not mean that those parts were changed.
    Rely on what the signature covers, and not on captions, dates or places that other programs show for this file.

assertion.bmffHash.mismatch
    This file is built like a film (MP4, MOV, HEIC, AVIF and their kin). Its content or its metadata are no longer those that the signer recorded.
    It does not tell which part changed, nor why: services that recompress, trim or rename tracks on upload do this to honest files too.
    Ask for the file as it was signed, by a way that does not recompress it.

assertion.bmffHash.match
    Film, sound or picture are exactly what the signer had, as far as the signature covers them.
    It does not mean that the scene is real: a signature protects a recording, not what stood in front of the lens.
    Look at who signed, and at the history that the credentials tell.

assertion.bmffHash.malformed
    This file is built like a film, and the record of its signed parts is incomplete or breaks the rules. So nothing can be compared.
    It is more often the fault of the program that signed than of anyone afterwards, and is no proof of a change.
    Treat film and sound as unconfirmed, and ask the sender for a copy straight from the camera or the editor.

assertion.bmffHash.additionalExclusionsPresent
    The signer left parts of this film, sound or picture file out of the signature, besides the credentials and those that are always left out.
    It does not mean that those parts were changed; it means that nobody could tell.
    Do not rely on titles, places or other details that stand in the parts left out.

assertion.boxesHash.mismatch
    The signer recorded this file part by part, and at least one part is no longer the same: picture data or metadata.
    It does not say that the picture was the part: a program that rewrote the caption or the preview has the same effect.
    Ask for the file as it was signed; send and store it with programs that do not rewrite it.

assertion.boxesHash.match
    Each part that the signer recorded is the same as at signing.
    It does not cover parts that the signer chose to leave out, and says nothing about whether the content is true.
    Look at who signed, and at the notes on parts left out, if there are any.

assertion.boxesHash.malformed
    The list of the file's signed parts is incomplete or in a wrong order, so the parts cannot be held against it.
    It is no proof that any part was changed, and it cannot show that none was.
    Treat the content as unconfirmed, and ask for a copy that another program signed.

assertion.boxesHash.unknownBox
    The file contains a part that is not on the signer's list. It was added after signing, or the signing program overlooked it.
    It does not mean that the parts on the list were changed; but what you see may come from the part that nobody signed.
    Ask for the file as it was signed, without the added part.

assertion.boxesHash.additionalExclusionsPresent
    The signer listed the parts of this file and marked some of them as left out of the signature. These could be exchanged unseen.
    It is permitted, and it does not mean that anything was exchanged.
    Rely on what the signature covers; take the rest as text without a signer.

assertion.collectionHash.mismatch
    The credentials cover a collection of several files, and at least one of the files is no longer as it was signed.
    It does not mean that every file of the collection was changed: the others may well be intact.
    Ask for the whole collection again, as it was signed.

assertion.collectionHash.match
    All files of the signed collection are there, and all are as they were signed.
    It does not mean that the files are true, nor that files beside the collection belong to it.
    Look at who signed the collection.

assertion.collectionHash.incorrectFileCount
    The signed collection had more files than are here now: at least one is missing.
    It does not mean that the files that are here were changed; someone may simply have passed on a part of them.
    Ask for the complete collection.

assertion.collectionHash.invalidURI
    The signed collection names a file by a path that leads out of the collection or breaks the rules, so that file was not confirmed.
    It says nothing about the other files, and is not always an attack: a careless program can write such a path.
    Do not open the collection with programs that follow such paths. Tell whoever made it.

assertion.collectionHash.malformed
    The list of files in the signed collection is incomplete or cannot be understood, so the files cannot be held against it.
    It does not show that any file was changed.
    Treat the collection as unconfirmed, and ask its maker to sign it anew.

assertion.multiAssetHash.mismatch
    This file holds several parts, such as a picture with a short film, and one of them is not the one that was signed.
    It does not mean that all parts were changed; yet together they are no longer what the signer had.
    Ask for the file as it was signed, with all its parts.

assertion.multiAssetHash.match
    This file holds several parts, and one of them was found to be exactly as it was signed.
    It says nothing about the other parts, each of which is checked by itself.
    Look at the findings about the other parts, if there are any.

assertion.multiAssetHash.missingPart
    This file was signed with several parts, such as a picture with a short film, and one of them is not there any more.
    It does not mean that the remaining parts were changed: many programs drop the film from a moving photo.
    If the missing part matters, ask for the complete file.

assertion.multiAssetHash.malformed
    The record of the several parts of this file is incomplete or contradicts itself, so the parts cannot be told apart safely.
    It is no proof of a change in any of them.
    Treat all parts as unconfirmed, and ask for the file as it left the camera.

assertion.alternativeContentRepresentation.match
    The credentials keep the original form of the content, and that original is the one that was signed.
    It does not mean that the form that you see shows the same as the original.
    Compare the two, if the difference matters to you.

assertion.alternativeContentRepresentation.hashMismatch
    The credentials speak of an original form of the content that was kept. What was found in its place is something else.
    It says nothing about the form that you see, which is checked by itself.
    Do not use the kept original. Ask the signer for it, if you need it.

assertion.alternativeContentRepresentation.malformed
    The credentials speak of an original form of the content, but so incompletely that it cannot be found or compared.
    It does not mean that the form that you see was changed.
    Ask the signer for the original, if you need it.

assertion.alternativeContentRepresentation.missing
    The credentials speak of an original form of the content that was kept, and it is not where they say.
    It does not mean that someone removed it on purpose: it may have been left behind when the file was copied.
    Ask for a copy together with its original.

assertion.hardBinding.redacted
    A later signer removed the record that ties the credentials to the content, which is never allowed. They could now stand in any other file.
    It does not show that this content is another one, only that nobody can tell any more.
    Treat it as a file without credentials, and ask for an earlier copy.

assertion.multipleHardBindings
    The credentials are tied to the content by two records where only one is allowed. Two programs could follow different ones and disagree.
    It does not mean that the content was changed; a faulty signing program does this too.
    Ask for the file from a source that signs with another program.

claim.hardBindings.missing
    The credentials contain no record of the content, so nothing shows that they were made for this file.
    It does not mean that the content was changed or that the signer is false.
    Treat it as a file without credentials.
""")
