"""What targets that are Azure AI services accounts share: two roles, and the account's key."""

from collections.abc import Mapping

from pulumi_azure_connect.grants.access import Role
from pulumi_azure_connect.targets.target import LocalAuth, Lookup, Secret

ACCOUNTS: Mapping[str, str] = {"azure-native:cognitiveservices:Account": "Microsoft.CognitiveServices/accounts"}
NAMES: Mapping[str, str] = {"resource_group_name": "resourceGroups", "account_name": "accounts"}

# "Cognitive Services User" and "Foundry User", which documentation names most often, may also list the account's keys.
READER = Role("Cognitive Services Data Reader", "b59867f0-fa02-499b-be73-45a86b5b3e1c")
CONTRIBUTOR = Role("Cognitive Services Data Contributor (Preview)", "19c28022-e58e-450d-a464-0b2a53034789")
LOCAL_AUTH = LocalAuth("azure-native:cognitiveservices:Account", "Microsoft.CognitiveServices/accounts", "properties.disable_local_auth")


def with_key(settings: Mapping[str, str], setting: str) -> Secret:
    """Return the secret of an account: its plain settings, and the key in one of its own."""
    key = Lookup(function="cognitiveservices:list_account_keys_output", arguments=NAMES, result="key1")
    return Secret(settings={**settings, setting: "{key}"}, keys={"key": key})
