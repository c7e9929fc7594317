"""One of each type of the services that the project began with."""

from __future__ import annotations

from typing import Any

WEB = "azure-native:web:WebApp"
SITE_INPUTS: dict[str, dict[str, Any]] = {
    "ApplicationSettings": {"properties": {"A": "1"}},
    "ConnectionStrings": {"properties": {"DB": {"type": "SQLAzure", "value": "Server=x"}}},
    "AzureStorageAccounts": {
        "properties": {"media": {"type": "AzureFiles", "accountName": "stone", "shareName": "media", "mountPath": "/m"}}
    },
    "Metadata": {"properties": {"CURRENT_STACK": "python"}},
    "AuthSettings": {"enabled": False},
    "AuthSettingsV2": {"platform": {"enabled": True}},
    "DiagnosticLogsConfiguration": {"httpLogs": {"fileSystem": {"enabled": True, "retentionInDays": 1, "retentionInMb": 35}}},
    "FtpAllowed": {"allow": False},
    "ScmAllowed": {"allow": False},
    "SwiftVirtualNetworkConnection": {"subnetResourceId": "/subscriptions/s/x", "swiftSupported": True},
}


def _access(world: Any, scope: str, principal: str) -> list[Any]:
    role = {"scope": scope, "roleName": "own", "permissions": [{"actions": ["*/read"]}], "assignableScopes": [scope]}
    denied = {"permissions": [{"actions": ["Microsoft.Batch/*"]}], "principals": [{"id": principal}]}
    denial = {"scope": scope, "denyAssignmentId": "00000000-0000-4000-8000-000000000007", "denyAssignmentName": "managed", **denied}
    return [
        world.make("azure-native:authorization:RoleDefinition", role),
        world.make("azure-native:authorization:DenyAssignment", denial),
        world.make("azure-native:authorization:ManagementLockByScope", {"scope": scope, "lockName": "stay", "level": "CanNotDelete"}),
    ]


def make(world: Any) -> list[Any]:
    """All of them, in an order that Azure accepts."""
    cloud = world.cloud
    identity, plan = world.identity(), world.plan("S1")
    site = world.site(plan=plan, identity=identity)
    slot = world.make("azure-native:web:WebAppSlot", {"name": "shop", "slot": "staging", "serverFarmId": plan.id})
    made = [
        identity,
        plan,
        site,
        slot,
        world.make("azure-native:resources:ResourceGroup", {"resourceGroupName": "other", "location": "westeurope"}),
    ]
    for name, inputs in SITE_INPUTS.items():
        made.append(world.make(WEB + name, {"name": "shop", **inputs}))
        made.append(world.make(f"{WEB}{name}Slot", {"name": "shop", "slot": "staging", **inputs}))
    made.append(world.make(f"{WEB}SlotConfigurationNames", {"name": "shop", "appSettingNames": ["A"]}))
    vault = world.vault("kv-p", rbac=False)
    made += [vault, world.secret(vault), world.policy(vault, identity["principalId"], "get")]
    storage = {"accountName": "stone"}
    made.append(world.make("azure-native:storage:StorageAccount", {**storage, "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}))
    for name, key in (("BlobContainer", "containerName"), ("Queue", "queueName"), ("Table", "tableName"), ("FileShare", "shareName")):
        made.append(world.make(f"azure-native:storage:{name}", {**storage, key: "parts"}))
    sql = {"serverName": "sql-one"}
    made.append(
        world.make("azure-native:sql:Server", {**sql, "administratorLogin": "boss", "administratorLoginPassword": "canary-Passw0rd"})
    )
    made.append(world.make("azure-native:sql:Database", {**sql, "databaseName": "orders"}))
    who = {"administratorName": "ActiveDirectory", "login": "deployer", "sid": cloud.deployer.object_id}
    made.append(world.make("azure-native:sql:ServerAzureADAdministrator", {**sql, **who}))
    made.append(
        world.make(
            "azure-native:sql:ServerAzureADOnlyAuthentication", {**sql, "authenticationName": "Default", "azureADOnlyAuthentication": True}
        )
    )
    made.append(
        world.make(
            "azure-native:sql:FirewallRule", {**sql, "firewallRuleName": "all", "startIpAddress": "0.0.0.0", "endIpAddress": "0.0.0.0"}
        )
    )
    ai = {"accountName": "brain"}
    made.append(
        world.make(
            "azure-native:cognitiveservices:Account",
            {**ai, "kind": "OpenAI", "sku": {"name": "S0"}, "properties": {"customSubDomainName": "brain"}},
        )
    )
    made.append(
        world.make(
            "azure-native:cognitiveservices:Deployment",
            {**ai, "deploymentName": "gpt", "properties": {"model": {"name": "gpt", "format": "OpenAI"}}},
        )
    )
    logs = world.make("azure-native:operationalinsights:Workspace", {"workspaceName": "logs"})
    made.append(logs)
    made.append(
        world.make(
            "azure-native:applicationinsights:Component",
            {"resourceName": "eyes", "applicationType": "web", "kind": "web", "workspaceResourceId": logs.id},
        )
    )
    made.append(
        world.make(
            "azure-native:network:VirtualNetwork", {"virtualNetworkName": "net", "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
        )
    )
    subnet = world.make("azure-native:network:Subnet", {"virtualNetworkName": "net", "subnetName": "apps", "addressPrefix": "10.0.1.0/24"})
    made.append(subnet)
    made.append(world.make("azure-native:network:PrivateEndpoint", {"privateEndpointName": "door", "subnet": {"id": subnet.id}}))
    made.append(world.grant(identity["principalId"], "Reader", vault.id))
    scope = f"/subscriptions/{cloud.subscription_id}"
    made += _access(world, scope, identity["principalId"])
    locked = {"resourceProviderNamespace": "Microsoft.Storage", "parentResourcePath": "", "resourceType": "storageAccounts"}
    lock = {"lockName": "keep", "level": "CanNotDelete", "apiVersion": "2024-01-01"}
    made.append(world.make("azure-native:authorization:ManagementLockAtResourceLevel", {**locked, "resourceName": "stone", **lock}))
    roles = [
        {
            "allowedMemberTypes": ["Application"],
            "description": "d",
            "displayName": "d",
            "id": "22222222-2222-2222-2222-222222222222",
            "value": "Call",
        }
    ]
    app = world.make("azuread:index:Application", {"displayName": "api", "appRoles": roles})
    principal = world.make("azuread:index:ServicePrincipal", {"clientId": app["clientId"]})
    made += [app, principal]
    made.append(world.make("azuread:index:ApplicationIdentifierUri", {"applicationId": app.id, "identifierUri": "api://shop"}))
    assignment = {"appRoleId": roles[0]["id"], "principalObjectId": identity["principalId"], "resourceObjectId": principal["objectId"]}
    made.append(world.make("azuread:index:AppRoleAssignment", assignment))
    group = world.make("azuread:index:Group", {"displayName": "people", "securityEnabled": True})
    made += [
        group,
        world.make("azuread:index:GroupMember", {"groupObjectId": group["objectId"], "memberObjectId": identity["principalId"]}),
    ]
    empty = {"mode": "Incremental", "template": {"resources": []}}
    made.append(world.make("azure-native:resources:Deployment", {"deploymentName": "nothing", "properties": empty}))
    return made
