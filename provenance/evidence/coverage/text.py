"""Name the parts of files that are read as one text: SVG drawings and PDF documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.evidence.coverage.parts import Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.evidence.coverage.source import Source


def drawing(source: Source, until: int) -> Iterator[Part]:  # noqa: ARG001  # it is one part
    """Yield the whole drawing: any part of its text can be what is drawn."""
    yield Part(name="the drawing", kind="content", start=0, length=source.size)


def document(source: Source, until: int) -> Iterator[Part]:  # noqa: ARG001  # it is one part
    """Yield the whole document: any part of it can redefine its pages."""
    yield Part(name="pages of the document", kind="content", start=0, length=source.size)
