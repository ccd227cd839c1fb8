"""The engine gets the settings that we mean, and only those that it knows."""

from __future__ import annotations

import json
from dataclasses import fields

import c2pa
import pytest

from provenance.engine.native.settings import Settings


def test_a_misspelt_setting_cannot_be_made() -> None:
    with pytest.raises(TypeError):
        Settings(merkle_chunk_kb=1024)  # type: ignore[call-arg]


def test_nothing_is_contacted_and_nothing_is_trusted() -> None:
    document = Settings().document()
    assert document["core"]["allowed_network_hosts"] == []
    assert document["core"]["allow_redirects"] is False
    assert document["core"]["decode_identity_assertions"] is False
    assert document["verify"]["remote_manifest_fetch"] is False
    assert document["verify"]["ocsp_fetch"] is False
    assert set(document["trust"]) == {"trust_config"}


def test_the_engine_makes_no_thumbnail_and_no_action_of_its_own() -> None:
    builder = Settings().document()["builder"]
    assert builder["thumbnail"] == {"enabled": False}
    assert not any(action["enabled"] for action in builder["actions"].values())


@pytest.mark.parametrize("settings", [Settings(), Settings(merkle_chunk_kib=1024)])
def test_the_engine_takes_each_setting(settings) -> None:
    with c2pa.Context.from_dict(settings.document()) as context:
        assert context.is_valid


@pytest.mark.parametrize(
    ("section", "name"),
    [
        (section, name)
        for section, values in Settings(merkle_chunk_kib=1).document().items()
        for name in values
    ],
)
def test_the_engine_knows_each_setting(section, name) -> None:
    """A wrong type is refused for a known name only; an unknown name is ignored in silence."""
    document = {section: {name: [["no such type"]]}}
    with pytest.raises(c2pa.C2paError):
        c2pa.Context.from_json(json.dumps(document)).close()


def test_every_field_reaches_the_document() -> None:
    changed = Settings(
        merkle_chunk_kib=7, memory_copy_mib=9, time_stamps=True, key_purposes=("1.2.3",)
    )
    written = json.dumps(changed.document())
    assert len(fields(Settings)) == 4
    assert changed.document()["builder"]["auto_timestamp_assertion"]["enabled"] is True
    assert Settings().document()["builder"]["auto_timestamp_assertion"]["enabled"] is False
    assert all(text in written for text in ('in_kb": 7', 'in_mb": 9', '"1.2.3"'))
