"""Microsoft.Kusto: Azure Data Explorer clusters, databases, and who has which role in a database.

Sources: learn.microsoft.com/kusto/access-control/role-based-access-control (what the roles allow) and the Bicep module
avm/res/kusto/cluster/database/principal-assignment.
"""

from __future__ import annotations

from collections.abc import Sequence

from azure_access import Decision
from azure_rehearsal.core.arm_ids import is_within
from azure_rehearsal.core.errors import AzureError, bad_request
from azure_rehearsal.core.name_rules import GlobalName, NameRule, any_name, specification
from azure_rehearsal.core.plain import clone, text
from azure_rehearsal.core.resource_type import GROUP, Behaviour, Cloud, ResourceType, Service, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services.shared.identity import apply_identity, drop_identity
from azure_rehearsal.services.shared.keys import with_right

__all__ = ["ASSIGNMENT", "SERVICE"]

CLUSTER = "azure-native:kusto:Cluster"
DATABASE = "azure-native:kusto:ReadWriteDatabase"
ASSIGNMENT = "azure-native:kusto:DatabasePrincipalAssignment"
_PATH = GROUP + "/providers/Microsoft.Kusto/clusters/{clusterName}"

_ALLOWS = {
    "Admin": ("query", "ingest", "create table", "administer"),
    "User": ("query", "create table"),
    "Viewer": ("query",),
    "Ingestor": ("ingest",),
    "Monitor": ("show",),
    "UnrestrictedViewer": (),
}
"""Role -> what it allows. A role is no ladder: an ingestor can't query, a viewer can't ingest."""


class _Cluster(Behaviour):
    def fill(self, write: Write) -> None:
        apply_identity(write)
        place = (text(write.inputs, "location") or "").replace(" ", "").lower()
        host = f"{write.arm.name}.{place}.kusto.windows.net"
        write.outputs.update(
            {"uri": f"https://{host}", "dataIngestionUri": f"https://ingest-{host}", "state": "Running", "provisioningState": "Succeeded"}
        )

    def deleted(self, cloud: Cloud, record: Record) -> None:
        drop_identity(cloud, record)


class _Database(Behaviour):
    def fill(self, write: Write) -> None:
        write.outputs.update({"name": "/".join(write.arm.names), "provisioningState": "Succeeded", "isFollowed": False})


class _Assignment(Behaviour):
    def refuse(self, write: Write) -> None:
        principal = text(write.inputs, "principalId") or ""
        if text(write.inputs, "principalType") == "App" and write.cloud.state.principal(principal) is None:
            raise bad_request(f"Principal '{principal}' was not found in the tenant.")
        mine = (write.cloud.state.principal(principal), text(write.inputs, "role"))
        for one in write.cloud.state.of(ASSIGNMENT):
            there = (write.cloud.state.principal(text(one.inputs, "principalId") or ""), text(one.inputs, "role"))
            if one.id.lower() != write.id.lower() and is_within(one.id, write.arm.parent() or "") and there == mine:
                raise AzureError("PrincipalAssignmentAlreadyExists", f"Principal '{principal}' has the role '{mine[1]}' already.", 409)

    def fill(self, write: Write) -> None:
        known = write.cloud.state.principal(text(write.inputs, "principalId") or "")
        write.outputs.update(
            {
                "provisioningState": "Succeeded",
                "aadObjectId": known.object_id if known else "",
                "principalName": known.name if known else "",
                "tenantName": "simulated",
            }
        )


def _get(cloud: Cloud, args: JsonDict) -> JsonDict:
    record = with_right(cloud, CLUSTER, args, "read")
    return {**clone(record.outputs), "id": record.id}


def decide(cloud: Cloud, principals: Sequence[str], action: str, resource_id: str) -> Decision:
    """Whether somebody may "query", "ingest", "create table" or "administer" a database."""
    asked, who = {one.lower() for one in principals}, principals[0]
    held: list[str] = []
    for one in cloud.state.of(ASSIGNMENT):
        known = cloud.state.principal(text(one.inputs, "principalId") or "")
        if known is None or known.object_id.lower() not in asked or not is_within(one.id, resource_id):
            continue
        role = text(one.inputs, "role") or ""
        if action in _ALLOWS.get(role, ()):
            return Decision(True, f"'{who}' has the role '{role}' in '{resource_id}' (assignment {one.id})")
        held.append(role)
    has = f"has only {', '.join(held)}" if held else "has no role"
    return Decision(False, f"'{who}' {has} in '{resource_id}', which does not allow '{action}'", "Forbidden")


SERVICE = Service(
    "Microsoft.Kusto",
    (
        ResourceType(
            token=CLUSTER,
            kind="Microsoft.Kusto/clusters",
            path=_PATH,
            name="clusterName",
            global_name=GlobalName(),
            name_rule=NameRule(r"[a-z][a-z0-9]{3,21}", "4-22 small letters and digits, a letter first"),
            replaces=frozenset({"location"}),
            location=True,
            behaviour=_Cluster(),
        ),
        ResourceType(
            token=DATABASE,
            kind="Microsoft.Kusto/clusters/databases",
            path=_PATH + "/databases/{databaseName}",
            name="databaseName",
            name_rule=NameRule(r"[A-Za-z0-9 .-]{1,260}", "1-260 letters, digits, hyphens, spaces and periods"),
            replaces=frozenset({"location", "kind"}),
            location=True,
            behaviour=_Database(),
        ),
        ResourceType(
            token=ASSIGNMENT,
            kind="Microsoft.Kusto/clusters/databases/principalAssignments",
            path=_PATH + "/databases/{databaseName}/principalAssignments/{principalAssignmentName}",
            name="principalAssignmentName",
            name_rule=any_name(specification("Microsoft.Kusto/clusters/databases/principalAssignments", "2025-02-14")),
            behaviour=_Assignment(),
        ),
    ),
    {"azure-native:kusto:getCluster": _get},
    decide=decide,
)
