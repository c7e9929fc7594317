"""Types and functions that no service describes: nested ids, made-up names, plain outputs, reads, and lists of keys."""

from __future__ import annotations

import random

import pytest

from azure_rehearsal.cloud.cloud import Cloud, Options
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.schema import types as schema
from azure_rehearsal.services import find_type, id_is_guessed
from azure_rehearsal.services.generic.ids import id_template, known_templates
from tests.rehearsal.world import World

NATIVE = "azure-native:"
IN_GROUP = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/"
HUB = {"namespaceName": "relay", "location": "westeurope"}


@pytest.mark.behaviour(beside="test_any_type_can_be_made_named_read_and_deleted")
@pytest.mark.parametrize(
    ("token", "template"),
    [
        # learn.microsoft.com/azure/templates: each type's page
        ("network:ApplicationGateway", IN_GROUP + "Microsoft.Network/applicationGateways/{applicationGatewayName}"),
        ("cdn:Route", IN_GROUP + "Microsoft.Cdn/profiles/{profileName}/afdEndpoints/{endpointName}/routes/{routeName}"),
        ("automation:Runbook", IN_GROUP + "Microsoft.Automation/automationAccounts/{automationAccountName}/runbooks/{runbookName}"),
    ],
)
def test_ids_are_azures_where_they_are_known(token, template):
    assert id_template(NATIVE + token) == template
    assert not id_is_guessed(NATIVE + token)


@pytest.mark.behaviour(beside="test_any_type_can_be_made_named_read_and_deleted")
@pytest.mark.parametrize(
    ("token", "template"),
    [
        # names of ARM namespaces have capitals that nothing tells; ids are compared without
        (
            "notificationhubs:NotificationHub",
            "Microsoft.Notificationhubs/namespaces/{namespaceName}/notificationHubs/{notificationHubName}",
        ),
        ("apicenter:Workspace", "Microsoft.Apicenter/services/{serviceName}/workspaces/{workspaceName}"),
        ("redhatopenshift:Secret", "Microsoft.Redhatopenshift/openShiftClusters/{resourceName}/secrets/{childResourceName}"),
    ],
)
def test_guessed_ids_are_nested_where_the_sdk_tells(token, template):
    assert id_template(NATIVE + token) == IN_GROUP + template
    assert id_is_guessed(NATIVE + token)


def test_known_ids_are_of_types_that_the_sdk_has():
    assert set(known_templates()) <= set(schema.tokens("azure-native"))
    assert len(known_templates()) > 600


@pytest.mark.behaviour(
    "Types without a service of their own", "They can be named, made, read, changed and deleted; ids are nested where the SDK tells."
)
def test_any_type_can_be_made_named_read_and_deleted():
    """A sample of all types of the SDK: another one each time would hide what broke, so always the same."""
    cloud = Cloud()
    cloud.create(NATIVE + "resources:ResourceGroup", {"resourceGroupName": "rg", "location": "westeurope"})
    for token in random.Random(11).sample(schema.tokens("azure-native"), 60):
        kind = find_type(token)
        assert kind is not None
        if kind.parents:  # would need its parents first
            continue
        names = {name: "one" for name in kind.path_inputs if name not in {"resourceGroupName", kind.name}}
        inputs = cloud.check(token, {"resourceGroupName": "rg", **names}, urn_name="thing", random_seed=b"s").inputs
        made = cloud.create(token, inputs)
        assert isinstance(made.id, str)
        assert [str(one) for one in schema.check_outputs(token, made.outputs) if not one.missing] == []
        read = cloud.read(token, made.id)
        assert read is not None
        assert cloud.diff(token, made.id, read.inputs, read.outputs, inputs).changed == []
        cloud.delete(token, made.id, inputs)
        assert cloud.read(token, made.id) is None


