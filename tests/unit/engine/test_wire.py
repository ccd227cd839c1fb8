"""crJSON becomes a manifest store, whatever stands in it; a definition becomes builder JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import definitions

from provenance.engine import wire
from provenance.engine.native.engine import NativeEngine
from provenance.engine.wire.write import LARGEST_ARGUMENT, encode_ingredient, resources
from provenance.errors import DescriptionError, ProvenanceError, Unparseable
from provenance.model.asset import Asset
from provenance.model.definition import (
    ActionDefinition,
    AssertionDefinition,
    IngredientDefinition,
    SoftwareAgent,
    Thumbnail,
)
from provenance.model.status import StatusKind

if TYPE_CHECKING:
    from provenance.model.store import ManifestStore

ME, OTHER = "urn:c2pa:me", "urn:c2pa:other"


def uri(label: str, *, manifest: str = "") -> str:
    where = f"/c2pa/{manifest}/" if manifest else ""
    return f"self#jumbf={where}c2pa.assertions/{label}"


def status(code: str) -> dict[str, str]:
    return {"code": code, "url": "self#jumbf=x", "explanation": "because"}


def store_of(manifest: dict, *more: dict) -> ManifestStore:
    return wire.decode(json.dumps({"manifests": [manifest, *more]}).encode())


def version_2(assertions: dict, **fields: object) -> dict:
    return {
        "label": ME,
        "isUpdateManifest": False,
        "assertions": assertions,
        "claim.v2": {
            "dc:title": "photo.jpg",
            "instanceID": "xmp:iid:1",
            "claim_generator_info": {"name": "Cam", "version": "3", "specVersion": "2.4"},
            "created_assertions": [{"url": uri(label)} for label in assertions],
            "gathered_assertions": [],
        },
        **fields,
    }


def test_claim_of_version_2() -> None:
    active = store_of(version_2({"c2pa.hash.data": {"name": "x"}})).active
    assert (active.claim_version, active.title, active.instance_id) == (2, "photo.jpg", "xmp:iid:1")
    assert active.generators[0].spec_version == "2.4"
    assert active.assertions[0].data == {"name": "x"}


def test_claim_of_version_1_with_a_list_of_generators() -> None:
    claim = {
        "dc:title": "old.jpg",
        "dc:format": "image/jpeg",
        "claim_generator": "unused",
        "claim_generator_info": [{"name": "A"}, {"name": "B", "version": "2"}],
        "assertions": [{"url": uri("c2pa.actions", manifest=ME)}],
    }
    document = {"label": ME, "claim": claim, "assertions": {"c2pa.actions": {"actions": []}}}
    active = store_of(document).active
    assert (active.claim_version, active.format) == (1, "image/jpeg")
    assert [generator.name for generator in active.generators] == ["A", "B"]
    assert active.assertions[0].created


def test_the_oldest_claims_name_their_generator_in_one_string() -> None:
    active = store_of({"label": ME, "claim": {"claim_generator": "Lens/1.0"}}).active
    assert active.generators[0].name == "Lens/1.0"


def test_created_and_gathered_assertions_in_the_order_of_the_claim() -> None:
    document = version_2({"c2pa.actions.v2__1": {}, "com.example.loose": {}, "c2pa.actions.v2": {}})
    document["claim.v2"]["created_assertions"] = [{"url": uri("c2pa.actions.v2", manifest=ME)}]
    document["claim.v2"]["gathered_assertions"] = [{"url": uri("c2pa.actions.v2__1")}]
    found = [(one.label, one.created) for one in store_of(document).active.assertions]
    assert found == [
        ("c2pa.actions.v2", True),
        ("c2pa.actions.v2__1", False),
        ("com.example.loose", False),
    ]


def test_actions_of_version_2() -> None:
    action = {
        "action": "c2pa.placed",
        "when": "2026-11-23T10:00:00Z",
        "softwareAgent": {"name": "Editor", "version": "9"},
        "digitalSourceType": "http://example/x",
        "description": "put in",
        "parameters": {
            "ingredients": [{"url": uri("c2pa.ingredient.v3__1")}, {"url": 7}, "odd"],
            "com.example.depth": 3,
        },
    }
    assertions = {
        "c2pa.actions.v2": {"actions": [action], "allActionsIncluded": True},
        "c2pa.actions.v2__1": {"actions": [{"action": "c2pa.edited"}], "allActionsIncluded": True},
    }
    active = store_of(version_2(assertions)).active
    placed, edited = active.actions
    assert placed.when == datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert placed.software_agent == "Editor 9"
    assert placed.ingredients == ("c2pa.ingredient.v3__1",)
    assert placed.parameters == {"com.example.depth": 3}
    assert edited.action == "c2pa.edited"
    assert active.all_actions_included is True


def test_actions_of_version_1_point_at_ingredients_in_three_ways() -> None:
    assertions = {
        "c2pa.ingredient": {"instanceID": "xmp:iid:a", "relationship": "componentOf"},
        "c2pa.ingredient__1": {"instanceID": "xmp:iid:b", "relationship": "componentOf"},
        "c2pa.actions": {
            "actions": [
                {
                    "action": "c2pa.placed",
                    "parameters": {"ingredient": {"url": uri("c2pa.ingredient")}},
                },
                {"action": "c2pa.placed", "instanceId": "xmp:iid:b", "softwareAgent": "Old 1.0"},
                {"action": "c2pa.placed", "parameters": {"org.cai.ingredientIds": ["xmp:iid:a"]}},
                {"action": "c2pa.edited", "instanceId": "xmp:iid:unknown"},
            ]
        },
    }
    actions = store_of(version_2(assertions)).active.actions
    assert [action.ingredients for action in actions] == [
        ("c2pa.ingredient",),
        ("c2pa.ingredient__1",),
        ("c2pa.ingredient",),
        (),
    ]
    assert actions[1].software_agent == "Old 1.0"


def test_a_software_agent_may_stand_in_a_list_beside_the_actions() -> None:
    assertion = {
        "softwareAgents": [{"name": "First"}, {"name": "Second", "version": "2"}],
        "actions": [
            {"action": "c2pa.edited", "softwareAgentIndex": 1},
            {"action": "c2pa.edited", "softwareAgentIndex": 7},
            {"action": "c2pa.edited", "softwareAgentIndex": -1},
        ],
    }
    actions = store_of(version_2({"c2pa.actions.v2": assertion})).active.actions
    assert [action.software_agent for action in actions] == ["Second 2", "", ""]


@pytest.mark.parametrize(
    ("said", "expected"),
    [((True, True), True), ((True, False), False), ((True, None), None), ((), None)],
)
def test_all_actions_are_included_only_if_every_list_says_so(said, expected) -> None:
    assertions = {
        f"c2pa.actions.v2__{number}": {"actions": [], "allActionsIncluded": value}
        for number, value in enumerate(said)
    }
    assert store_of(version_2(assertions)).active.all_actions_included is expected


def test_ingredients_of_all_three_versions() -> None:
    reference = {"url": f"self#jumbf=/c2pa/{OTHER}", "hash": "b64'AAAA'"}
    assertions = {
        "c2pa.ingredient": {
            "dc:title": "one",
            "c2pa_manifest": reference,
            "validationStatus": [
                status("claimSignature.mismatch"),
                status("assertion.dataHash.match"),
                status("com.example.unknown"),
            ],
        },
        "c2pa.ingredient.v2": {"dc:title": "two", "dc:format": "image/png"},
        "c2pa.ingredient.v3": {
            "dc:title": "three",
            "activeManifest": reference,
            "digitalSourceType": "http://example/x",
            "validationResults": {
                "activeManifest": {"failure": [status("assertion.dataHash.mismatch")]},
                "ingredientDeltas": [
                    {
                        "ingredientAssertionURI": uri("c2pa.ingredient", manifest=OTHER),
                        "validationDeltas": {"failure": [status("claimSignature.mismatch")]},
                    }
                ],
            },
        },
    }
    deltas = [
        {
            "ingredientAssertionURI": uri("c2pa.ingredient.v3", manifest=ME),
            "validationDeltas": {"success": [status("ingredient.manifest.validated")]},
        }
    ]
    one, two, three = store_of(version_2(assertions, ingredientDeltas=deltas)).active.ingredients
    assert one.manifest == three.manifest == OTHER
    assert one.claimed_hash == "AAAA"
    assert two.manifest == ""
    assert [entry.kind for entry in one.recorded] == [
        StatusKind.FAILURE,
        StatusKind.SUCCESS,
        StatusKind.FAILURE,
    ]
    assert [entry.code for entry in three.recorded] == [
        "assertion.dataHash.mismatch",
        "claimSignature.mismatch",
    ]
    assert [entry.code for entry in three.deltas] == ["ingredient.manifest.validated"]
    assert one.deltas == ()


def test_statuses_keep_the_list_that_they_stood_in() -> None:
    results = {
        "success": [status("claimSignature.validated")],
        "informational": [status("signingCredential.ocsp.skipped")],
        "failure": [status("assertion.dataHash.mismatch"), "odd", {"code": 3}],
    }
    found = store_of(version_2({}, validationResults=results)).active.statuses
    assert [(entry.code, entry.kind) for entry in found] == [
        ("claimSignature.validated", StatusKind.SUCCESS),
        ("signingCredential.ocsp.skipped", StatusKind.INFORMATIONAL),
        ("assertion.dataHash.mismatch", StatusKind.FAILURE),
        ("3", StatusKind.FAILURE),
    ]


def test_redactions_and_update_manifests() -> None:
    document = version_2({}, isUpdateManifest=True)
    document["claim.v2"]["redacted_assertions"] = [uri("c2pa.metadata", manifest=OTHER), 4]
    active = store_of(document).active
    assert active.is_update
    assert active.redactions == (uri("c2pa.metadata", manifest=OTHER),)


@pytest.mark.parametrize(
    "when", ["2024-01-01T10:00:00", "yesterday", 5, "9999-12-31T23:59:59-23:00", "2024-99-99"]
)
def test_a_time_without_a_zone_or_sense_reads_as_absent(when) -> None:
    assertion = {"actions": [{"action": "c2pa.edited", "when": when}]}
    assert store_of(version_2({"c2pa.actions.v2": assertion})).active.actions[0].when is None


@pytest.mark.parametrize(
    "document",
    [b"", b"no", b"{}", b"[]", b'{"manifests": []}', b'{"manifests": [1, {}]}', b"[" * 5000],
)
def test_without_an_active_manifest_it_is_unparseable(document) -> None:
    with pytest.raises(Unparseable):
        wire.decode(document)


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)
KEYS = st.sampled_from(
    [
        *("manifests", "label", "claim", "claim.v2", "assertions", "validationResults", "failure"),
        *("created_assertions", "gathered_assertions", "claim_generator_info", "ingredientDeltas"),
        *("c2pa.actions", "c2pa.actions.v2__1", "actions", "parameters", "ingredients", "url"),
        *("c2pa.ingredient.v3", "c2pa.ingredient", "validationStatus", "activeManifest", "when"),
        *("softwareAgent", "softwareAgents", "softwareAgentIndex", "action", "code", "hash"),
        *("ingredientAssertionURI", "validationDeltas", "redacted_assertions", "instanceId"),
    ]
)
TRICKY = st.sampled_from(
    [uri("c2pa.ingredient"), f"self#jumbf=/c2pa/{ME}", "self#jumbf=/c2pa/", "b64'", "9999-12-31"]
)
LIKE_CRJSON = st.recursive(
    TRICKY | st.booleans() | st.integers(-3, 3) | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=60,
)


@settings(max_examples=400, deadline=None)
@given(ANY_JSON | LIKE_CRJSON)
def test_any_json_ends_in_a_store_or_as_unparseable(document) -> None:
    try:
        store = wire.decode(json.dumps(document).encode())
    except Unparseable:
        return
    assert store.manifests


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(KEYS, LIKE_CRJSON), LIKE_CRJSON)
def test_any_shape_inside_a_manifest_is_read(manifest, second) -> None:
    document = {"manifests": [manifest, second]}
    store = wire.decode(json.dumps(document).encode())
    assert store.document == document


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_end_in_a_store_or_as_unparseable(document) -> None:
    try:
        wire.decode(document)
    except Unparseable:
        return


@pytest.mark.corpus
def test_every_real_document_is_read(corpus) -> None:
    """What the engine says of each real file is typed without a loss of manifests or actions."""
    engine = NativeEngine()
    read = 0
    for path in sorted(corpus.rglob("*")):
        if not path.is_file() or path.suffix == ".csv":
            continue
        try:
            extract = engine.extract(Asset.of(path))
        except ProvenanceError:
            continue
        store = wire.decode(extract.crjson)
        document = msgspec.json.decode(extract.crjson)
        assert len(store.manifests) == len(document["manifests"]), path
        for manifest, entry in zip(store.manifests, document["manifests"], strict=True):
            raw = entry["assertions"]
            said = [
                a for label, data in raw.items() if "c2pa.actions" in label for a in data["actions"]
            ]
            assert len(manifest.actions) == len(said), path
            assert all(action.action for action in manifest.actions), path
            assert len(manifest.assertions) == len(raw), path
            assert manifest.generators, path
        assert store.active.statuses, path
        read += 1
    assert read >= 90


@pytest.mark.corpus
def test_a_real_chain_is_linked(corpus) -> None:
    path = corpus / "public-testfiles" / "adobe-20220124-CIE-sig-CA.jpg"
    store = NativeEngine().read(Asset.of(path)).store
    (ingredient,) = store.active.ingredients
    assert store.find(ingredient.manifest) is store.manifests[1]
    assert "claimSignature.mismatch" in {entry.code for entry in ingredient.recorded}
    placed = next(action for action in store.active.actions if action.action == "c2pa.placed")
    assert placed.ingredients == (ingredient.label,)


def test_a_definition_is_written_as_the_conformance_programme_asks() -> None:
    document = json.loads(wire.encode(definitions.capture("image/jpeg")))
    assert document["claim_generator_info"] == [
        {"name": "Engine Room", "version": "1.0", "specVersion": "2.4"}
    ]
    (actions,) = document["assertions"]
    assert actions["label"] == "c2pa.actions.v2"
    assert actions["created"] is True
    assert actions["data"]["allActionsIncluded"] is True


def test_an_action_is_written_with_all_that_it_states(tmp_path) -> None:
    action = ActionDefinition(
        action="c2pa.placed",
        when=datetime(2026, 11, 23, 10, tzinfo=timezone(timedelta(hours=1))),
        software_agent=SoftwareAgent(name="Editor"),
        digital_source_type=definitions.HUMAN_EDITS,
        description="put in",
        reason="c2pa.PII.present",
        ingredients=("one",),
        parameters=MappingProxyType({"com.example.depth": MappingProxyType({"a": (1, 2)})}),
        changes=({"region": [{"type": "identified"}]},),
    )
    source = tmp_path / "x.jpg"
    source.touch()
    document = json.loads(wire.encode(definitions.edit("image/jpeg", source, action)))
    written = document["assertions"][0]["data"]["actions"][1]
    assert written == {
        "action": "c2pa.placed",
        "when": "2026-11-23T10:00:00+01:00",
        "softwareAgent": {"name": "Editor"},
        "digitalSourceType": definitions.HUMAN_EDITS,
        "description": "put in",
        "reason": "c2pa.PII.present",
        "changes": [{"region": [{"type": "identified"}]}],
        "parameters": {"com.example.depth": {"a": [1, 2]}, "ingredientIds": ["one"]},
    }


def test_pictures_are_handed_over_under_the_names_in_the_json() -> None:
    picture = Thumbnail(media_type="image/jpeg", data=b"own")
    ingredient = IngredientDefinition(
        key="parent",
        asset=Asset.of(b"x"),
        title="x",
        media_type="image/jpeg",
        relationship="parentOf",
        thumbnail=Thumbnail(media_type="image/png", data=b"of the parent"),
    )
    definition = replace(
        definitions.capture("image/jpeg", thumbnail=picture), ingredients=(ingredient,)
    )
    own = json.loads(wire.encode(definition))["thumbnail"]
    parents = json.loads(encode_ingredient(ingredient))["thumbnail"]
    assert (own["format"], parents["format"]) == ("image/jpeg", "image/png")
    assert {one.name: one.data for one in resources(definition)} == {
        own["identifier"]: b"own",
        parents["identifier"]: b"of the parent",
    }


def test_an_ingredient_is_named_for_its_actions() -> None:
    ingredient = IngredientDefinition(
        key="one", asset=Asset.of(b"x"), title="x", media_type="image/png", relationship="inputTo"
    )
    assert json.loads(encode_ingredient(ingredient)) == {
        "title": "x",
        "relationship": "inputTo",
        "label": "one",
    }


def test_an_update_takes_no_thumbnail(tmp_path) -> None:
    source = tmp_path / "x.jpg"
    source.touch()
    picture = Thumbnail(media_type="image/jpeg", data=b"own")
    with pytest.raises(DescriptionError):
        wire.encode(replace(definitions.update("image/jpeg", source), thumbnail=picture))


@pytest.mark.parametrize(
    "label",
    [
        *("", ".com", "com.example.ünicode", "com.example.日本", "com.example/x"),
        *("com.example.x__1", "com.example.thing.v2", "com.example.a b", "com.example.\x00"),
    ],
)
def test_a_label_that_the_engine_would_change_or_die_of_is_refused(label) -> None:
    assertion = AssertionDefinition(label=label, data={})
    with pytest.raises(DescriptionError):
        wire.encode(definitions.capture("image/jpeg", assertions=(assertion,)))


@pytest.mark.parametrize(
    "data", [object(), "\ud800", {"a": {1, 2}.__iter__()}, "x" * LARGEST_ARGUMENT]
)
def test_what_json_or_the_engine_cannot_take_is_refused(data) -> None:
    assertion = AssertionDefinition(label="com.example.thing", data=data)
    with pytest.raises(DescriptionError):
        wire.encode(definitions.capture("image/jpeg", assertions=(assertion,)))


def test_of_a_store_made_here_come_label_assertions_and_statuses():
    results = {"success": [{"code": "claimSignature.validated", "url": "u"}], "specVersion": "2"}
    own = {"label": "urn:c2pa:1", "assertions": {"a": {"b": 1}}, "validationResults": results}
    read = wire.decode_own(json.dumps({"manifests": [own], "more": 1}).encode())

    assert (read.label, read.statuses[0].code) == ("urn:c2pa:1", "claimSignature.validated")
    assert [(each.label, each.data) for each in read.assertions] == [("a", {"b": 1})]


@pytest.mark.parametrize(
    "manifests",
    [
        [],
        [{"label": "a"}],
        [{"label": 1, "assertions": {}, "validationResults": {}}],
        [{"label": "a", "assertions": [], "validationResults": {}}],
        [{"label": "a", "assertions": {}, "validationResults": {}}] * 2,
    ],
)
def test_another_store_is_none_that_was_made_here(manifests):
    with pytest.raises(Unparseable):
        wire.decode_own(json.dumps({"manifests": manifests}).encode())
