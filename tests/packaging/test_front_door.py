"""The package's front door: what it shows is what it holds, and opening it is cheap."""

from __future__ import annotations

import subprocess
import sys

import provenance


def test_all_is_what_is_visible():
    visible = {name for name in dir(provenance) if not name.startswith("_")}
    assert visible == set(provenance.__all__)
    assert len(provenance.__all__) <= 36


def test_every_name_is_there_and_explains_itself():
    for name in provenance.__all__:
        assert (getattr(provenance, name).__doc__ or "").strip(), name


def test_importing_the_package_loads_no_heavy_library():
    heavy = "{'c2pa', 'PIL', 'cryptography', 'exiftool', 'msgspec', 'rich', 'typer'}"
    program = f"import provenance, sys; print(sorted({heavy} & set(sys.modules)))"
    shown = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert shown.stdout.strip() == "[]"
