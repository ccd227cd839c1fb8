"""Find a camera in embedded text that is not the one that credentials state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.verification.quoting import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from provenance.model.look import EmbeddedText
    from provenance.verification.unsigned.account import Account

MAKERS = (
    *("apple", "asus", "canon", "casio", "dji", "fujifilm", "google", "gopro", "hasselblad"),
    *("honor", "huawei", "insta360", "kodak", "konica", "leica", "lg", "minolta", "motorola"),
    *("nikon", "nokia", "olympus", "oneplus", "oppo", "panasonic", "pentax", "phase one", "ricoh"),
    *("samsung", "sigma", "sony", "vivo", "xiaomi"),
)
"""Makers of cameras and of telephones, as they begin their names in EXIF."""
PARTNERS = frozenset((frozenset(("leica", "panasonic")), frozenset(("ricoh", "pentax"))))
"""Makers that sell cameras of one under the name of the other."""

HOUSES = frozenset(("apple", "google"))
"""Makers of which programs run on the devices of others."""


def other(texts: Iterable[EmbeddedText], account: Account) -> str:
    """Return a sentence on a maker or model that differs from the signed one; "" for none."""
    for each in texts:
        signed = account.devices.get(each.name, ())
        if signed and not any(_alike(each, one) for one in signed):
            return (
                f"The signed metadata give {_quoted(signed)} as the {_word(each)} of the camera, "
                f"text in the file gives {quoted(each.value)} ({each.place} {each.name})."
            )
        if each.name == "Make" and not _fits(each.value, account.captured_with):
            return (
                "The credentials say that this was captured with "
                f"{_quoted(account.captured_with)}, text in the file gives {quoted(each.value)} "
                f"as the maker of the camera ({each.place} Make)."
            )
    return ""


def _word(text: EmbeddedText) -> str:
    return "maker" if text.name == "Make" else "model"


def _quoted(values: Sequence[str]) -> str:
    return " and ".join(quoted(each) for each in dict.fromkeys(values))


def _alike(text: EmbeddedText, signed: str) -> bool:
    """Compare two names: NIKON and NIKON CORPORATION are one, NIKON Z 9 and Z 9 likewise."""
    first, second = _letters(text.value), _letters(signed)
    same_maker = text.name == "Make" and _makers(text.value) & _makers(signed)
    return first in second or second in first or bool(same_maker)


def _fits(make: str, captured_with: Iterable[str]) -> bool:
    """Tell whether a device of this maker can be meant, as far as known makers are named."""
    makers = _makers(make)
    stated = {maker for each in captured_with for maker in _makers(each)} - HOUSES
    if not (makers and stated):
        return True
    pairs = (frozenset((one, another)) for one in stated for another in makers)
    return bool(stated & makers) or any(each in PARTNERS for each in pairs)


def _makers(text: str) -> set[str]:
    words = f" {text.casefold().replace('_', ' ')} "
    return {each for each in MAKERS if f" {each} " in words}


def _letters(text: str) -> str:
    return "".join(each for each in text.casefold() if each.isalnum())
