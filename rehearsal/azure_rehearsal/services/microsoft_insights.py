"""Microsoft.Insights and Microsoft.OperationalInsights: Application Insights, data collection rules, Log Analytics."""

# ruff: noqa: S106 - tokens are Pulumi's names of types

from __future__ import annotations

from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.errors import resource_not_found
from azure_rehearsal.core.name_rules import NameRule, any_name, specification
from azure_rehearsal.core.plain import set_default, text
from azure_rehearsal.core.resource_type import GROUP, Behaviour, ResourceType, Service, Write
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services.shared.identity import apply_identity
from azure_rehearsal.services.shared.plain_resource import PlainResource, listing, reading

__all__ = ["SERVICE"]


class _Component(Behaviour):
    def refuse(self, write: Write) -> None:
        workspace = text(write.inputs, "workspaceResourceId")
        if workspace and write.cloud.state.get(workspace) is None:
            arm = ArmId.parse(workspace)
            raise resource_not_found(arm.kind, arm.name, arm.group)

    def fill(self, write: Write) -> None:
        old = write.previous.outputs if write.previous else {}
        cloud, outputs = write.cloud, write.outputs
        key = text(old, "instrumentationKey") or cloud.new_guid("instrumentation key")
        app = text(old, "appId") or cloud.new_guid("application insights")
        place = (text(write.inputs, "location") or cloud.options.location).replace(" ", "").lower()
        outputs.update(
            {
                "instrumentationKey": key,
                "appId": app,
                "applicationId": write.arm.name,
                "connectionString": f"InstrumentationKey={key};IngestionEndpoint=https://{place}-5.in.applicationinsights."
                f"azure.com/;LiveEndpoint=https://{place}.livediagnostics.monitor.azure.com/;ApplicationId={app}",
                "creationDate": text(old, "creationDate") or cloud.clock.iso(),
                "tenantId": cloud.tenant_id,
                "provisioningState": "Succeeded",
                "privateLinkScopedResources": [],
                "hockeyAppToken": "",
                "laMigrationDate": text(old, "laMigrationDate") or cloud.clock.iso(),
            }
        )
        set_default(outputs, "retentionInDays", 90)


class _Workspace(Behaviour):
    def fill(self, write: Write) -> None:
        apply_identity(write)
        old = write.previous.outputs if write.previous else {}
        write.outputs.update(
            {
                "customerId": text(old, "customerId") or write.cloud.new_guid("workspace"),
                "createdDate": text(old, "createdDate") or write.cloud.clock.iso(),
                "modifiedDate": write.cloud.clock.iso(),
                "provisioningState": "Succeeded",
                "privateLinkScopedResources": [],
            }
        )
        set_default(write.outputs, "sku", {"name": "PerGB2018"})
        set_default(write.outputs, "retentionInDays", 30)


def _rule(write: Write) -> JsonDict:
    old = write.previous.outputs if write.previous else {}
    immutable = text(old, "immutableId") or f"dcr-{write.cloud.new_guid('rule ' + write.id).replace('-', '')}"
    return {"immutableId": immutable, "etag": f'"{write.cloud.new_guid(write.id)}"', "metadata": {}}


_COMPONENT = ResourceType(
    token="azure-native:applicationinsights:Component",
    kind="Microsoft.Insights/components",
    path=GROUP + "/providers/Microsoft.Insights/components/{resourceName}",
    name="resourceName",
    name_rule=NameRule(
        r"[^%&\\?/\x00-\x1f]{0,259}[^%&\\?/\x00-\x1f. ]", "1-260 characters without %&\\?/, not ending with a space or period"
    ),
    replaces=frozenset({"location"}),
    location=True,
    behaviour=_Component(),
)
_WORKSPACE = ResourceType(
    token="azure-native:operationalinsights:Workspace",
    kind="Microsoft.OperationalInsights/workspaces",
    path=GROUP + "/providers/Microsoft.OperationalInsights/workspaces/{workspaceName}",
    name="workspaceName",
    name_rule=NameRule(r"[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]", "4-63 letters, digits and hyphens inside"),
    replaces=frozenset({"location"}),
    location=True,
    behaviour=_Workspace(),
)
_RULE = ResourceType(
    token="azure-native:monitor:DataCollectionRule",
    kind="Microsoft.Insights/dataCollectionRules",
    path=GROUP + "/providers/Microsoft.Insights/dataCollectionRules/{dataCollectionRuleName}",
    name="dataCollectionRuleName",
    name_rule=any_name(specification("Microsoft.Insights/dataCollectionRules", "2024-03-11")),
    replaces=frozenset({"location"}),
    location=True,
    behaviour=PlainResource(_rule),
)

