"""Microsoft.Sql: servers, databases, the server's one Entra administrator, firewall rules."""

# ruff: noqa: S106 - tokens are Pulumi's names of types

from __future__ import annotations

from azure_rehearsal.core.errors import AzureError, already_exists
from azure_rehearsal.core.name_rules import GlobalName, NameRule, any_name, only, specification
from azure_rehearsal.core.plain import child, flag, set_default, table, text
from azure_rehearsal.core.resource_type import GROUP, Behaviour, Cloud, ResourceType, Service, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.services.microsoft_sql.access import ADMINISTRATOR, DATABASE, SERVER
from azure_rehearsal.services.shared.identity import apply_identity, drop_identity

__all__ = ["SERVICE"]

_PATH = GROUP + "/providers/Microsoft.Sql/servers/{serverName}"
_ONLY = "azure-native:sql:ServerAzureADOnlyAuthentication"


class _Server(Behaviour):
    """Sources: learn.microsoft.com/rest/api/sql/servers/create-or-update and .../azure/azure-sql/database/logical-servers."""

    def refuse(self, write: Write) -> None:
        if not write.creating:
            return
        entra_only = flag(write.inputs, "administrators", "azureADOnlyAuthentication") is True
        if not entra_only and not (text(write.inputs, "administratorLogin") and text(write.inputs, "administratorLoginPassword")):
            raise AzureError(
                "InvalidParameterValue",
                "Invalid value given for parameter Login. Specify a valid parameter value: an administrator login with a "
                "password, or Entra-only administrators.",
                400,
            )

    def fill(self, write: Write) -> None:
        apply_identity(write)
        outputs = write.outputs
        outputs.update(
            {
                "fullyQualifiedDomainName": f"{write.arm.name}.database.windows.net",
                "state": "Ready",
                "kind": "v12.0",
                "externalGovernanceStatus": "Disabled",
                "privateEndpointConnections": [],
                "workspaceFeature": "Disconnected",
            }
        )
        set_default(outputs, "version", "12.0")
        set_default(outputs, "publicNetworkAccess", "Enabled")
        if table(write.inputs, "administrators"):
            set_default(child(outputs, "administrators"), "administratorType", "ActiveDirectory")

    def written(self, write: Write, record: Record) -> None:
        keys = {key: record.inputs[key] for key in write.type.path_inputs}
        write.cloud.make_default(_ONLY, {**keys, "authenticationName": "Default"})

    def deleted(self, cloud: Cloud, record: Record) -> None:
        drop_identity(cloud, record)


class _Database(Behaviour):
    def fill(self, write: Write) -> None:
        apply_identity(write)
        outputs = write.outputs
        set_default(outputs, "sku", {"name": "GP_Gen5_2", "tier": "GeneralPurpose"})
        set_default(outputs, "collation", "SQL_Latin1_General_CP1_CI_AS")
        old = write.previous.outputs if write.previous else {}
        outputs.update(
            {
                "databaseId": text(old, "databaseId") or write.cloud.new_guid("database " + write.id),
                "creationDate": text(old, "creationDate") or write.cloud.clock.iso(),
                "currentServiceObjectiveName": text(outputs, "sku", "name"),
                "requestedServiceObjectiveName": text(outputs, "sku", "name"),
                "currentSku": {**table(outputs, "sku")},
                "currentBackupStorageRedundancy": text(outputs, "requestedBackupStorageRedundancy") or "Geo",
                "defaultSecondaryLocation": "northeurope",
                "earliestRestoreDate": text(old, "earliestRestoreDate") or write.cloud.clock.iso(),
                "failoverGroupId": "",
                "isInfraEncryptionEnabled": False,
                "kind": "v12.0,user",
                "managedBy": "",
                "maxLogSizeBytes": 68719476736,
                "pausedDate": "",
                "resumedDate": "",
                "status": "Online",
            }
        )


class _Administrator(Behaviour):
    def refuse(self, write: Write) -> None:
        server = write.cloud.state.get(write.arm.top())
        if write.arm.name != "ActiveDirectory":
            raise AzureError(
                "InvalidServerADAdministratorName",
                f"The administrator name '{write.arm.name}' is invalid: it must be 'ActiveDirectory'.",
                400,
            )
        if write.creating and server is not None and table(server.inputs, "administrators"):
            raise already_exists(write.id)

    def fill(self, write: Write) -> None:
        set_default(write.outputs, "tenantId", write.cloud.tenant_id)
        set_default(write.outputs, "administratorType", "ActiveDirectory")
        write.outputs["azureADOnlyAuthentication"] = False


_NAME = NameRule(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", "1-63 small letters, digits and hyphens inside")

SERVICE = Service(
    "Microsoft.Sql",
    (
        ResourceType(
            token=SERVER,
            kind="Microsoft.Sql/servers",
            path=_PATH,
            name="serverName",
            global_name=GlobalName("NameAlreadyExists", "The name '{name}' already exists. Choose a different name."),
            name_rule=_NAME,
            replaces=frozenset({"location"}),
            hidden=frozenset({"administratorLoginPassword"}),
            location=True,
            behaviour=_Server(),
        ),
        ResourceType(
            token=DATABASE,
            kind="Microsoft.Sql/servers/databases",
            path=_PATH + "/databases/{databaseName}",
            name="databaseName",
            name_rule=NameRule(r"[^<>*%&:\\/?]{0,127}[^<>*%&:\\/?. ]", "1-128 characters without <>*%&:\\/?"),
            replaces=frozenset({"location"}),
            location=True,
            behaviour=_Database(),
        ),
        ResourceType(
            token=ADMINISTRATOR,
            kind="Microsoft.Sql/servers/administrators",
            path=_PATH + "/administrators/{administratorName}",
            name="administratorName",
            name_rule=any_name("its behaviour refuses every name but ActiveDirectory in the words of the service"),
            behaviour=_Administrator(),
        ),
        ResourceType(
            token=_ONLY,
            kind="Microsoft.Sql/servers/azureADOnlyAuthentications",
            path=_PATH + "/azureADOnlyAuthentications/{authenticationName}",
            name="authenticationName",
            name_rule=only("Default", specification("Microsoft.Sql/servers/azureADOnlyAuthentications", "2025-01-01")),
            default={"azureADOnlyAuthentication": False},
        ),
        ResourceType(
            token="azure-native:sql:FirewallRule",
            kind="Microsoft.Sql/servers/firewallRules",
            path=_PATH + "/firewallRules/{firewallRuleName}",
            name="firewallRuleName",
            name_rule=NameRule(r"[^<>*%&:;\\/?]{0,127}[^<>*%&:;\\/?.]", "1-128 characters without <>*%&:;\\/?, not ending with a period"),
        ),
    ),
)