@pytest.mark.behaviour("Types without a service of their own", "A part of a type whose ids are known needs its parent.")
def test_a_part_of_a_known_type_needs_its_parent(world: World):
    # learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-parent-resource
    with pytest.raises(AzureError, match="ParentResourceNotFound"):
        world.make(NATIVE + "automation:Variable", {"automationAccountName": "nowhere", "variableName": "x", "name": "x"})


def test_outputs_that_only_azure_knows_are_plausible_and_stay(world: World):
    made = world.make(NATIVE + "batch:BatchAccount", {"accountName": "batch"})
    assert made["provisioningState"] == "Succeeded"
    assert made["accountEndpoint"].endswith(".invalid/") or made["accountEndpoint"] == "simulated"
    again = world.change(made, tags={"a": "b"})
    assert again["accountEndpoint"] == made["accountEndpoint"]


@pytest.mark.behaviour("Types without a service of their own", "Identities become principals of the directory.")
def test_identities_of_any_type_are_principals(world: World):
    made = world.make(NATIVE + "automation:AutomationAccount", {"automationAccountName": "auto", "identity": {"type": "SystemAssigned"}})
    principal = world.cloud.state.principal(made["identity"]["principalId"])
    assert principal is not None
    assert principal.resource_id == made.id


def test_a_location_replaces(world: World):
    # azure-rest-api-specs, common-types/resource-management: TrackedResource.location can be set and read, not changed
    token = NATIVE + "relay:Namespace"
    assert world.cloud.diff(token, "id", {"location": "westeurope"}, {}, {"location": "northeurope"}).replaces == ["location"]


@pytest.mark.behaviour(
    "Types without a service of their own",
    "`get*` functions tell what stands there, `list*` functions made-up keys to who may; others are refused with what to do.",
)
def test_get_functions_tell_what_stands_there(world: World):
    made = world.make(NATIVE + "relay:Namespace", HUB)
    found = world.cloud.invoke(NATIVE + "relay:getNamespace", {"resourceGroupName": "rg", "namespaceName": "relay"})
    assert found["id"] == made.id
    assert found["location"] == "westeurope"
    assert [fault.property for fault in schema.check_outputs(NATIVE + "relay:getNamespace", found)] == ["id"]  # checked apart, above
    with pytest.raises(AzureError, match="ResourceNotFound"):
        world.cloud.invoke(NATIVE + "relay:getNamespace", {"resourceGroupName": "rg", "namespaceName": "nowhere"})


@pytest.mark.behaviour(beside="test_get_functions_tell_what_stands_there")
def test_list_functions_give_made_up_keys_to_who_may(world: World):
    world.make(NATIVE + "automation:AutomationAccount", {"automationAccountName": "auto"})
    token = NATIVE + "automation:listKeyByAutomationAccount"
    arguments: JsonDict = {"resourceGroupName": "rg", "automationAccountName": "auto"}
    listed = world.cloud.invoke(token, arguments)
    assert listed == world.cloud.invoke(token, arguments)
    assert listed["keys"]
    reader = Cloud.load(world.cloud.dump(), options=Options(deployer_roles=("Reader",)))
    with pytest.raises(AzureError, match="AuthorizationFailed"):
        reader.invoke(token, arguments)


@pytest.mark.behaviour(beside="test_get_functions_tell_what_stands_there")
def test_other_functions_are_refused_with_what_to_do(world: World):
    with pytest.raises(AzureError, match=r"no answer for the function .*by configuration"):
        world.cloud.invoke(NATIVE + "compute:getLogAnalyticExportThrottledRequests", {})


@pytest.mark.behaviour("Microsoft Entra ID", "Every other type of azuread, generically.")
def test_other_things_of_the_directory_take_rights_of_its_own():
    # learn.microsoft.com/graph/permissions-reference
    limited = World(deployer_roles=["Owner"])
    with pytest.raises(AzureError, match=r"Authorization_RequestDenied.*Directory\.ReadWrite\.All"):
        limited.make("azuread:index:NamedLocation", {"displayName": "office"})
