"""What the four targets in a storage account share: one key, in one connection string, turned off in one place."""

from __future__ import annotations

import pytest

from pulumi_azure_connect import STORAGE_BLOB, STORAGE_FILE, STORAGE_QUEUE, STORAGE_TABLE, Target
from pulumi_azure_connect.azure.clouds import CLOUDS
from pulumi_azure_connect.connections.values import placeholders, suffixed
from pulumi_azure_connect.targets._storage import ACCOUNT, LOCAL_AUTH, account_key

ALL_FOUR = pytest.mark.parametrize("target", [STORAGE_BLOB, STORAGE_FILE, STORAGE_QUEUE, STORAGE_TABLE], ids=lambda target: target.kind)


@ALL_FOUR
def test_a_target_of_the_account_turns_off_the_account_s_keys(target: Target):
    assert target.local_auth is LOCAL_AUTH
    assert all(type_.startswith(ACCOUNT) for type_ in target.types)


@ALL_FOUR
def test_the_key_is_in_one_setting_and_comes_from_the_account(target: Target):
    assert target.secret is not None
    ((setting, template),) = target.secret.settings.items()
    assert target.secret == account_key(setting)
    assert placeholders(template) == ["storageAccounts", "key"]
    assert set(target.secret.keys["key"].arguments.values()) == {"resourceGroups", "storageAccounts"}


@pytest.mark.parametrize(("cloud", "domain"), [("public", "core.windows.net"), ("china", "core.chinacloudapi.cn")])
def test_the_connection_string_ends_with_the_cloud_s_domain(cloud: str, domain: str):
    (template,) = account_key("KEY").settings.values()
    assert suffixed(template, STORAGE_BLOB, CLOUDS[cloud]).endswith(f"EndpointSuffix={domain}")
