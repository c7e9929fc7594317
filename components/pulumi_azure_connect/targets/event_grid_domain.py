"""Azure Event Grid: a domain, or one of its topics."""

from pulumi_azure_connect.grants import role_assignment
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import LocalAuth, Lookup, Secret, Target

_DOMAINS = "Microsoft.EventGrid/domains"
_NAMES = {"resource_group_name": "resourceGroups", "domain_name": "domains"}
_ENDPOINT = {"AZURE_EVENTGRIDDOMAIN_RESOURCEENDPOINT": "{endpoint}"}

EVENT_GRID_DOMAIN = Target(
    kind="eventgrid-domain",
    title="Azure Event Grid domain",
    resource_types={"azure-native:eventgrid:Domain": _DOMAINS, "azure-native:eventgrid:DomainTopic": f"{_DOMAINS}/topics"},
    grant=role_assignment,
    access={Access.SEND: (Role("EventGrid Data Sender", "d5a91429-5739-47e2-a06b-3470a27159e7"),)},
    prefix="AZURE_EVENTGRIDDOMAIN",
    settings=_ENDPOINT,
    client_id_setting={"AZURE_EVENTGRIDDOMAIN_CLIENTID": "{client_id}"},
    lookups={"endpoint": Lookup(function="eventgrid:get_domain_output", arguments=_NAMES, result="endpoint", of=_DOMAINS)},
    secret=Secret(
        settings={**_ENDPOINT, "AZURE_EVENTGRIDDOMAIN_KEY": "{key}"},
        keys={"key": Lookup(function="eventgrid:list_domain_shared_access_keys_output", arguments=_NAMES, result="key1")},
    ),
    local_auth=LocalAuth("azure-native:eventgrid:Domain", _DOMAINS, "disable_local_auth"),
    differs=("Not a target of Service Connector: the names follow its scheme.",),
    sources=("https://learn.microsoft.com/azure/event-grid/authenticate-with-microsoft-entra-id",),
)
