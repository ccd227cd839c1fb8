"""The resolution service against the published document of the API, with questions drawn at random."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from support import resolution
from support.patience import about
from support.repositories import mark
from support.resolution import KEPT, MARKED

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")
from schemathesis.specs.openapi import checks as answered  # noqa: E402  # where it is installed

DOCUMENT = "soft-binding-resolution-openapi.json"
UNNAMED = ("400", "404", "413", "414", "415")
"""What nonsense is answered with: the document names only some of these for each question."""
DESCRIBED = [
    schemathesis.checks.not_a_server_error,
    answered.status_code_conformance,
    answered.content_type_conformance,
    answered.response_schema_conformance,
]
OPERATIONS = (
    ("/matches/byBinding", "GET"),
    ("/matches/byBinding", "POST"),
    ("/matches/byContent", "POST"),
    ("/manifests/{manifestId}", "GET"),
    ("/services/supportedAlgorithms", "GET"),
)


@pytest.fixture(scope="module")
def document(official):
    path = official / DOCUMENT
    if not path.is_file():
        pytest.skip(f"no {DOCUMENT} beside the corpus")
    read = json.loads(path.read_bytes())
    for operations in read["paths"].values():
        for operation in operations.values():
            for status in UNNAMED:
                operation["responses"].setdefault(status, {"description": "refused"})
    return schemathesis.openapi.from_dict(read)


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    told: list[str] = []
    with (
        resolution.filled(tmp_path_factory.mktemp("document") / "repository") as repository,
        resolution.serving(resolution.service(repository), told) as address,
    ):
        yield address
    assert not told, "the service failed"


def test_the_document_has_no_other_operations(document):
    found = [each.ok() for each in document.get_all_operations()]
    assert {(each.path, each.method.upper()) for each in found} == set(OPERATIONS)


@pytest.mark.parametrize(
    ("path", "method", "mode"),
    [
        (*operation, mode)
        for operation in OPERATIONS
        for mode in schemathesis.GenerationMode
        if mode.is_positive or operation[0] != "/services/supportedAlgorithms"  # has no parameter
    ],
)
def test_every_answer_is_one_that_the_document_describes(document, url, path, method, mode):
    operation = document[path][method]
    refusable = mode.is_negative and path != "/matches/byContent"  # any bytes may be a file
    checks = [*DESCRIBED, *([answered.negative_data_rejection] if refusable else [])]

    @about(40)
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case):
        case.validate_response(case.call(base_url=url), checks=checks)

    ask()


@pytest.mark.parametrize(
    ("path", "method", "asked"),
    [
        ("/matches/byBinding", "GET", {"query": "binding"}),
        ("/matches/byBinding", "POST", {"body": "binding", "media_type": "application/json"}),
        ("/matches/byContent", "POST", {"body": MARKED + b"1", "media_type": "image/jpeg"}),
        ("/manifests/{manifestId}", "GET", {"path_parameters": {"manifestId": KEPT}}),
        ("/services/supportedAlgorithms", "GET", {}),
    ],
)
def test_what_is_found_is_told_as_the_document_describes(document, url, path, method, asked):
    one = mark(1)
    binding = {"alg": one.algorithm, "value": base64.b64encode(one.value).decode()}
    choices = {name: binding if value == "binding" else value for name, value in asked.items()}
    case = document[path][method].Case(**choices)
    reply = case.call(base_url=url)
    case.validate_response(reply, checks=DESCRIBED)
    assert reply.status_code == 200
    if "matches" in path:
        assert reply.json()["matches"][0]["manifestId"] == KEPT
