"""The child process in which the independent verifier looks at one file; see `second_opinion`."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from provenance.engine.guard import sandbox
from provenance.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_CODES, LONGEST_CODE = 1_000, 100
"""More codes, and longer ones, are cut: they come from what a file made of the other verifier."""
LONGEST_FAULT = 200


def main() -> None:
    """Read a question and a file from standard input, and write the answer to standard output."""
    sandbox.end_with_parent()
    sandbox.leave_network()
    import encypher_c2pa  # noqa: PLC0415  # an extra, and only in this process

    question = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    limits = Limits(**question["limits"])
    sandbox.limit(limits)
    sandbox.allow_processor_time(limits.read_seconds(len(content)))
    sandbox.close_files()
    try:
        report = encypher_c2pa.verify(
            content,
            question["media_type"],
            trust_pem=question["trust"] or None,
            tsa_trust_pem=question["time"] or None,
            no_default_trust=True,
            validation_time=question["at"],
            telemetry=False,
            online=False,
        )
    except ValueError as error:
        answer: Mapping[str, Any] = {"fault": f"It cannot read the file: {error}"[:LONGEST_FAULT]}
    else:
        answer = _testimony(report)
    sys.stdout.write(json.dumps(answer))


def _testimony(report: Mapping[str, Any]) -> Mapping[str, Any]:
    failures = report["validation_results"]["failure"]
    return {
        "present": report["present"],
        "failures": [str(each["code"])[:LONGEST_CODE] for each in failures[:MOST_CODES]],
    }
