"""Azure OpenAI: use of the models, apart from fine-tuning."""

from pulumi_azure_connect.grants import role_assignment
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import Target

from ._cognitive_services import ACCOUNTS, LOCAL_AUTH, with_key

_BASE = {"AZURE_OPENAI_BASE": "https://{accounts}.{suffix:openai}/"}

OPENAI = Target(
    kind="openai",
    title="Azure OpenAI",
    resource_types=ACCOUNTS,
    grant=role_assignment,
    access={Access.USE: (Role("Cognitive Services OpenAI User", "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"),)},
    prefix="AZURE_OPENAI",
    settings=_BASE,
    client_id_setting={"AZURE_OPENAI_CLIENTID": "{client_id}"},
    secret=with_key(_BASE, "AZURE_OPENAI_KEY"),
    local_auth=LOCAL_AUTH,
    differs=("Service Connector grants Cognitive Services OpenAI Contributor, which also fine-tunes and deploys models.",),
    sources=("https://learn.microsoft.com/azure/service-connector/how-to-integrate-openai",),
)
