"""Another app of the program: an app role of its registration, and a place among its callers."""

from pulumi_azure_connect.grants import caller_app_role
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import Destination, Target

CALL = Role("App.Call")

WEB_APP = Target(
    kind="webapp",
    title="App Service app",
    takes=Destination.APP,
    grant=caller_app_role,
    role_is_definition=False,
    access={Access.USE: (CALL,)},
    prefix="AZURE_WEBAPP",
    settings={"AZURE_WEBAPP_RESOURCEENDPOINT": "{url}", "AZURE_WEBAPP_SCOPE": "{audience}/.default"},
    client_id_setting={"AZURE_WEBAPP_CLIENTID": "{client_id}"},
    differs=("Service Connector connects no app to another: the names follow its scheme.",),
    sources=("https://learn.microsoft.com/azure/app-service/configure-authentication-provider-aad",),
)
