"""Which api-versions are taken."""

from __future__ import annotations

import pytest

from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.doors.https.arm.versions import check_version, known_versions
from azure_rehearsal.schema.outputs import api_version

SITE = "azure-native:web:WebApp"


@pytest.mark.parametrize(
    "token", [SITE, "azure-native:keyvault:Vault", "azure-native:storage:BlobContainer", "azure-native:sql:FirewallRule"]
)
def test_the_sdks_own_version_is_known(token: str):
    assert api_version(token) in known_versions(token)
    assert list(known_versions(token)) == sorted(known_versions(token))


@pytest.mark.parametrize("version", ["2022-09-01", "2024-04-01", "2026-09-30"])
def test_what_is_listed_or_newer_is_taken(version: str):
    check_version(version, SITE, "Microsoft.Web/sites")


@pytest.mark.parametrize(
    ("version", "code"),
    [
        ("", "MissingApiVersionParameter"),
        ("7.4", "InvalidApiVersionParameter"),
        ("2024-13-01", "InvalidApiVersionParameter"),
        ("2022-10-01", "NoRegisteredProviderFound"),
        ("2014-04-01", "NoRegisteredProviderFound"),
        ("2999-01-01", "NoRegisteredProviderFound"),
    ],
)
def test_what_isnt(version: str, code: str):
    with pytest.raises(AzureError) as caught:
        check_version(version, SITE, "Microsoft.Web/sites")
    assert caught.value.code == code
    assert version == "" or "2024-04-01" in caught.value.message


def test_operations_of_arm_itself_take_any_version_of_its_time():
    check_version("2015-11-01", None, "")
    with pytest.raises(AzureError):
        check_version("2001-01-01", None, "")
