"""How strong the mark of a film has to be, found on an excerpt."""

from __future__ import annotations

import pytest
from support.films import texture

from provenance.durable.films.rehearsal import rehearse
from provenance.durable.watermark.canvas import luma
from provenance.durable.watermark.film import FilmPattern
from provenance.durable.watermark.presets import Preset
from provenance.errors import Cancelled

PAYLOAD = 1 << 60 | 0xABCDEF


def rehearsed(frames, preset, step=lambda: None):
    return rehearse(frames, FilmPattern(PAYLOAD), PAYLOAD, preset, step)


def test_a_scene_that_stands_still_survives_and_more_is_asked_for_robustness():
    frames = [luma(texture(0))] * 8
    faint, robust = (rehearsed(frames, preset) for preset in (Preset.INVISIBLE, Preset.ROBUST))
    assert faint.margin >= Preset.INVISIBLE.value.margin
    assert faint.strength < robust.strength
    assert faint.margin < robust.margin


def test_it_stops_when_the_caller_says_so():
    def stop() -> None:
        raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        rehearsed([luma(texture(0))] * 2, Preset.BALANCED, stop)
