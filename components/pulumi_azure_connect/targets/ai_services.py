"""Azure AI services: an account of any kind, by identity or by key."""

from pulumi_azure_connect.grants import role_assignment
from pulumi_azure_connect.grants.access import Access
from pulumi_azure_connect.targets.target import Lookup, Target

from ._cognitive_services import ACCOUNTS, CONTRIBUTOR, LOCAL_AUTH, NAMES, READER, with_key

_ENDPOINTS = {
    "AZURE_AISERVICES_OPENAI_BASE": "https://{accounts}.{suffix:openai}/",
    "AZURE_AISERVICES_COGNITIVESERVICES_ENDPOINT": "https://{accounts}.{suffix:cognitive}/",
    "AZURE_AISERVICES_SPEECH_ENDPOINT": "https://{location}.{suffix:speech}",
}

AI_SERVICES = Target(
    kind="aiservices",
    title="Azure AI services",
    resource_types=ACCOUNTS,
    grant=role_assignment,
    access={Access.READ: (READER,), Access.USE: (CONTRIBUTOR,)},
    prefix="AZURE_AISERVICES",
    settings=_ENDPOINTS,
    lookups={"location": Lookup(function="cognitiveservices:get_account_output", arguments=NAMES, result="location")},
    client_id_setting={"AZURE_AISERVICES_CLIENTID": "{client_id}"},
    secret=with_key(_ENDPOINTS, "AZURE_AISERVICES_KEY"),
    local_auth=LOCAL_AUTH,
    differs=("Service Connector's role is not documented; those of its neighbours may list the account's keys, ours may not.",),
    sources=("https://learn.microsoft.com/azure/service-connector/how-to-integrate-ai-services",),
)
