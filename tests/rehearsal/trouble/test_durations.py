"""The table of typical durations."""

from __future__ import annotations

import json
from importlib import resources

import pytest

from azure_rehearsal.services import SERVICES
from azure_rehearsal.trouble.durations import typical

TOLD = json.loads(resources.files("azure_rehearsal").joinpath("data/durations.json").read_text(encoding="utf-8"))


@pytest.mark.behaviour(beside="test_operations_take_their_typical_time_and_overlap")
def test_every_entry_is_used_positive_and_has_a_source_or_is_called_a_guess():
    known = {kind.kind.lower() for service in SERVICES for kind in service.types}
    assert len(TOLD["types"]) == len({entry["type"].lower() for entry in TOLD["types"]})
    for entry in TOLD["types"]:
        assert set(entry) <= {"type", "long_running", "create", "update", "delete", "source"}, entry
        assert "https://" in entry["source"] or "guess" in entry["source"] or "public apply log" in entry["source"], entry
        usual = typical(entry["type"])
        assert usual.source == entry["source"]
        assert min(usual.seconds.values()) > 0
    unknown = {entry["type"] for entry in TOLD["types"] if entry["type"].lower() not in known}
    assert unknown <= {"Microsoft.Insights/actionGroups"}, "an entry whose name is misspelt is of no use"


def test_what_is_absent_is_usual():
    vault = typical("microsoft.keyvault/VAULTS")
    assert vault.seconds == {"create": 186.0, "update": TOLD["long_running_otherwise"]["update"], "delete": 20.0}
    assert vault.long_running
    other = typical("Microsoft.Whatever/things")
    assert other.seconds == {key: float(TOLD["otherwise"][key]) for key in ("create", "update", "delete")}
    assert not other.long_running
    assert other.source == "guess"


def test_what_the_sdks_call_long_running_is():
    # the begin_* methods of azure-mgmt-web, azure-mgmt-keyvault and azure-mgmt-storage
    for kind in ("Microsoft.Web/sites", "Microsoft.Web/serverfarms", "Microsoft.KeyVault/vaults", "Microsoft.Storage/storageAccounts"):
        assert typical(kind).long_running
    for kind in ("Microsoft.KeyVault/vaults/secrets", "Microsoft.Authorization/roleAssignments", "Microsoft.Web/sites/config"):
        assert not typical(kind).long_running
