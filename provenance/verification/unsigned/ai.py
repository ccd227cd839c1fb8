"""Recognise what embedded text says about AI: that it made the content, or was used on it.

Only statements count that are made for this, and the names of programs that do nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.model.vocabulary.source_types import ai_of, recognise
from provenance.verification.quoting import quoted
from provenance.verification.unsigned.programs import GENERATORS, PROGRAM_NAMES, families

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from provenance.model.look import EmbeddedText

MADE, USED, NAMED, POSSIBLE = 4, 3, 2, 1
"""How much a sign says, the most first."""
WORDS: Mapping[int, str] = {
    MADE: "says that it was made by AI",
    USED: "says that AI was used on it",
    NAMED: "names a program that makes content by AI",
    POSSIBLE: "says that AI may have made it",
}
SHOWN = 2  # signs that one sentence quotes
DISCLOSED = frozenset(("AISystemUsed", "AIPromptInformation"))
CREDITS = {"made with google ai": MADE, "edited with google ai": USED}
# GB 45438-2025: 1 made by AI, 2 possibly, 3 suspected.
LABEL = re.compile(r'"?Label"?\s*:\s*"?([123])')
SETTINGS = frozenset(
    (
        *("parameters", "prompt", "workflow", "Dream", "sd-metadata", "fooocus_scheme"),
        *("invokeai_metadata", "invokeai_graph", "generation_data"),
        *("Comment", "Description", "UserComment", "ImageDescription"),
    )
)
"""Names under which generators record their settings; other text under them is not gathered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """What texts of a file say about AI.

    Attributes:
        sentence: The rest of a sentence that begins with the text as its subject.
    """

    strength: int
    sentence: str


def strongest(texts: Iterable[EmbeddedText]) -> Sign | None:
    """Return the strongest sign of AI; None when there is none."""
    weighed = [(strength, each) for each in texts if (strength := _strength(each))]
    if not weighed:
        return None
    most = max(strength for strength, _ in weighed)
    shown = [_shown(each) for strength, each in weighed if strength == most][:SHOWN]
    return Sign(strength=most, sentence=f"{WORDS[most]} ({', '.join(shown)})")


def _strength(text: EmbeddedText) -> int:
    if text.name == "DigitalSourceType":
        return {"generated": MADE, "edited": USED}.get(ai_of(text.value), 0)
    if text.name in DISCLOSED:
        return USED
    if text.name.startswith("AIGC"):
        return _labelled(text)
    if text.name == "Credit":
        return CREDITS.get(text.value.casefold().rstrip("."), 0)
    if text.name in SETTINGS:
        return _labelled(text) or MADE
    generates = text.name in PROGRAM_NAMES and families(text.value, GENERATORS)
    return NAMED if generates else 0


def _labelled(text: EmbeddedText) -> int:
    """Weigh a label of GB 45438-2025."""
    found = LABEL.search(text.value)
    label = found[1] if found else text.value
    return {"1": MADE, "2": POSSIBLE, "3": POSSIBLE}.get(label, 0)


def _shown(text: EmbeddedText) -> str:
    source_type = recognise(text.value).type if text.name == "DigitalSourceType" else None
    value = source_type.alias if source_type else text.value
    return f"{text.place} {text.name}: {quoted(value)}"
