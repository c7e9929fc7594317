"""ARM template deployments: create or update, with the deployer's rights, and nothing of a secure parameter shown."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.cloud.cloud import AzureError
from azure_rehearsal.services import SERVICES, match_type
from tests.rehearsal.world import SECRET, World

TOKEN = "azure-native:resources:Deployment"


def refused(code: str, call: Any, *args: Any, **kwargs: Any) -> AzureError:
    with pytest.raises(AzureError) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code, str(caught.value)
    return caught.value


def properties(value: str = "canary-value", **changes: Any) -> dict[str, Any]:
    secret = {
        "type": "Microsoft.KeyVault/vaults/secrets",
        "apiVersion": "2024-11-01",
        "name": "kv-one/key",
        "properties": {"value": "[parameters('value')]", "contentType": "text/plain"},
        **changes,
    }
    parameters = {"value": {"type": "securestring"}, "mode": {"type": "string", "defaultValue": "on"}}
    return {
        "mode": "Incremental",
        "parameters": {"value": {"value": value}},
        "template": {"$schema": "x", "contentVersion": "1.0.0.0", "parameters": parameters, "resources": [secret]},
    }


@pytest.mark.behaviour(
    "Microsoft.Resources",
    "Incremental template deployments of plain resources with parameters; each resource takes its own right; "
    "secure parameters are never shown.",
)
def test_it_creates_and_updates_and_leaves_what_it_made(world):
    vault = world.vault()
    made = world.make(TOKEN, {"deploymentName": "put", "properties": properties()})
    secret_id = f"{vault.id}/secrets/key"
    assert made["properties"]["outputResources"] == [{"id": secret_id}]
    first = world.cloud.read(SECRET, secret_id).outputs["properties"]["secretUriWithVersion"]
    world.change(made, properties=properties("second"))
    assert world.cloud.read(SECRET, secret_id).outputs["properties"]["secretUriWithVersion"] != first
    world.drop(made)
    assert secret_id in world.cloud.remaining()
    world.make(TOKEN, {"deploymentName": "again", "properties": properties()})  # what exists is updated, not refused


@pytest.mark.behaviour(beside="test_it_creates_and_updates_and_leaves_what_it_made")
def test_a_secure_parameter_is_never_shown(world):
    world.vault()
    made = world.make(TOKEN, {"deploymentName": "put", "properties": properties()})
    assert "canary" not in repr(dict(made))
    assert made["properties"]["parameters"] == {"value": {"type": "SecureString"}, "mode": {"type": "String", "value": "on"}}
    read = world.cloud.read(SECRET, made["properties"]["outputResources"][0]["id"])
    assert "canary" not in repr(read)
    assert read.inputs["properties"]["contentType"] == "text/plain"


@pytest.mark.behaviour(beside="test_it_creates_and_updates_and_leaves_what_it_made")
def test_it_needs_a_right_on_each_resource():
    # learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors: DeploymentFailed
    world = World(deployer_roles=["Website Contributor", "Network Contributor"])
    group = f"/subscriptions/{world.cloud.subscription_id}/resourceGroups/rg"
    owner = World()
    owner.vault()
    world.cloud.state = owner.cloud.state
    error = refused("DeploymentFailed", world.make, TOKEN, {"deploymentName": "put", "properties": properties()})
    assert "AuthorizationFailed" in error.message
    assert group in error.message


def test_a_failure_inside_is_told_with_its_resource(world):
    error = refused("DeploymentFailed", world.make, TOKEN, {"deploymentName": "put", "properties": properties()})
    assert "ParentResourceNotFound" in error.message
    assert "canary" not in str(error)


@pytest.mark.parametrize(
    "changes",
    [
        {"properties": {"value": "[concat('a', 'b')]"}},
        {"copy": {"count": 2}},
        {"condition": True},
    ],
)
def test_fails_clearly_for_what_is_not_evaluated(world, changes):
    world.vault()
    assert "[parameters('name')]" in str(refused("", world.make, TOKEN, {"deploymentName": "put", "properties": properties(**changes)}))


def test_fails_for_other_modes(world):
    assert "'Complete'" in str(
        refused("", world.make, TOKEN, {"deploymentName": "put", "properties": {**properties(), "mode": "Complete"}})
    )


@pytest.mark.parametrize("parameters", [{}, {"value": {"value": "x"}, "more": {"value": "y"}}])
def test_parameters_must_fit(world, parameters):
    # learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-invalid-template
    world.vault()
    refused("InvalidTemplate", world.make, TOKEN, {"deploymentName": "put", "properties": {**properties(), "parameters": parameters}})


def test_flat_types_get_their_properties_where_azure_native_has_them(world):
    site = world.site()
    body = {"type": "Microsoft.Web/sites/basicPublishingCredentialsPolicies", "name": "shop/ftp", "properties": {"allow": False}}
    deployment = properties(**body)
    world.make(TOKEN, {"deploymentName": "put", "properties": deployment})
    ftp = world.cloud.state.get(f"{site.id}/basicPublishingCredentialsPolicies/ftp")
    assert ftp.token.endswith("WebAppFtpAllowed")
    assert ftp.inputs["allow"] is False


# Two types of azure-native, one of ARM: a lock on a resource is a lock at a scope.
SAME_IN_ARM = {"azure-native:authorization:ManagementLockAtResourceLevel": "azure-native:authorization:ManagementLockByScope"}


@pytest.mark.parametrize(
    "kind", [kind for one in SERVICES for kind in one.types if kind.token.startswith("azure-native:")], ids=lambda k: k.token
)
def test_every_id_tells_its_type(kind):
    resource_id = kind.path.replace("{subscriptionId}", "s").replace("{scope}", "subscriptions/s")
    for name in kind.path_inputs:
        resource_id = resource_id.replace("{" + name + "}", f"x-{name[:3]}")
    found = match_type(resource_id.upper())
    assert found is not None
    assert found[0].token == SAME_IN_ARM.get(kind.token, kind.token)
    assert found[0].kind == kind.kind
