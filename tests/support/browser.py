"""Chromium without a window, whose camera is a moving picture of its own, and what it asked for."""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page  # noqa: TC004  # not everywhere; nothing asks at run time

NAMES = ("chromium", "google-chrome")
FLAGS = (
    "--use-fake-device-for-media-stream=fps=5",  # software draws it
    "--use-fake-ui-for-media-stream",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 20_000  # milliseconds for anything to show


@dataclass(kw_only=True)
class Browser:
    """A browser with one page.

    Attributes:
        asked: The addresses of all that the page asked for.
        complaints: What stood in its console, and errors of its programs.
    """

    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def program() -> str:
    """Return where Chromium is; the test is skipped where it is not."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("Chromium is not installed (Debian: chromium)")
    return found


@contextlib.contextmanager
def browsing(profile: Path) -> Iterator[Browser]:
    """Run a browser until the block ends."""
    path = program()
    driver = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with driver.sync_playwright() as playing:
        context = playing.chromium.launch_persistent_context(
            profile,
            executable_path=path,
            headless=True,
            args=FLAGS,
            viewport={"width": 1280, "height": 800},
        )
        try:
            page = context.pages[0]
            page.set_default_timeout(PATIENCE)
            browser = Browser(page=page)
            page.on("request", lambda request: browser.asked.append(request.url))
            page.on("console", lambda message: browser.complaints.append(message.text))
            page.on("pageerror", lambda error: browser.complaints.append(str(error)))
            yield browser
        finally:
            context.close()
