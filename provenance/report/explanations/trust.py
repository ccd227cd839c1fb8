"""Explanations of the codes about whom to believe: lists that vouch for signers, and revocation."""

from __future__ import annotations

from provenance.report.explanations.table import table

TRUST = table("""
signingCredential.trusted
    The certificate of the signer leads to an authority on a list that you accept, so the name in it was checked by somebody.
    It does not mean that what is shown is true, nor that the signer is always right.
    Ask yourself whether this signer is the one from whom you would expect this content.

signingCredential.untrusted
    The file is signed, but no list that you accept vouches for the signer. The name in the certificate is the signer's own word.
    It does not mean that the file was changed or the signer is dishonest: your list may be old, or the signer too small to be on it.
    Run: provenance trust update. If you know the signer, get its certificate from there and run: provenance trust add FILE --kind signer

signingCredential.ocsp.revoked
    The authority that issued the signing certificate has withdrawn it, for example because the key was stolen or the signer left.
    It does not show that this file was changed, nor that this signer made it with ill intent; only that the certificate does not vouch for it.
    Do not rely on who signed. Ask the signer, by a way that you know, whether the file is its own.

signingCredential.ocsp.notRevoked
    The authority that issued the signing certificate says that it had not withdrawn it.
    It does not exclude that the key was stolen and nobody has noticed yet.
    Nothing.

signingCredential.ocsp.skipped
    Nothing at hand says whether the authority that issued the signing certificate has withdrawn it since, and nothing is contacted without your order.
    It is no suspicion: it stands in the report so that you know what was not looked at.
    If much depends on the file, get the issuer's list of withdrawn certificates and add it: provenance revocation add FILE

signingCredential.ocsp.inaccessible
    Whether the signing certificate was withdrawn should have been found out, but the place that knows it did not answer.
    It does not mean that the certificate was withdrawn.
    Check again later, or ask the issuer of the certificate.

signingCredential.ocsp.unknown
    The place that was asked whether the signing certificate was withdrawn does not know that certificate.
    It does not mean that it was withdrawn; a very new certificate may not be known there yet.
    If much depends on the file, ask the issuer of the certificate.
""")
