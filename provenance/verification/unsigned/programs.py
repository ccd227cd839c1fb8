"""Recognise programs by their names in embedded text, and find those that credentials do not name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from provenance.verification.quoting import quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from provenance.model.look import EmbeddedText

HISTORY = "History softwareAgent"
PROGRAM_NAMES = frozenset(("Software", "CreatorTool", "OriginatingProgram", HISTORY))
SHOWN = 3  # programs that one sentence names

# One row a program: how it writes itself. Names that are ordinary words are left out.
GENERATORS = (
    *(("midjourney",), ("stable diffusion", "stable-diffusion"), ("dall-e", "dall·e")),
    *(("chatgpt",), ("novelai",), ("comfyui",), ("invokeai",), ("automatic1111",), ("fooocus",)),
    *(("adobe firefly",), ("bing image creator",), ("google ai",), ("dreamstudio",)),
    *(("ideogram ai", "ideogram.ai"), ("leonardo.ai",), ("nightcafe",), ("runwayml",)),
)
"""Programs that do nothing but make content by AI."""
EDITORS = (
    *(("photoshop",), ("lightroom",), ("camera raw",), ("illustrator",), ("adobe express",)),
    *(("premiere",), ("after effects",), ("final cut",), ("davinci resolve",), ("capcut",)),
    *(("gimp",), ("affinity photo", "affinity designer"), ("capture one",), ("luminar",)),
    *(("pixelmator",), ("snapseed",), ("picsart",), ("canva",), ("paint.net",), ("krita",)),
    *(("darktable",), ("rawtherapee",), ("faceapp",), ("facetune",), ("meitu",), ("photoscape",)),
    *(("topaz",), ("dxo photolab",), ("imagemagick",), ("inkscape",), ("corel",)),
)
"""Programs that change content."""


def families(text: str, table: Collection[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """Return the programs of `table` that `text` names."""
    plain = text.casefold().replace("_", " ")
    return {each for each in table if any(_holds(plain, name) for name in each)}


def unmentioned(texts: Iterable[EmbeddedText], mentioned: Iterable[str]) -> str:
    """Return the programs that texts name and credentials do not, quoted; "" for none.

    A file's history of editing (xmpMM:History) counts whoever wrote it; of other text only
    the names of known programs do, for cameras write their firmware there.
    """
    known = tuple(mentioned)
    table = (*GENERATORS, *EDITORS)
    named = families("\n".join(known), table)
    found: dict[str, str] = {}
    for each in texts:
        if each.name not in PROGRAM_NAMES:
            continue
        of_table = families(each.value, table)
        unknown_editor = each.name == HISTORY and not of_table and not _mentions(known, each.value)
        if of_table - named or unknown_editor:
            found.setdefault(each.value, f"{each.place} {each.name}: {quoted(each.value)}")
    shown = list(found.values())
    more = f" and {len(shown) - SHOWN} more" if len(shown) > SHOWN else ""
    return ", ".join(shown[:SHOWN]) + more


def _holds(plain: str, name: str) -> bool:
    return re.search(rf"(?<![a-z]){re.escape(name)}(?![a-z])", plain) is not None


def _mentions(known: Iterable[str], program: str) -> bool:
    """Tell whether any of the names begins like `program`, versions aside."""
    begin = _letters(re.split(r"\d", program)[0])
    return not begin or any(begin in _letters(each) for each in known)


def _letters(text: str) -> str:
    return "".join(each for each in text.casefold() if each.isalnum())
