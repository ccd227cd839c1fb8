"""Content that a trained model made."""

from __future__ import annotations

from dataclasses import dataclass

from provenance.errors import DescriptionError
from provenance.model.asset import Asset, AssetSource
from provenance.model.definition import SoftwareAgent
from provenance.model.vocabulary import DigitalSourceType
from provenance.signing.checks import name, text
from provenance.signing.describe.base import Account
from provenance.signing.describe.source_types import source_type

GENERATIONS = (
    DigitalSourceType.TRAINED_ALGORITHMIC_MEDIA,
    DigitalSourceType.COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA,
    DigitalSourceType.COMPOSITE_SYNTHETIC,
    DigitalSourceType.TRAINED_ALGORITHMIC_DATA,
    DigitalSourceType.ALGORITHMIC_MEDIA,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation(Account):
    """Tell that a model made this content.

    Attributes:
        model: Name of the model.
        model_version: Its version.
        inputs: Files that it was given: a picture to start from, a voice, a text.
        prompt: The words that it was given; stated only when you give them.
        source_type: trainedAlgorithmicMedia, or one of `GENERATIONS`, by URI or last part.
        actions: What was done to the content before it was first saved.

    Raises:
        DescriptionError: It cannot be stated in a conforming manifest.
        InputNotFound, StorageError: An input is no file, or a stream that cannot seek.
    """

    model: str
    model_version: str = ""
    inputs: tuple[AssetSource, ...] = ()
    prompt: str = ""
    source_type: DigitalSourceType | str = DigitalSourceType.TRAINED_ALGORITHMIC_MEDIA

    def __post_init__(self) -> None:
        Account.__post_init__(self)
        if not name(self.model, "name of the model"):
            raise DescriptionError("The model has no name.", hint="Give model=.")
        name(self.model_version, "version of the model")
        text(self.prompt, "prompt")
        self._settle("inputs", tuple(Asset.of(given) for given in self.inputs))
        settled = source_type(self.source_type, among=GENERATIONS, what="a generation")
        self._settle("source_type", settled)

    def generated_with(self) -> SoftwareAgent:
        """Return the model, and the program that ran it, as the agent that a manifest names."""
        if isinstance(self.software, SoftwareAgent):
            return SoftwareAgent(
                name=f"{self.model} in {self.software.name}", version=self.model_version
            )
        return SoftwareAgent(name=self.model, version=self.model_version)

    def assets(self) -> tuple[Asset, ...]:
        """Return the inputs, then the placed files."""
        return (*(Asset.of(given) for given in self.inputs), *Account.assets(self))
