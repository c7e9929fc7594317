"""Azure AI Search: all indexes of a service, or one."""

from pulumi_azure_connect.grants import role_assignment
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import LocalAuth, Lookup, Secret, Target

_SERVICES = "Microsoft.Search/searchServices"
_NAMES = {"resource_group_name": "resourceGroups", "search_service_name": "searchServices"}
_ENDPOINT = {"AZURE_SEARCH_RESOURCEENDPOINT": "https://{searchServices}.{suffix:search}"}

AI_SEARCH = Target(
    kind="search",
    title="Azure AI Search",
    resource_types={"azure-native:search:Service": _SERVICES},
    id_types=(f"{_SERVICES}/indexes",),
    grant=role_assignment,
    access={
        Access.READ: (Role("Search Index Data Reader", "1407120a-92aa-4202-b7e9-c0e197c71c8f"),),
        Access.WRITE: (Role("Search Index Data Contributor", "8ebe5a00-799e-43f5-93ac-243d3dce84a7"),),
    },
    exceptions={f"{_SERVICES}/indexes/documents/*": "the only role that writes documents; of documents it may do everything"},
    prefix="AZURE_SEARCH",
    settings=_ENDPOINT,
    client_id_setting={"AZURE_SEARCH_CLIENTID": "{client_id}"},
    secret=Secret(
        settings={**_ENDPOINT, "AZURE_SEARCH_KEY": "{key}"},
        keys={"key": Lookup(function="search:list_admin_key_output", arguments=_NAMES, result="primary_key")},
    ),
    # A search service takes either this or a choice of how keys are answered, not both.
    local_auth=LocalAuth("azure-native:search:Service", _SERVICES, "disable_local_auth", also={"auth_options": None}),
    differs=("Not a target of Service Connector: the names follow its scheme.",),
    sources=("https://learn.microsoft.com/azure/search/search-security-rbac",),
)
