"""Two writers of one part of an app's configuration."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.report.verdict import AppFinding, Verdict
from azure_rehearsal.report.writers import writers_findings
from tests.rehearsal.report.clouds import Small, small

WHOLES = [
    ("WebAppApplicationSettings", "appsettings", "app settings"),
    ("WebAppConnectionStrings", "connectionstrings", "connection strings"),
    ("WebAppSlotConfigurationNames", "slotConfigNames", "names of slot settings"),
]


def entry(made: Small, name: str, type: str, path: str, **more: Any) -> dict[str, Any]:
    """What the engine's checkpoint has of a resource that writes a part of the app's configuration."""
    token = f"azure-native:web:{type}"
    return {"urn": f"urn:pulumi:dev::p::{token}::{name}", "type": token, "id": f"{made.ids['app']}/config/{path}", "custom": True, **more}


def found(made: Small, *entries: dict[str, Any]) -> list[AppFinding]:
    return list(writers_findings({"resources": list(entries)}, made.cloud))


@pytest.mark.parametrize(("type", "path", "words"), WHOLES)
def test_two_resources_that_write_one_part_of_an_app(type: str, path: str, words: str):
    made = small()
    one, other = entry(made, "mine", type, path), entry(made, "theirs", type, path.upper())
    (finding,) = found(made, one, other)
    assert (finding.app_id, finding.part, finding.finding.verdict) == (made.ids["app"], "configuration", Verdict.BROKEN)
    assert finding.finding.text.startswith(f"{words} of 'the-app' have 2 writers")
    assert "resource 'mine' and resource 'theirs'" in finding.finding.text
    assert finding.finding.source.startswith("learn.microsoft.com/rest/api/appservice/web-apps/update-")
    assert found(made, one) == []


@pytest.mark.parametrize("more", [{"external": True}, {"delete": True}, {"custom": False}])
def test_what_is_read_or_about_to_go_writes_nothing(more: dict[str, Any]):
    made = small()
    type, path, _ = WHOLES[0]
    assert found(made, entry(made, "mine", type, path), entry(made, "theirs", type, path, **more)) == []


def test_the_settings_of_a_slot_are_another_part():
    made = small()
    type, path, _ = WHOLES[0]
    other = entry(made, "theirs", f"{type}Slot", path) | {"id": f"{made.ids['app']}/slots/staging/config/{path}"}
    assert found(made, entry(made, "mine", type, path), other) == []


def test_settings_in_the_apps_own_body_beside_a_resource_name_what_is_lost():
    made = small()
    site = made.cloud.state.get(made.ids["app"])
    assert site is not None
    made.settings(KEPT="1")
    site.inputs["siteConfig"] = {"appSettings": [{"name": "INLINE", "value": "a value"}, {"name": "KEPT", "value": "a value"}]}
    for entries in ([entry(made, "mine", *WHOLES[0][:2])], []):
        (finding,) = found(made, *entries)
        assert "siteConfig of the app itself" in finding.finding.text
        assert "Lost: INLINE." in finding.finding.text
        assert "a value" not in finding.finding.text
    site.inputs["siteConfig"] = {"appSettings": []}
    assert len(found(made)) == 1, "an empty list empties the settings"
    site.inputs["siteConfig"] = {"alwaysOn": True}
    assert found(made) == []
