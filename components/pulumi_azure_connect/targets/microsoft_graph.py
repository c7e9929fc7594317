"""Microsoft Graph: app roles (application permissions), named one by one."""

from pulumi_azure_connect.grants import app_role
from pulumi_azure_connect.target import Target

MICROSOFT_GRAPH = Target(
    kind="microsoft-graph",
    title="Microsoft Graph",
    grant=app_role,
    named_roles=True,
    role_is_definition=False,
    prefix="AZURE_GRAPH",
    # Not one of Service Connector's targets: the names follow its scheme.
    settings={
        "AZURE_GRAPH_RESOURCEENDPOINT": "https://{suffix:graph}",
        "AZURE_GRAPH_SCOPE": "https://{suffix:graph}/.default",
    },
    client_id_setting={"AZURE_GRAPH_CLIENTID": "{client_id}"},
    sources=("https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignedto",),
)
