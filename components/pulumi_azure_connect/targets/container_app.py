"""A container app, or another web API that has its own registration: an app role of it."""

from pulumi_azure_connect.grants import caller_app_role
from pulumi_azure_connect.grants.access import Access
from pulumi_azure_connect.targets.target import Destination, Target

from .web_app import CALL

CONTAINER_APP = Target(
    kind="containerapp",
    title="Azure Container Apps",
    takes=Destination.APP,
    grant=caller_app_role,
    role_is_definition=False,
    access={Access.USE: (CALL,)},
    prefix="AZURE_CONTAINERAPP",
    settings={"AZURE_CONTAINERAPP_RESOURCEENDPOINT": "{url}", "AZURE_CONTAINERAPP_SCOPE": "{audience}/.default"},
    client_id_setting={"AZURE_CONTAINERAPP_CLIENTID": "{client_id}"},
    differs=("A target of Service Connector from other container apps only, and without authentication. The names follow its scheme.",),
    sources=("https://learn.microsoft.com/azure/container-apps/authentication-entra",),
)
