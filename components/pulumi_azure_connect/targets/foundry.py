"""Microsoft Foundry: an account, or one of its projects, with its agents and models."""

from pulumi_azure_connect.grants import role_assignment
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import Target

from ._cognitive_services import ACCOUNTS, CONTRIBUTOR, LOCAL_AUTH, READER, with_key

_ENDPOINT = {"AZURE_FOUNDRY_RESOURCEENDPOINT": "https://{accounts}.{suffix:foundry}/"}

FOUNDRY = Target(
    kind="foundry",
    title="Microsoft Foundry",
    resource_types={**ACCOUNTS, "azure-native:cognitiveservices:Project": "Microsoft.CognitiveServices/accounts/projects"},
    grant=role_assignment,
    # USE calls agents and models by the responses API; WRITE also makes agents, files and evaluations, and calls models' own APIs.
    access={
        Access.READ: (READER,),
        Access.USE: (
            Role("Foundry Project Runtime User", "142bfaed-a13f-4c2d-bed2-6db62c4a1009"),
            Role("Foundry Agent Consumer", "eed3b665-ab3a-47b6-8f48-c9382fb1dad6"),
        ),
        Access.WRITE: (CONTRIBUTOR,),
    },
    exceptions={"Microsoft.CognitiveServices/*": "the only role without the right to list keys that makes agents; it does not fine-tune"},
    prefix="AZURE_FOUNDRY",
    settings=_ENDPOINT,
    client_id_setting={"AZURE_FOUNDRY_CLIENTID": "{client_id}"},
    secret=with_key(_ENDPOINT, "AZURE_FOUNDRY_KEY"),
    local_auth=LOCAL_AUTH,
    differs=("Not a target of Service Connector: the names follow its scheme.",),
    sources=("https://learn.microsoft.com/azure/ai-foundry/concepts/rbac-azure-ai-foundry",),
)
