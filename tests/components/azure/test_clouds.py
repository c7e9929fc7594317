"""The clouds and their domains."""

from __future__ import annotations

import re

import pytest

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import UnknownArgument
from pulumi_azure_connect.azure.clouds import CHINA, CLOUDS, PUBLIC, US_GOVERNMENT, named_cloud
from tests.components.programs import account, app, failure, settings_of


def test_the_public_cloud_is_the_default():
    assert named_cloud(None) is PUBLIC
    assert [named_cloud(name).is_public for name in CLOUDS] == [True, False, False]


def test_domains_are_names_alone():
    for cloud in CLOUDS.values():
        assert all(re.fullmatch(r"[a-z0-9.-]+\.[a-z]+", domain) for domain in cloud.suffixes.values())
        assert cloud.resource_manager.startswith("https://management.")


def test_no_domain_of_a_sovereign_cloud_is_a_public_one():
    """Whoever sends data there must not send it to another country."""
    for cloud in (US_GOVERNMENT, CHINA):
        assert not set(cloud.suffixes.values()) & set(PUBLIC.suffixes.values())
        assert cloud.login != PUBLIC.login


def test_settings_have_the_clouds_domains():
    def program() -> None:
        app(cloud="usgovernment").connect("up", "storage-blob", to=account(), access="read")

    assert settings_of(run(program))["AZURE_STORAGEBLOB_RESOURCEENDPOINT"].endswith(".blob.core.usgovcloudapi.net/")


def test_an_unknown_cloud_is_refused():
    with pytest.raises(UnknownArgument, match="'usgovernment'"):
        named_cloud("usgoverment")
    assert "Did you mean 'china'?" in failure(lambda: app(cloud="chinas"))
