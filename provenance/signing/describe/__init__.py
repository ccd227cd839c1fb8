"""What happened to a file, in the maker's words: values that cannot make a non-conforming manifest.

Each is checked when it is made and raises `DescriptionError` with the cure; none reads a file.
"""

from __future__ import annotations

from provenance.signing.describe.action import Action
from provenance.signing.describe.assertion import OwnAssertion
from provenance.signing.describe.capture import Capture, Device
from provenance.signing.describe.composite import Composite
from provenance.signing.describe.edit import Edit
from provenance.signing.describe.generation import Generation
from provenance.signing.describe.preferences import Permission, Preference
from provenance.signing.describe.redaction import Redaction
from provenance.signing.describe.regions import Frames, Rectangle, Region, TimeSpan
from provenance.signing.describe.update import Update

Description = Capture | Edit | Generation | Composite | Update
"""Any of the five descriptions."""

__all__ = [
    "Action",
    "Capture",
    "Composite",
    "Description",
    "Device",
    "Edit",
    "Frames",
    "Generation",
    "OwnAssertion",
    "Permission",
    "Preference",
    "Rectangle",
    "Redaction",
    "Region",
    "TimeSpan",
    "Update",
]