# 64 bytes: learn.microsoft.com/rest/api/loganalytics/shared-keys/get-shared-keys
_SHARED_KEYS = listing(_WORKSPACE, "sharedKeys/action", lambda _, keys: {"primarySharedKey": keys[0], "secondarySharedKey": keys[1]}, 64)

SERVICE = Service(
    "Microsoft.Insights",
    (
        _COMPONENT,
        _WORKSPACE,
        _RULE,
        ResourceType(
            token="azure-native:operationalinsights:Table",
            kind=_WORKSPACE.kind + "/tables",
            path=_WORKSPACE.path + "/tables/{tableName}",
            name="tableName",
            name_rule=NameRule(
                r"[A-Za-z0-9_-]{4,63}",
                "4-63 letters, digits, _ and -",
                source=specification("Microsoft.OperationalInsights/workspaces/tables", "2026-03-01"),
            ),
            behaviour=PlainResource(),
        ),
        # learn.microsoft.com/azure/azure-monitor/alerts/action-groups
        ResourceType(
            token="azure-native:monitor:ActionGroup",
            kind="Microsoft.Insights/actionGroups",
            path=GROUP + "/providers/Microsoft.Insights/actionGroups/{actionGroupName}",
            name="actionGroupName",
            name_rule=NameRule(
                r"[^:<>+/&%\\?\x00-\x1f]{0,259}[^:<>+/&%\\?\x00-\x1f. ]",
                "1-260 characters without :<>+/&%\\?, not ending with a space or period",
            ),
            replaces=frozenset({"location"}),
            location=True,
            behaviour=PlainResource(defaults={"enabled": True}),
        ),
        # learn.microsoft.com/azure/azure-monitor/alerts/alerts-types
        ResourceType(
            token="azure-native:monitor:MetricAlert",
            kind="Microsoft.Insights/metricAlerts",
            path=GROUP + "/providers/Microsoft.Insights/metricAlerts/{ruleName}",
            name="ruleName",
            name_rule=NameRule(
                r"[^*#&+:<>?@%{}\\/\x00-\x1f]{0,259}[^*#&+:<>?@%{}\\/\x00-\x1f. ]",
                "1-260 characters without *#&+:<>?@%{}\\/, not ending with a space or period",
            ),
            replaces=frozenset({"location"}),
            location=True,
            behaviour=PlainResource(
                outputs=lambda write: {"isMigrated": False, "lastUpdatedTime": write.cloud.clock.iso()}, refers=("actions.actionGroupId",)
            ),
        ),
        # learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings
        ResourceType(
            token="azure-native:monitor:DiagnosticSetting",
            kind="Microsoft.Insights/diagnosticSettings",
            path="/{resourceUri}/providers/Microsoft.Insights/diagnosticSettings/{name}",
            name="name",
            name_rule=any_name(specification("Microsoft.Insights/diagnosticSettings", "2021-05-01-preview")),
            behaviour=PlainResource(refers=("workspaceId", "storageAccountId")),
        ),
        # learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-understanding-settings
        ResourceType(
            token="azure-native:monitor:AutoscaleSetting",
            kind="Microsoft.Insights/autoscalesettings",
            path="/subscriptions/{subscriptionId}/resourcegroups/{resourceGroupName}/providers/Microsoft.Insights/autoscalesettings/{autoscaleSettingName}",
            name="autoscaleSettingName",
            name_rule=any_name(specification("Microsoft.Insights/autoscaleSettings", "2022-10-01")),
            replaces=frozenset({"location"}),
            location=True,
            behaviour=PlainResource(refers=("targetResourceUri",)),
        ),
    ),
    {
        "azure-native:applicationinsights:getComponent": reading(_COMPONENT),
        "azure-native:operationalinsights:getWorkspace": reading(_WORKSPACE),
        "azure-native:operationalinsights:getSharedKeys": _SHARED_KEYS,
        "azure-native:operationalinsights:getWorkspaceSharedKeys": _SHARED_KEYS,
        "azure-native:monitor:getDataCollectionRule": reading(_RULE),
    },
)
