"""A picture, clip or recording that a device took."""

from __future__ import annotations

from dataclasses import dataclass

from provenance.errors import DescriptionError
from provenance.model.definition import SoftwareAgent
from provenance.model.vocabulary import DigitalSourceType
from provenance.signing.checks import agent, name
from provenance.signing.describe.base import Account
from provenance.signing.describe.source_types import source_type

CAPTURES = (
    DigitalSourceType.DIGITAL_CAPTURE,
    DigitalSourceType.COMPUTATIONAL_CAPTURE,
    DigitalSourceType.COMPOSITE_CAPTURE,
    DigitalSourceType.SCREEN_CAPTURE,
    DigitalSourceType.VIRTUAL_RECORDING,
    DigitalSourceType.NEGATIVE_FILM,
    DigitalSourceType.POSITIVE_FILM,
    DigitalSourceType.PRINT,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """Name the device that captured: maker, model and version of its firmware.

    Raises:
        DescriptionError: Neither maker nor model is given, or a text cannot be stated.
    """

    make: str = ""
    model: str = ""
    version: str = ""

    def __post_init__(self) -> None:
        for what, value in (("maker", self.make), ("model", self.model), ("version", self.version)):
            name(value, f"{what} of the device")
        if not self.name:
            raise DescriptionError("The device has no name.", hint="Give its maker or its model.")

    @property
    def name(self) -> str:
        """Return maker and model; many models begin with their maker's name already."""
        if self.model.lower().startswith(self.make.lower()):
            return self.model
        return f"{self.make} {self.model}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture(Account):
    """Tell that a device captured this content.

    Attributes:
        device: What captured it: "Nikon Z6III" is enough.
        source_type: How: digitalCapture, or one of `CAPTURES`, by URI or last part.
        actions: What the device did to it before it was first saved.

    Raises:
        DescriptionError: It cannot be stated in a conforming manifest.
    """

    device: Device | str | None = None
    source_type: DigitalSourceType | str = DigitalSourceType.DIGITAL_CAPTURE

    def __post_init__(self) -> None:
        Account.__post_init__(self)
        self._settle("source_type", source_type(self.source_type, among=CAPTURES, what="a capture"))
        if isinstance(self.device, str):
            agent(self.device, "device")

    def captured_with(self) -> SoftwareAgent | None:
        """Return the program and the device as the one agent that a manifest can name."""
        software = agent(self.software, "software")
        if isinstance(self.device, Device):
            device = SoftwareAgent(name=self.device.name, version=self.device.version)
        else:
            device = agent(self.device, "device") or SoftwareAgent(name="")
        if software is None:
            return device if device.name else None
        on_device = f" on {device.name}" if device.name else ""
        return SoftwareAgent(name=f"{software.name}{on_device}", version=software.version)
