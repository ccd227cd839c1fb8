"""Every process finds the same tests: otherwise the suite cannot be divided among workers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

PROJECT = Path(__file__).resolve().parents[2]


def test_another_process_finds_the_same_tests(request: pytest.FixtureRequest):
    found = [item.nodeid for item in request.session.items]
    modules = {nodeid.split("::")[0] for nodeid in found}
    other = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "--collect-only",
            "-q",
            "-p",
            "no:cacheprovider",
            *modules,
        ],
        cwd=PROJECT,
        env={**os.environ, "PYTHONHASHSEED": "1", "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert other.returncode == 0, other.stdout[-2000:]
    missing = set(found) - set(other.stdout.splitlines())
    assert not missing, sorted(missing)[:5]


def test_names_of_tests_are_short(request: pytest.FixtureRequest):
    long = [item.nodeid for item in request.session.items if len(item.nodeid) > 300]
    assert not long, [name[:120] for name in long]
