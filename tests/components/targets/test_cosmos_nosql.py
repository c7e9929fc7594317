from __future__ import annotations

import pytest

from pulumi_azure_connect import COSMOS_NOSQL

from .connected import connected, seen, settings
from .data_services import cosmos_account, cosmos_container, cosmos_database

ROLE = "SqlResourceSqlRoleAssignment"


@pytest.mark.parametrize("make", [cosmos_account, cosmos_database, cosmos_container], ids=["account", "database", "container"])
@pytest.mark.parametrize("access", ["read", "write"])
def test_by_identity(make, access, snapshot):
    assert seen(connected(COSMOS_NOSQL, make, access=access), ROLE) == snapshot


def test_by_key(snapshot):
    outcome = connected(COSMOS_NOSQL, cosmos_account, auth="secret", because="an old library")
    assert seen(outcome, ROLE) == snapshot
    (secret,) = outcome.of_type("Secret")
    value = secret.input("properties", "value")
    assert value.startswith("AccountEndpoint=https://orders-account.documents.azure.com:443/;AccountKey=")
    assert ("properties", "value") in secret.secrets


def test_no_url_that_lists_keys_is_written():
    names = settings(connected(COSMOS_NOSQL, cosmos_account, access="read"))
    assert set(names) == {"AZURE_COSMOS_RESOURCEENDPOINT", "AZURE_COSMOS_CLIENTID"}


def test_sovereign_clouds_have_their_own_domain():
    outcome = connected(COSMOS_NOSQL, cosmos_account, access="read", app_cloud="china")
    assert settings(outcome)["AZURE_COSMOS_RESOURCEENDPOINT"] == "https://orders-account.documents.azure.cn:443/"
