"""What is packaged is what is on disk, and nothing secret is among it."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PRIVATE_KEY = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=\s]{60,}")
SETTINGS = tomllib.loads((PROJECT / "pyproject.toml").read_text())


def test_the_listed_packages_are_the_folders_on_disk():
    roots = SETTINGS["tool"]["setuptools"]["package-dir"]
    found = set()
    for package, folder in roots.items():
        for init in (PROJECT / folder).rglob("__init__.py"):
            inside = init.parent.relative_to(PROJECT / folder).parts
            found.add(".".join([package, *inside]))
    assert found == set(SETTINGS["tool"]["setuptools"]["packages"])


def test_the_wheel_holds_both_packages_and_no_folder_named_cli(tmp_path: Path):
    built = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", tmp_path, PROJECT],
        capture_output=True,
        text=True,
        check=False,
    )
    if built.returncode and "Could not find a version" in built.stderr:
        pytest.skip("the build tools cannot be downloaded here")
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert tops == {"provenance", "provenance_cli", f"{wheel.name.split('-py3')[0]}.dist-info"}
    assert "provenance/py.typed" in names
    assert "provenance_cli/py.typed" in names


def test_no_private_key_is_tracked():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    for name in filter(None, listed.stdout.split(b"\0")):
        path = PROJECT / name.decode()
        if path.is_file():
            assert not PRIVATE_KEY.search(path.read_bytes()), path
