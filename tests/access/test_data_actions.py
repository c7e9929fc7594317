"""Which actions are data actions without being said to be."""

from __future__ import annotations

import pytest

from azure_access import is_data_action


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("Microsoft.KeyVault/vaults/secrets/getSecret/action", True),
        ("MICROSOFT.KEYVAULT/vaults/secrets/GETSECRET/action", True),
        ("Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read", True),
        ("Microsoft.ServiceBus/namespaces/queues/messages/send/action", True),
        ("Microsoft.Storage/storageAccounts/listKeys/action", False),
        ("Microsoft.Storage/storageAccounts/blobServices/containers/read", False),
        ("Microsoft.KeyVault/vaults/secrets/read", False),
        ("Microsoft.Web/sites/write", False),
        ("Microsoft.Nobody/knows/read", False),
    ],
)
def test_an_action_is_told_by_the_roles_that_have_it(action, data):
    assert is_data_action(action) is data
