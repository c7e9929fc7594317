"""Both components made as another language makes them: by the engine, from the plugin on PATH, by arguments alone."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest
from pulumi import automation as auto

from azure_rehearsal.engine.events import Result
from azure_rehearsal.engine.rehearsal import Rehearsal
from tests.plugin import programs
from tests.plugin.conftest import Open

pytestmark = pytest.mark.engine

CANARIES = (programs.APP_CANARY, programs.CONNECTION_CANARY)
SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270"
COMPONENTS = ("azure-connect:index:ManagedIdentityApp", "azure-connect:index:SecretBackedConnection")
# A plugin gets the id of the container, and not the container, after which the grant on it could be called.
CALLED = ("shop-files-containers-", "shop-uploads-")
# The marker is a hash in which the random parts of names take part.
RANDOM = [
    (re.compile(r'"ciphertext": "[^"]*"'), '"ciphertext": "..."'),
    (re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "GUID"),
    (re.compile(r"\b(shop-identity|shop-plan)[0-9a-f]{8}"), r"\1"),
    (re.compile(r'"AZURE_CONNECT_REVISION": "[0-9a-f]{16}"'), '"AZURE_CONNECT_REVISION": "..."'),
]


@dataclass(frozen=True)
class Deployed:
    """A stack, previewed and then deployed."""

    rehearsal: Rehearsal
    preview: Result
    up: Result

    def resources(self) -> dict[str, dict[str, Any]]:
        """The state's resources by type and name, providers aside."""
        state = json.loads(json.dumps(self.rehearsal.checkpoint()["resources"]).replace(*CALLED))
        found = {resource["urn"].split("::", 2)[2]: resource for resource in state}
        return {name: resource for name, resource in found.items() if not name.startswith("pulumi:providers:")}


def deployed(rehearsal: Rehearsal) -> Deployed:
    return Deployed(rehearsal, rehearsal.preview(), rehearsal.up())


@pytest.fixture(scope="module")
def by_plugin(open_rehearsal: Open) -> Deployed:
    return deployed(open_rehearsal(programs.remote))


@pytest.fixture(scope="module")
def by_python(open_rehearsal: Open) -> Deployed:
    return deployed(open_rehearsal(programs.local))


def plain(value: object) -> str:
    """A value as text, with what is random in it put aside."""
    text = json.dumps(value, sort_keys=True)
    for pattern, instead in RANDOM:
        text = pattern.sub(instead, text)
    return text


def test_the_resources_equal_those_of_the_python_call(by_plugin: Deployed, by_python: Deployed):
    remote, local = by_plugin.resources(), by_python.resources()
    assert set(remote) == set(local)
    assert {name: plain(one.get("inputs")) for name, one in remote.items()} == {
        name: plain(one.get("inputs")) for name, one in local.items()
    }


def test_the_order_equals_that_of_the_python_call(by_plugin: Deployed, by_python: Deployed):
    """Each resource waits for the same resources; only the components themselves know more about where their arguments came from."""

    def waits(stack: Deployed) -> dict[str, set[str]]:
        return {
            name: {urn.split("::", 2)[2] for urn in resource.get("dependencies", [])}
            for name, resource in stack.resources().items()
            if resource["type"] not in COMPONENTS
        }

    assert waits(by_plugin) == waits(by_python)
    settings = next(name for name in waits(by_plugin) if name.endswith("::shop-settings"))
    assert any("RoleAssignment" in name for name in waits(by_plugin)[settings])


def test_every_reference_resolves(by_plugin: Deployed):
    cloud = by_plugin.rehearsal.cloud
    sites = [
        one["id"] for one in by_plugin.resources().values() if one["type"] in {"azure-native:web:WebApp", "azure-native:web:WebAppSlot"}
    ]
    references = [setting.reference for site in sites for setting in cloud.site_settings(site) if setting.reference is not None]
    assert len(references) == 2
    assert {reference.status for reference in references} == {"Resolved"}


def test_secrets_stay_secret(by_plugin: Deployed):
    checkpoint = by_plugin.rehearsal.checkpoint()
    told = [json.dumps(checkpoint), by_plugin.preview.text(), by_plugin.up.text(), repr(by_plugin.preview.steps), repr(by_plugin.up.steps)]
    assert not [canary for canary in CANARIES for text in told if canary in text]
    values = [one["inputs"]["properties"]["value"] for one in checkpoint["resources"] if one["type"] == "azure-native:keyvault:Secret"]
    assert len(values) == len(CANARIES)
    assert all(SECRET_SIGNATURE in json.dumps(value) for value in values)


def test_outputs_come_back(by_plugin: Deployed, by_python: Deployed):
    remote, local = by_plugin.up.outputs, by_python.up.outputs
    assert remote["host"] == local["host"]
    assert remote["references"] == local["references"]
    assert remote["references"]["MAIL_KEY"].startswith("@Microsoft.KeyVault(VaultName=")
    assert [row["connection"] for row in remote["connections"]] == [row["connection"] for row in local["connections"]]
    assert remote["ready"].lower().endswith("/sites/shop-app")


def test_the_preview_of_a_first_deployment_shows_each_setting_for_itself(by_plugin: Deployed):
    shown = by_plugin.preview.step("shop-settings").new["properties"]
    assert shown["GREETING"] == "hello"
    assert shown["AZURE_SQL_PORT"] == "1433"
    assert shown["PAYMENT_KEY"].startswith("@Microsoft.KeyVault(")
    assert shown["AZURE_CLIENT_ID"] != by_plugin.resources()[_name(by_plugin, "shop-settings")]["inputs"]["properties"]["AZURE_CLIENT_ID"]
    assert by_plugin.preview.changes == by_plugin.up.changes


def _name(stack: Deployed, logical: str) -> str:
    return next(name for name in stack.resources() if name.endswith(f"::{logical}"))


def test_a_second_deployment_changes_nothing(by_plugin: Deployed):
    again = by_plugin.rehearsal.up()
    assert not again.changed, [(step.op, step.name, dict(step.diff)) for step in again.changed]


def _misspelt() -> None:
    programs.Remote(
        "ManagedIdentityApp",
        "shop",
        {
            "resourceGroupName": "shop",
            "runtime": "PYTHON|3.12",
            "connections": [{"name": "uploads", "target": "storage-blobs", "access": "write"}],
        },
        (),
    )


def _without_secrets() -> None:
    programs.Remote("SecretBackedConnection", "mail", {"resourceGroupName": "shop", "principalId": programs.TENANT_GROUP}, ())


def _without_group() -> None:
    programs.Remote("ManagedIdentityApp", "shop", {"runtime": "PYTHON|3.12"}, ())


@pytest.mark.parametrize(
    ("program", "words"),
    [
        (_misspelt, "Did you mean 'storage-blob'?"),
        (_without_secrets, "nothing to connect"),
        (_without_group, "Missing required input 'resourceGroupName'"),
    ],
    ids=["misspelt target", "no secret", "no resource group"],
)
def test_fails_in_the_preview_with_the_words_of_the_component(open_rehearsal: Open, program: auto.PulumiFn, words: str):
    preview = open_rehearsal(program).preview(check=False)
    assert not preview.ok
    assert words in (preview.error or "")
