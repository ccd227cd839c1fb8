"""Letters and names that can be mistaken for one another.

One table serves both uses: to mark words that mix alphabets where text is shown, and to find
names that a reader would take for a name on a trust list. It holds what looks alike in common
typefaces (after Unicode UTS 39, "Confusable Detection"), not all of Unicode.
"""

# ruff: noqa: RUF001  # ambiguous letters are what this is about

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PAIRS = (
    # Cyrillic
    "АA ВB ЕE ЅS ІI ЈJ КK МM НH ОO РP СC ТT УY ҮY ХX ЬB ӀI ԌG ԚQ ԜW ԁd Ԁd",
    "аa еe ѕs іi јj оo рp сc уy үy хx һh ӏl ԛq ԝw ѵv Ѵv гr пn кk мm тt вb нh ґr ѡw",
    # Greek
    "ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX ϹC ͿJ",
    "αa γy εe ηn ιi κk νv οo ρp σo ςc τt υu χx ωw ϳj ϲc",
    # Armenian
    "ՍS ՏS ՕO ԼL օo ոn սu հh ցg զq յj ւi",
    # Cherokee
    "ᎪA ᏴB ᏟC ᎠD ᎬE ᏀG ᎻH ᎫJ ᏦK ᏞL ᎷM ᏢP ᎡR ᏚS ᎢT ᏙV ᎳW ᏃZ Ꭹy",
)
FOREIGN = {pair[0]: pair[1].lower() for line in _PAIRS for pair in line.split()}
"""Letters of other alphabets that pass for a Latin letter, each with that letter."""

_SMALL = "ıi ȷj ɑa ɡg ɩi ꜱs ɴn ʏy ᴏo ᴄc ᴀa ᴇe ɪi ʟl ᴛt ᴜu ᴠv ᴡw ᴢz"
_LATIN = {pair[0]: pair[1] for pair in _SMALL.split()}
_DIGITS = {"0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "i": "l"}
_SHAPES = (("rn", "m"), ("vv", "w"))
_FOLDED = str.maketrans(FOREIGN | _LATIN)
_READ_AS = str.maketrans(_DIGITS)

_WITHIN = re.compile(r"[.'’´`&]")  # S.p.A., AT&T: they do not part words
_WORD = re.compile(r"[^\W_]+")
_VERSION = re.compile(r"[a-z]{0,3}\d+")  # G3, 2025, SHA384
_LEGAL = (
    "inc incorporated corp corporation ltd limited llc llp lp plc co company gmbh mbh ag kg se sa "
    "sas sarl srl spa bv nv ab as oy aps kk pty pte pvt private sro spzoo"
)
_GENERIC = (
    "an and for of the c2pa cai cawg root sub ca ica pca issuing issuer intermediate subordinate "
    "certificate certificates certification cert certs authority authorities credential credentials "
    "signer signers signing sign signature claim claims test tests testing development dev demo "
    "sample example time stamp stamps stamping stamper timestamp timestamping tsa trust trusted "
    "service services server content provenance authenticity public key keys ec ecc rsa ecdsa "
    "leaf anchor list"
)

LONG_NAME = 8
"""Letters from which on names that differ by one letter are taken for alike."""


def mixed_alphabet(word: str) -> str:
    """Name the other alphabet in a word of Latin letters that borrows lookalikes; "" for none."""
    borrowed = next((each for each in word if each in FOREIGN), "")
    if not borrowed or not any(map(_is_latin, word)):
        return ""
    return unicodedata.name(borrowed).partition(" ")[0].capitalize()


@lru_cache(maxsize=2048)  # the names of a list are asked for with every file
def skeleton(name: str) -> str:
    """Return what a reader's eye keeps of a name: its telling words as plain letters in a row.

    Case, accents, punctuation, legal forms, version numbers and the words that every
    authority uses fall away; "" is left of "C2PA Test Root CA". Not a text to show.
    """
    # Folded before and after: normalisation makes a sigma of the lunate one that passes for a C.
    parts = unicodedata.normalize("NFKD", name.translate(_FOLDED))
    letters = "".join(each for each in parts if unicodedata.category(each) != "Mn")
    return "".join(map(_read, _telling(letters.translate(_FOLDED))))


def same_spelling(one: str, other: str) -> bool:
    """Tell whether the telling words of two names have the same letters, and not only the same look."""
    return tuple(_telling(one)) == tuple(_telling(other))


def alike(one: str, other: str) -> bool:
    """Tell whether two skeletons are the same, or so long that one letter's difference is missed."""
    if not one or not other:
        return False
    return one == other or (min(len(one), len(other)) >= LONG_NAME and _one_edit(one, other))


def _is_latin(letter: str) -> bool:
    return letter.isalpha() and unicodedata.name(letter, "").startswith("LATIN ")


def _telling(name: str) -> Iterator[str]:
    """Yield the words of a name, in lower case, that not every authority uses."""
    plain = _WITHIN.sub("", unicodedata.normalize("NFKC", name).casefold())
    for word in _WORD.findall(plain):
        if not _VERSION.fullmatch(word) and _read(word) not in _COMMON:
            yield word


def _read(word: str) -> str:
    read = word.translate(_READ_AS)
    for shape, letter in _SHAPES:
        read = read.replace(shape, letter)
    return read


def _one_edit(one: str, other: str) -> bool:
    """Tell whether one letter was added, left out, replaced, or exchanged with the next."""
    if abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    start = next(
        (i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short)
    )
    rest, longer = short[start:], long[start:]
    if len(short) < len(long):
        return rest == longer[1:]
    return rest[1:] == longer[1:] or (rest[:2] == longer[1::-1] and rest[2:] == longer[2:])


_COMMON = frozenset(_read(word) for word in f"{_LEGAL} {_GENERIC}".split())
