"""Find the credentials of a file that carries none, and weigh whether they are of this file.

shown by the isolated engine -> marks and fingerprints   evidence of where to look   clues
-> candidates from repositories and services             what they lead to           search
-> judged by the verifier, held against the picture      accepted, or refused and why weighing
"""

from __future__ import annotations

from provenance.durable import extra

with extra.needed():
    from provenance.durable.recovery.recovery import Place, Recovery

__all__ = ["Place", "Recovery"]
