"""A file, two lists and a moment in, crJSON out: as an official test harness calls a validator."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from support import media
from support.studio import open_studio

from provenance import Capture, Edit

AT = "2026-11-01T00:00:00Z"
SCHEMA = json.loads((Path(__file__).parents[1] / "support" / "crjson.schema.json").read_text())
DROPPED = {"signingCredential.expired", "timeOfSigning.insideValidity"}
FORMS = {
    "text": ("--verbose",),
    "json": ("--json",),
    "crjson": ("--format", "crjson"),
}


def verify(files, lists, *options, seed):
    """Start the command in a process of its own whose hashes are in an order of their own."""
    words = [sys.executable, "-m", "provenance_cli", "verify", *map(str, files), *lists]
    return subprocess.Popen(
        [*words, "--at", AT, *options],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONHASHSEED": str(seed)},
    )


def twice(files, lists, *options):
    """Return what two processes answer to the same question."""
    started = [verify(files, lists, *options, seed=seed) for seed in (1, 2)]
    return [each.communicate(timeout=250)[0] for each in started]


@pytest.fixture(scope="module")
def of_others(corpus):
    """Every real file that may carry credentials."""
    kept = [path for path in corpus.rglob("*") if path.is_file() and path.name != "truth.csv"]
    return sorted(path for path in kept if path.parent.name != "photos")


@pytest.fixture(scope="module")
def lists(official):
    trust = official / "trust"
    return (
        *("--trust", str(trust / "sdk-test-root.pem")),
        *("--tsa-trust", str(trust / "C2PA-TSA-TRUST-LIST.pem")),
    )


@pytest.fixture(scope="module")
def of_ours(tmp_path_factory):
    """A file of each format that was captured and then edited, and the list of its signer."""
    folder = tmp_path_factory.mktemp("ours")
    with open_studio(folder / "pki") as studio:
        for name in sorted(media.FORMATS):
            first = studio.bare.sign(media.content(name), None, Capture())
            path = folder / media.FORMATS[name][0]
            studio.bare.sign(first.data, path, Edit(actions=("c2pa.edited",)))
    files = sorted(path for path in folder.iterdir() if path.is_file())
    return files, ("--trust", str(folder / "pki" / "root.pem"))


@pytest.fixture(scope="module")
def answered(of_others, lists):
    """What two processes say of all real files in one form, asked when it is first needed."""
    return cache(lambda form: twice(of_others, lists, *FORMS[form]))


@pytest.mark.corpus
@pytest.mark.parametrize("form", FORMS)
def test_the_same_files_of_others_get_the_same_report_byte_for_byte(form, answered):
    first, second = answered(form)

    assert len(first) > 50_000
    assert first == second


@pytest.mark.parametrize("form", FORMS)
def test_the_same_file_of_each_format_gets_the_same_report_byte_for_byte(form, of_ours):
    files, lists = of_ours
    first, second = twice(files, lists, *FORMS[form])

    assert len(first) > 20_000
    assert first == second


# --- what the documents say ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def documents(of_others, answered):
    """The crJSON document of each real file, by its path."""
    found = json.loads(answered("crjson")[0])
    assert len(found) == len(of_others)
    return dict(zip(of_others, found, strict=True))


def codes(manifest, *kinds):
    results = manifest["validationResults"]
    return {
        each["code"]
        for kind in kinds or ("success", "informational", "failure")
        for each in results[kind]
    }


@pytest.mark.corpus
def test_every_document_fits_the_schema(documents):
    check = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
    for path, document in documents.items():
        assert not [error.message for error in check.iter_errors(document)], path
    assert sum(bool(document["manifests"]) for document in documents.values()) > 80


def test_documents_of_ours_fit_the_schema_and_broken_ones_do_not(of_ours):
    files, lists = of_ours
    found = json.loads(verify(files, lists, *FORMS["crjson"], seed=0).communicate()[0])
    check = jsonschema.Draft202012Validator(SCHEMA)
    for document in found:
        check.validate(document)
        assert len(document["manifests"]) == 2
    for field in ("label", "assertions", "signature", "validationResults"):
        broken = json.loads(json.dumps(found[0]))
        del broken["manifests"][0][field]
        assert not check.is_valid(broken)


@pytest.mark.corpus
def test_only_codes_of_the_specification_stand_in_a_document(documents, official):
    with (official / "status-codes-2.4.csv").open(newline="") as lines:
        known = {row["code"] for row in csv.DictReader(lines) if row["category_2.4"]}
    for path, document in documents.items():
        for manifest in document["manifests"]:
            said = {code for code in codes(manifest) if not code.startswith("cawg.")}
            assert said <= known, path


@pytest.mark.corpus
def test_what_has_expired_is_told_in_the_words_of_this_version(documents):
    outside = "claimSignature.outsideValidity"
    told = [codes(m) for document in documents.values() for m in document["manifests"]]

    assert not [each for each in told if each & DROPPED]
    (nikon,) = [d for path, d in documents.items() if path.name.startswith("nikon-20221019")]
    assert outside in codes(nikon["manifests"][0], "failure")
    assert all(not {outside, "claimSignature.insideValidity"} <= each for each in told)


@pytest.mark.corpus
def test_each_signature_is_called_trusted_or_not_and_judged_at_the_moment_given(documents):
    for path, document in documents.items():
        for manifest in document["manifests"]:
            results, said = manifest["validationResults"], codes(manifest)
            assert results["validationTime"] == AT
            trust = said & {"signingCredential.trusted", "signingCredential.untrusted"}
            assert len(trust) <= 1, path


@pytest.mark.corpus
def test_what_is_wrong_with_an_ingredient_stands_in_its_own_manifest(documents):
    name = "public-testfiles/adobe-20220124-CIE-sig-CA.jpg"
    (found,) = [each for path, each in documents.items() if str(path).endswith(name)]
    active, *others = found["manifests"]

    assert "claimSignature.mismatch" not in codes(active, "failure")
    assert [m for m in others if "claimSignature.mismatch" in codes(m, "failure")]
    assert all("ingredientDeltas" not in manifest for manifest in found["manifests"])
