"""Microsoft Graph: app roles (application permissions), named one by one."""

from pulumi_azure_connect.grants import app_role
from pulumi_azure_connect.targets.target import Destination, Target

MICROSOFT_GRAPH = Target(
    kind="microsoft-graph",
    title="Microsoft Graph",
    takes=Destination.NOTHING,
    application_id="00000003-0000-0000-c000-000000000000",
    grant=app_role,
    named_roles=True,
    role_is_definition=False,
    prefix="AZURE_GRAPH",
    settings={
        "AZURE_GRAPH_RESOURCEENDPOINT": "https://{suffix:graph}",
        "AZURE_GRAPH_SCOPE": "https://{suffix:graph}/.default",
    },
    client_id_setting={"AZURE_GRAPH_CLIENTID": "{client_id}"},
    differs=("Not a target of Service Connector: the names follow its scheme.",),
    sources=("https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignedto",),
)
