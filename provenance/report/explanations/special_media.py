"""Explanations of the codes about credentials in text and web pages, and in live video."""

from __future__ import annotations

from provenance.report.explanations.table import table

SPECIAL_MEDIA = table("""
manifest.html.multipleManifests
    The web page carries more than one set of credentials, and nothing tells which of them counts.
    It does not mean that the page was changed by someone: publishing systems can put a second set in by mistake.
    Ask the publisher which credentials are meant.

manifest.structuredText.emptyReference
    The text says that it has credentials, but the place for them is empty.
    It does not mean that there never were any: a program may have emptied the place.
    Ask for the text as its publisher signed it.

manifest.structuredText.malformedReference
    The text points to its credentials by an address that is no proper address, so they cannot be found.
    It is no sign that the text itself was changed.
    Ask the publisher for the credentials, or for a corrected text.

manifest.structuredText.multipleReferences
    The text points to several sets of credentials, and only one can be the right one.
    It does not show which of them is wrong, nor that the words were changed.
    Ask the publisher which credentials are meant.

manifest.structuredText.noManifest
    The text announces credentials, and where they should be there are none.
    It says nothing against the text: copying a text often leaves its credentials behind.
    Treat it as a text without credentials, and ask for the one that was signed.

manifest.structuredText.noResolutionPath
    The text points to its credentials in a way for which there is no rule of how to follow it.
    It does not mean that the credentials are bad: they were not found, so they were not looked at.
    Ask the publisher for the credentials as a file.

manifest.text.corruptedWrapper
    The credentials are hidden between the letters of the text, and they are damaged. Copying, or correcting the spelling, can do that.
    It does not mean that the words were changed; it means that this cannot be checked.
    Ask for the text as a file, straight from its publisher.

manifest.text.multipleWrappers
    The text carries several hidden sets of credentials, as happens when signed texts are put together by copying.
    It does not mean that any of those texts was changed.
    Ask for each text by itself, as it was signed.

livevideo.assertion.invalid
    A part of the live video does not belong to this stream, or does not follow the part before it. Parts may have been exchanged, left out or repeated.
    It does not prove ill intent: a bad connection can mix up or lose parts too.
    Watch the stream again from its source, and do not rely on the parts that fail.

livevideo.continuityMethod.invalid
    The parts of the live video are tied together in a way that this version does not know, so their order cannot be checked.
    It does not mean that the order is wrong.
    Update this program and check again.

livevideo.init.invalid
    The opening part of a live video may only describe it, but here it carries pictures or sound that nobody signed for.
    It does not say that the parts after it fail.
    Do not rely on what is shown at the very beginning. Ask the broadcaster.

livevideo.manifest.invalid
    The credentials of the live video fail, so that nothing vouches for its parts.
    It does not show that the pictures were changed.
    Look at the other findings for the reason, and watch the stream from its source.

livevideo.segment.invalid
    One part of the live video is not as it was signed.
    It does not mean that the whole stream fails: each part is checked by itself.
    Do not rely on that part. Ask the broadcaster for the recording.

livevideo.sessionkey.invalid
    The key with which the parts of the live video are signed is not vouched for by the broadcaster, or not for this time.
    It does not show that the pictures were changed: keys that are renewed too late fail as well.
    Do not rely on who broadcasts. Watch the stream from its source.
""")
