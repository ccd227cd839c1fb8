"""Explanations of the findings that are ours (`verification.codes`)."""

from __future__ import annotations

from provenance.report.explanations.table import table

OURS = table("""
evidence.signature.missing
    The file is signed, but the certificate that says by whom cannot be read, or can be read in two ways.
    It does not mean that the content was changed. Nobody can be named, so nobody can be believed.
    Ask for another copy of the file. If it says the same, ask the signer to sign it anew.

evidence.signature.unconfirmed
    Each signature is checked twice, by two programs. The second one did not confirm that the certificate shown belongs to the key that signed.
    It is no proof of a forgery; but a file that two programs read differently must not be called good.
    Do not rely on who signed. Report the file to the makers of this program, if you may share it.

evidence.odd
    In the signature or beside it stands something that the rules do not provide for, or no longer; the finding says what. Mostly nobody signed it.
    It does not weaken the signature; what nobody signed, anyone can have added afterwards.
    Nothing. Do not use what stands there.

evidence.limit
    The credentials hold more certificates, time-stamps or answers about revocation than are checked for one file, so some were left unchecked.
    It does not mean that something is wrong with the rest; but a file that is built like this is seldom an honest one.
    If you trust where the file comes from, check it with a higher limit (Limits.signatures in a program).

signature.unchecked
    No failure was reported, but nothing shows either that the signature was really checked. Silence does not count as success here.
    It does not mean that the signature is bad.
    Treat it as a file without credentials. Update this program and check again.

binding.unchecked
    The credentials may be in order, but nothing shows that they belong to this content.
    It does not mean that the content is another one than was signed.
    Treat the content as unconfirmed, and ask for the file as it was signed.

binding.left-out
    The signature leaves out content of the file, perhaps all that you see or hear. Anyone could have exchanged what is left out.
    It does not mean that it was exchanged. But an honest signer has no reason to leave out so much.
    Treat it as a file without credentials, and ask the signer for a file that is signed as a whole.

binding.metadata-left-out
    The signature leaves out metadata of the file, such as captions, dates or places; the finding names them. Anyone can change them unseen.
    It is allowed, and does not mean that they were changed. The picture or film itself is covered.
    Rely on the content, and not on what these parts say.

binding.room-left-out
    The file carries data that the signature does not cover and that no program shows, such as empty room between its parts.
    It does not change what you see or hear, and many ordinary files have such room.
    Nothing. Do not use what stands in that room.

binding.store-left-out
    The credentials carry data that no signature covers and that belong to no statement: boxes that nothing refers to, or bytes between them.
    They change nothing of what was signed, and a program of the signer can have left them there.
    Nothing. Do not use what stands in those data.

binding.unmapped
    Which parts of the file the signature leaves out could not be found out: the file has too many parts, or they are laid out in an odd way.
    It does not mean that anything was changed, only that nobody can say how much the signature covers.
    If you trust where the file comes from, check it with a higher limit (Limits.boxes in a program).

binding.excluded
    What the signature covers is unchanged. But it leaves out parts that have to be covered, as some older cameras and apps did, for example the beginning of the file.
    It is not a sign that anyone changed the file: the signing program left these parts out from the start.
    Rely on the picture as far as you know its signer, and not on the metadata. Ask for the file straight from its maker.

chain.cycle
    Following what this file was made from leads back to the file itself. No real history can do that.
    It does not tell which step is false, nor that the content was changed.
    Do not rely on the history. Ask the signer for the files that were used.

chain.repeated
    Two sets of credentials in this file bear the same name, so one could be shown in the place of the other.
    It does not show which of the two is the right one; a faulty program can have copied one twice.
    Do not rely on these credentials. Ask for the file as it was signed.

chain.limit
    The history has more steps than are followed by default, so its end was not looked at.
    It does not mean that something is wrong with it: long projects have long histories.
    If you trust where the file comes from, check it with higher limits (Limits.manifests and Limits.depth in a program).

chain.redacted
    A later signer removed a statement about an earlier file, and says so. That is allowed, for example to protect a person.
    It does not mean that the content was changed, nor that there is anything improper to hide.
    If the missing part matters, ask the signer who removed it.

chain.unreferenced
    Besides the history that was judged, the file carries credentials to which nothing leads. They were left over, or put there.
    They say nothing for or against this file.
    Do not rely on anything that only those credentials say.

trust.no-list
    You have no list of signers to accept, so nobody can vouch for any signer. This is a matter of your installation, not of the file.
    It does not mean that the signer is unknown to everybody.
    Run: provenance trust update. Then check the file again.

time.no-list
    The signature has a time-stamp, but you have no list of time-stamp authorities to accept. So its time is not used.
    It does not mean that the time-stamp is bad.
    Run: provenance trust update. Then check the file again.

time.contradicted
    One signature carries several accepted time-stamps that give different times. So the report gives none.
    It is no sign that content or signature were changed: time-stamps can be added later, and each of them may be genuine.
    Take the time as not proven. Ask the signer when it signed.

time.revoked
    The certificate of the authority that made the time-stamp, or one above it, was withdrawn: before the time that it states, or because its key may be in other hands. So that time is not used.
    It does not harm the signature, which is then judged without that time-stamp.
    Take the time of signing as not proven by it.

time.several
    The signature carries several time-stamps where the rules allow one. All were looked at.
    It does not weaken the signature.
    Nothing, unless the report says that they contradict each other.

time.implausible
    The signature carries a time-stamp with a time before the certificate of its signer was valid, or after that. No list that you accept vouches for whoever made it, and its time is neither shown nor used.
    It does not mean that the content was changed, nor that the signer did this: anyone can put such a time-stamp beside a signature without touching anything else.
    Take the time of signing as not proven, and ask the signer when it signed, if that matters to you.

credentials.sidecar
    The file itself carries no credentials; they were found in a file of the same name beside it, and they match its content.
    It does not make them worth less: a match shows that they were made for this content.
    Pass both files on together, or the credentials are lost.

credentials.sidecar-foreign
    Beside this file lie credentials of the same name, but they were made for other content. They were not used.
    It says nothing for or against this file: they may belong to an earlier version, or anyone may have put them there.
    Ask for the file that belongs to those credentials, or for the credentials that belong to this file.

credentials.sidecar-unreadable
    Beside this file lies one that is named as if it held its credentials, but it cannot be read as such.
    It says nothing for or against this file.
    Ask for the credentials again, if you expected some.

revocation.authority
    The certificate of the authority that vouched for the signer, or of one above it, was withdrawn, and nothing proves that the signature is older than that. So no list vouches for the signer.
    It does not mean that the signer did anything wrong, nor that the file was changed.
    Rely on the file as far as you know its signer from elsewhere. Ask the signer for a file signed with a new certificate.

revocation.later
    The signing certificate was withdrawn by its issuer, but only after a proven time at which this signature existed already.
    It does not make the signature worthless: the certificate still held when it was used.
    If much depends on the file, ask the signer why the certificate was withdrawn.

revocation.unusable
    There is word on whether the signing certificate was withdrawn, but it is damaged, too old, or from somebody who may not say so.
    It does not mean that the certificate was withdrawn: nothing is known of it.
    If much depends on the file, ask the issuer of the certificate.

trust.look-alike
    A signer for whom no list vouches, or the disguised authority of a time-stamp, bears a name that can be taken for one on your trust lists.
    It does not prove deceit: an organisation may own certificates that your lists do not know. But anybody can make one with any name.
    Do not take the name for the one on your list. If it matters, ask that organisation whether it signed this.

time.look-alike
    An authority stamped the time of signing under a name that is on your trust lists, but with a certificate for which no list vouches. So its time is neither used nor shown.
    It is no sign of forgery: large authorities have more certificates than your lists name.
    Nothing. If the time matters, add a list that names this authority.

statement.time-contradicted
    The credentials state a time that cannot be right: after a time-stamp proves that they were signed already, or later than the moment of checking, in both cases by more than a day.
    It does not mean that anything was changed after signing: a wrongly set clock is enough. Mistakes about time zones do not lead to it.
    Rely on none of the times that this signer states. A proven time, where there is one, holds all the same.

statement.time-before-certificate
    The credentials state that something was done before the signer's certificate existed. So nobody but the signer says so.
    It is not wrong by itself: an old photo can be signed years later.
    If the date matters, look for other proof of it.

statement.time-unreadable
    In the place of a time stands something that is no time, or has no time zone. It is repeated, and not used.
    It takes nothing from the signature, and says nothing against the content.
    Take that time as not told.

statement.source-unknown
    How the content came to be is told with a word that neither IPTC nor C2PA defines. So nobody can say what is meant, and it is not counted as a sign for or against AI.
    It is no sign of deceit: the word may be misspelt, or newer than this program.
    Take the origin as not told, or ask the signer.

statement.source-contradicted
    The signer tells the origin in ways that cannot both be true, for example as captured and as made by AI, or as created here and as made from another file.
    It does not tell which of them is false. A faulty program is enough.
    Rely on nothing that these credentials say of the origin. Ask the signer.

statement.unverified-text
    The credentials hold statements with names that no standard known here defines. What stands in them is the signer's own text, and nobody checked it, even if it speaks of checks by others.
    It is allowed and common, and nothing is wrong with the signature: this signer did write it.
    Do not take such text for a fact. Ask those whom it names.

identity.unchecked
    Somebody besides the signer put a name to parts of the credentials, and this identity statement was not checked.
    It does not mean that the name is false, and it does not touch the file's own signature.
    Take the name as its bearer's own word. Where a host is named, you may allow to ask it with '--allow-host HOST'.

unsigned.ai
    The file carries text about itself in which AI is named as what made it, or as what was used on it. The finding quotes it.
    Nobody vouches for such text: anyone can write it, and anyone can remove it. A file without it may be made by AI all the same.
    Take it as a hint: few people write falsely that AI made something. Ask where the file comes from.

unsigned.contradicts
    The signer says that a camera captured this, and text in the same file says that AI made it or was used on it. Both cannot be the whole truth.
    It does not show that the signer lies: a program may have written the text by mistake. Nor is its absence elsewhere a sign of honesty, for it is easily removed.
    Ask the signer how it was made, and for the file as the camera wrote it.

unsigned.software
    The signer says that a camera captured this and names no such program, and text in the file names a program that makes or changes pictures.
    It need not have changed the picture: programs leave their name when they copy, rotate or rename a file, too.
    If much depends on the picture, ask the signer what was done with that program.

unsigned.device
    The camera that the credentials state is not the one that text in the file gives.
    It is no proof of a forgery: adapters, scanners and renamed models can explain it.
    If it matters with what this was taken, ask the signer.

policy.unmet
    You, or whoever set up this check, demanded something of files, and this file does not meet the demand. The finding names the rule.
    It is no fault of the file: the verdict stands as it would without any rules.
    Decide by the rule that is named. If the rule is wrong, change the file with the rules.
""")
