"""Any API of the tenant that Entra ID protects, Microsoft's included: app roles, by name."""

from pulumi_azure_connect.grants import app_role
from pulumi_azure_connect.targets.target import Destination, Target

ENTRA_API = Target(
    kind="entra-api",
    title="an API that Entra ID protects",
    takes=Destination.APPLICATION,
    grant=app_role,
    named_roles=True,
    role_is_definition=False,
    prefix="AZURE_ENTRAAPI",
    settings={"AZURE_ENTRAAPI_SCOPE": "{application_id}/.default"},
    client_id_setting={"AZURE_ENTRAAPI_CLIENTID": "{client_id}"},
    differs=("Not a target of Service Connector: the names follow its scheme.",),
    sources=(
        "https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignedto",
        "https://learn.microsoft.com/entra/identity-platform/scopes-oidc",
    ),
)
