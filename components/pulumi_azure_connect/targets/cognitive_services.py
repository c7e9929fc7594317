"""Azure AI services of the kind CognitiveServices: one account for speech, vision and others."""

from pulumi_azure_connect.grants import role_assignment
from pulumi_azure_connect.grants.access import Access
from pulumi_azure_connect.targets.target import Target

from ._cognitive_services import ACCOUNTS, CONTRIBUTOR, LOCAL_AUTH, READER, with_key

_ENDPOINT = {"AZURE_COGNITIVESERVICES_ENDPOINT": "https://{accounts}.{suffix:cognitive}/"}

COGNITIVE_SERVICES = Target(
    kind="cognitiveservices",
    title="Azure AI services multi-service account",
    resource_types=ACCOUNTS,
    grant=role_assignment,
    access={Access.READ: (READER,), Access.USE: (CONTRIBUTOR,)},
    prefix="AZURE_COGNITIVESERVICES",
    settings=_ENDPOINT,
    client_id_setting={"AZURE_COGNITIVESERVICES_CLIENTID": "{client_id}"},
    secret=with_key(_ENDPOINT, "AZURE_COGNITIVESERVICES_KEY"),
    local_auth=LOCAL_AUTH,
    differs=("Service Connector grants Cognitive Services User, which may list the account's keys.",),
    sources=("https://learn.microsoft.com/azure/service-connector/how-to-integrate-cognitive-services",),
)
