"""Recognise what image generators record of a picture: the settings that they made it with."""

from __future__ import annotations

import re

SETTINGS = re.compile(r"\bSteps: \d+, Sampler: |\bSampler: .{1,60}, CFG scale: ", re.DOTALL)
"""As the Stable Diffusion web UI writes them, and all that follow it."""
GRAPH = re.compile(r'"class_type"\s*:\s*"|"KSampler|"sampler"\s*:\s*"|"aesthetic_score"\s*:')
"""As ComfyUI, NovelAI and InvokeAI write them, in JSON."""
LABEL = re.compile(r'"AIGC"\s*:|"Label"\s*:.{0,200}"ContentProducer"\s*:', re.DOTALL)
"""The label of GB 45438-2025, in JSON."""
REACH = 4_000  # characters that are looked at


def recorded(text: str) -> bool:
    """Tell whether `text` holds the settings of an image generator, or an AI label."""
    start = text[:REACH]
    return any(each.search(start) for each in (SETTINGS, GRAPH, LABEL))
