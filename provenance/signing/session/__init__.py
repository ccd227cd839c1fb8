"""Sign at the moment of capture: one session for all that a camera app takes."""

from __future__ import annotations

from provenance.signing.session.captured import Captured, Shot
from provenance.signing.session.crew import Pending
from provenance.signing.session.encoding import Encoding
from provenance.signing.session.recording import Recording
from provenance.signing.session.session import CaptureSession

__all__ = ["CaptureSession", "Captured", "Encoding", "Pending", "Recording", "Shot"]
