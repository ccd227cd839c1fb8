"""Ask services of others for manifests: the C2PA Soft Binding Resolution API.

wire     what goes over it, for who asks and who answers
client   a place of recovery that is such a service
"""

from __future__ import annotations

from provenance.durable.resolution.client import ResolutionClient

__all__ = ["ResolutionClient"]
