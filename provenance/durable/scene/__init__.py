"""Tell whether two pictures show the same scene, and what changed between them.

The second check after a watermark or fingerprint led somewhere: anybody can write anybody's
watermark into any picture, and only the picture itself tells that.
"""

from __future__ import annotations

from provenance.durable import extra

with extra.needed():
    from provenance.durable.scene.changes import ChangeMap, Region, changed_regions
    from provenance.durable.scene.features import Features, features
    from provenance.durable.scene.same import Sameness, SceneMatch, compare, same_scene
    from provenance.durable.scene.tones import has_same_colours, has_same_tones

__all__ = [
    "ChangeMap",
    "Features",
    "Region",
    "Sameness",
    "SceneMatch",
    "changed_regions",
    "compare",
    "features",
    "has_same_colours",
    "has_same_tones",
    "same_scene",
]
