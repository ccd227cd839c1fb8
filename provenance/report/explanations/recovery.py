"""Explanations of what is found when credentials are looked for outside of a file."""

from __future__ import annotations

from provenance.report.explanations.table import table

RECOVERY = table("""
binding.recovered
    The credentials were not in the file. They were found by what the file shows, in a place where such credentials are kept.
    It does not show that this file is the one that was signed, or that nothing in it was changed.
    Take them as a lead to where the content comes from. If it matters, ask for the file as it was signed.

recovery.by-watermark
    The maker hid a number in the picture that leads to the credentials. Platforms that remove credentials mostly leave it there.
    It proves nothing by itself: anyone can write anybody's number into any picture. So the picture is also held against the small one that was signed.
    Nothing to do.

recovery.by-fingerprint
    A short code of what the file shows, its fingerprint, is very near to one that was signed with the credentials.
    It does not show that it is the same file: another shot or another version of one design can be as near.
    Nothing to do.

recovery.several
    More than one set of credentials belongs to what this file shows. Often one is of the original and one of an edited version.
    It does not tell which of them this file was made from, and anybody can sign a copy of a picture.
    Look at all of them, and at when each was signed.

recovery.refused
    Something in the file leads to credentials that were not accepted: they are broken or expired, could not be had, do not state what led to them, or belong to a different picture or version. The report says which.
    It is no sign that the file is false. Somebody may have copied a mark from one picture into another.
    Do not carry over to this file what those credentials say.

recovery.changed
    The file was held against the small picture that was signed with the credentials, and some parts look different.
    It does not tell who changed them or why: a caption, a sticker, a crop or strong colours have this effect too.
    Look at these parts closely. If they matter, ask for the file as it was signed.

recovery.added
    The file shows more than the small picture that was signed with the credentials: a frame, the page around it in a screenshot, or another picture that it was put into.
    The credentials say nothing of what is outside the signed picture.
    Do not rely on what stands around it. If it matters, ask for the file as it was signed.

recovery.uncompared
    No small picture was signed with the credentials, or there is too little in it to hold on to. So only a fingerprint was compared, a short code of what the file shows, and at best light, dark and colours.
    It does not show that both show the same: whoever wants to can change a picture a little so that it has the fingerprint of another one.
    Look at both. If it matters, ask for the file as it was signed.

recovery.alike
    The file was held against the small picture that was signed with the credentials, and no part of it looks different.
    It does not show that nothing was changed: a face or a number on a sign does not show at that size.
    If details matter, ask for the file as it was signed.

recovery.heard
    The file is sound alone, and its fingerprint is near to one that was signed. There is no signed picture to hold it against, so there is no second check.
    It does not show that nothing was added, left out or spoken over: up to a tenth of the code may differ, and what comes after ten minutes is not listened to.
    Listen to both. If it matters, ask for the file as it was signed.

recovery.unknown-mark
    The file carries a mark of the kind that leads to credentials, and those credentials are not kept where they were looked for.
    It does not tell what those credentials would say.
    Look elsewhere, too, if you know who may have made it.

recovery.nothing
    Neither a mark nor a likeness leads from this file to any credentials that are kept here.
    It says nothing for or against the file: most files were never marked.
    Ask whoever sent the file for the original.

recovery.unasked
    A repository or service that was named could not be asked, or did not answer in time. The finding says which, and why.
    It says nothing about the file: what was not searched may have its credentials, or not.
    Try again later, or ask another service.

recovery.unseen
    The file could not be opened as a picture, a film or sound, so nothing could be looked for in it. The finding says why.
    It does not show that there is no mark in the file.
    Open the file with the program that made it, and ask for it again if that fails.

watermark.says-generated
    The mark in the file is of the kind that makers of AI content use to label it.
    It is no proof: anyone can write such a mark into any picture.
    Ask where the content comes from.

watermark.stated
    The number that is hidden in the picture is the one that the credentials of the file speak of.
    It proves nothing more than the credentials do.
    Nothing to do.

watermark.unread
    The signer says that a number was hidden in the picture, and it cannot be found there. Some pictures are too plain or too small for it.
    It is no sign that the file was changed: its signature tells that.
    Nothing to do.

watermark.generated
    The mark in the file says that AI made it or a part of it. The signer says nothing of the kind.
    It does not show who is right: anyone can write such a mark before signing. It is what remains when somebody removes the credentials of an AI picture and signs it again as a photograph.
    Ask the signer how the content came to be before you rely on it.

watermark.other-credentials
    The mark in the file leads to other credentials, and the file shows the same scene as the small picture that was signed with them. The file's own credentials are silent about them.
    It does not show who is right: the signer may not have known where the picture came from. It is what remains when somebody removes credentials and signs again.
    Read both, look at who signed first, and ask the signer.

watermark.other-unvouched
    The mark in the file leads to other credentials, which its own do not mention. A list vouches for who signed the file, and none for who signed those.
    It is no sign that the file is false: anyone can sign a like picture, state the same mark, and have the credentials kept.
    If you know that other signer by other means, look at who signed first.

watermark.sibling
    The marked original is in the history of this file, and of another one that was made from it.
    It is no sign that anything is wrong: two crops of one photograph carry the same mark.
    If you wonder which of them you hold, compare it with both.

watermark.foreign
    The mark in the file leads to credentials of another picture, or to ones that are not accepted.
    It is no sign that the file is false: anyone can copy a mark.
    Nothing to do.

watermark.unmentioned
    The file carries a mark, and its credentials do not speak of it. The credentials that it leads to are not kept here.
    It says nothing for or against the file: the signer may have worked on a marked picture.
    If it matters, ask the signer where the picture comes from.

fingerprint.other-credentials
    What the file shows is very near to something that has other credentials. The file's own do not mention them.
    It is no sign that the file is false: two shots of one scene or two versions of one design look alike.
    If it matters, look at both, and at who signed first.
""")
