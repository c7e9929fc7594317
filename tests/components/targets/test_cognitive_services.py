"""What the targets on accounts of Azure AI services share: roles that can't list keys, and the account's key beside plain settings."""

from __future__ import annotations

import pytest

from azure_access import builtin_roles
from pulumi_azure_connect import AI_SERVICES, COGNITIVE_SERVICES, FOUNDRY, OPENAI, Role, Target
from pulumi_azure_connect.targets._cognitive_services import CONTRIBUTOR, LOCAL_AUTH, READER, with_key

LIST_KEYS = "Microsoft.CognitiveServices/accounts/listKeys/action"


@pytest.mark.parametrize("role", [READER, CONTRIBUTOR], ids=lambda role: role.name)
def test_the_shared_roles_can_not_list_keys(role: Role):
    assert builtin_roles()[role.id].line(LIST_KEYS, data=False) is None


def test_the_role_that_documentation_names_can():
    """Why it isn't used; if Azure takes the right out of it, choose again."""
    user = next(role for role in builtin_roles().values() if role.name == "Cognitive Services User")
    assert user.line(LIST_KEYS, data=False) is not None


@pytest.mark.parametrize("target", [AI_SERVICES, COGNITIVE_SERVICES, FOUNDRY, OPENAI], ids=lambda target: target.kind)
def test_the_account_s_keys_are_turned_off_in_one_place(target: Target):
    assert target.local_auth is LOCAL_AUTH


def test_only_the_named_setting_holds_the_key():
    secret = with_key({"AZURE_AI_BASE": "https://shop.example"}, "AZURE_AI_KEY")
    assert secret.settings == {"AZURE_AI_BASE": "https://shop.example", "AZURE_AI_KEY": "{key}"}
    assert secret.keys["key"].function == "cognitiveservices:list_account_keys_output"
