"""Explanations of the findings about what a picture shows, held against signed thumbnails."""

from __future__ import annotations

from provenance.report.explanations.table import table

PICTURES = table("""
picture.like-thumbnail
    The file was changed after signing, yet its picture still looks like the small picture that was signed with it. An edited caption or a new format has this effect.
    It does not show that the picture is untouched: a small change, a face or a number on a sign, does not show in a picture of that size.
    If details of the picture matter, ask for the file as it was signed.

picture.exchanged
    The file was changed after signing, and its picture does not look like the small picture that was signed with it.
    It does not tell who did it or why: a strong crop or edit has the same effect as another picture.
    Do not carry over to this picture what the credentials say. Ask for the file as it was signed.

picture.uncompared
    The file was changed after signing, and there is no signed small picture that its own could be held against, or the comparison gave no clear answer.
    It says nothing for or against the picture.
    Ask for the file as it was signed.

picture.unlike-thumbnail
    The signer put a small picture into the credentials that does not look like the file that was signed. Programs that show the small picture show something else than the file.
    The file itself is not changed by that, and a careless program can be the reason.
    Look at the file and not at its thumbnail. If it matters, ask the signer why the two differ.

ingredient.thumbnail-unlike
    The signer shows one of the files that went into this one by a small picture, and that file's own credentials hold a small picture of something else.
    It does not show that either picture is false: that file can have been changed before it was used.
    Do not judge what went into this file by the picture that it shows of it.

ingredient.unlike
    The file is said to be made from another one, but does not look like it.
    Strong edits, a collage or a close crop of an honest file look like this too, so it is no sign of fraud by itself.
    If the history matters, ask for the file that it was made from.
""")
