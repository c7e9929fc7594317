"""Azure AI services: an account of any kind, by identity, or by its key where a client library takes nothing else."""

from pulumi_azure_connect.grants import role_assignment
from pulumi_azure_connect.target import Access, Lookup, Role, Secret, Target

_NAMES = {"resource_group_name": "resourceGroups", "account_name": "accounts"}
_ENDPOINTS = {
    "AZURE_AISERVICES_OPENAI_BASE": "https://{accounts}.{suffix:openai}/",
    "AZURE_AISERVICES_COGNITIVESERVICES_ENDPOINT": "https://{accounts}.{suffix:cognitive}/",
    "AZURE_AISERVICES_SPEECH_ENDPOINT": "https://{location}.stt.speech.microsoft.com",
}

AI_SERVICES = Target(
    kind="aiservices",
    title="Azure AI services",
    resource_types={"azure-native:cognitiveservices:Account": "Microsoft.CognitiveServices/accounts"},
    grant=role_assignment,
    # "Cognitive Services User", which documentation names most often, may also list the account's keys.
    access={
        Access.READ: (Role("Cognitive Services Data Reader", "b59867f0-fa02-499b-be73-45a86b5b3e1c"),),
        Access.USE: (Role("Cognitive Services Data Contributor (Preview)", "19c28022-e58e-450d-a464-0b2a53034789"),),
    },
    prefix="AZURE_AISERVICES",
    settings=_ENDPOINTS,
    lookups={"location": Lookup(function="cognitiveservices:get_account_output", arguments=_NAMES, result="location")},
    client_id_setting={"AZURE_AISERVICES_CLIENTID": "{client_id}"},
    secret=Secret(
        settings={**_ENDPOINTS, "AZURE_AISERVICES_KEY": "{key}"},
        keys={"key": Lookup(function="cognitiveservices:list_account_keys_output", arguments=_NAMES, result="key1")},
    ),
    sources=("https://learn.microsoft.com/azure/service-connector/how-to-integrate-ai-services",),
)
