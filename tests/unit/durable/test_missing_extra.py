"""Without the extra, its rooms say in one line what to install."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import sys
sys.modules[{package!r}] = None
from provenance.errors import InvalidArgument
try:
    import {room}
except InvalidArgument as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("room", "package"),
    [
        ("provenance.durable.fingerprints", "iscc_core"),
        ("provenance.durable.fingerprints", "numpy"),
        ("provenance.durable.scene", "cv2"),
        ("provenance.durable.watermark", "cv2"),
        ("provenance.durable.watermark", "numpy"),
        *(
            (room, package)
            for room in ("provenance.durable.recovery", "provenance.durable.signing")
            for package in ("numpy", "cv2", "iscc_core")
        ),
    ],
)
def test_a_missing_package_is_named_with_what_to_install(room, package):
    program = PROGRAM.format(room=room, package=package)
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert package in said.stdout
    assert 'pip install "media-provenance[durable]"' in said.stdout
    assert said.stdout.count("\n") == 1
    assert not said.stderr
