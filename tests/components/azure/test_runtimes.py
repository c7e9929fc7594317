"""Runtimes and plans: what a site is configured with for each."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import ConnectError, UnknownArgument
from pulumi_azure_connect.azure.runtimes import check_sku, has_always_on, has_slots, runtime
from tests.components.programs import app, failure, settings_of


def made(**arguments: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The site's and the plan's inputs."""
    outcome = run(lambda: app(**{"sku": "P1v3", **arguments}))
    return outcome.find("web:WebApp").inputs, outcome.find("AppServicePlan").inputs


@pytest.mark.parametrize(
    ("text", "kind", "version"),
    [
        ("PYTHON|3.12", "app,linux", "PYTHON|3.12"),
        ("python|3.12", "app,linux", "PYTHON|3.12"),
        ("NODE|20-lts", "app,linux", "NODE|20-lts"),
        ("DOCKER|registry.example/shop:1", "app,linux,container", "DOCKER|registry.example/shop:1"),
    ],
)
def test_linux_runtimes(text: str, kind: str, version: str):
    site, plan = made(runtime=text)
    assert (site["kind"], site["reserved"], site["siteConfig"]["linuxFxVersion"]) == (kind, True, version)
    assert (plan["kind"], plan["reserved"]) == ("linux", True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DOTNET|8.0", {"netFrameworkVersion": "v8.0"}),
        ("ASPNET|4.8", {"netFrameworkVersion": "v4.0"}),
        ("JAVA|17", {"javaVersion": "17", "javaContainer": "JAVA", "javaContainerVersion": "SE"}),
    ],
)
def test_windows_runtimes(text: str, expected: dict[str, str]):
    site, plan = made(runtime=text, os="windows")
    assert site["siteConfig"].items() >= expected.items()
    assert (site["kind"], site["reserved"], plan["kind"], plan["reserved"]) == ("app", False, "app", False)


def test_a_windows_container_takes_a_plan_and_a_site_of_its_own_kind():
    site, plan = made(runtime="DOCKER|shop:1", os="windows")
    assert site["siteConfig"]["windowsFxVersion"] == "DOCKER|shop:1"
    assert site["hyperV"] is site["isXenon"] is plan["hyperV"] is True


def test_node_on_windows_has_its_version_in_a_setting():
    outcome = run(lambda: app(runtime="NODE|20", os="windows"))
    assert settings_of(outcome)["WEBSITE_NODE_DEFAULT_VERSION"] == "~20"


@pytest.mark.parametrize("text", ["PYTHON|3.12", "NODE|20-lts", "DOCKER|shop:1"])
def test_a_linux_app_has_no_version_of_dotnet_framework(text: str):
    """azure-native's own argument class puts one there."""
    site, _ = made(runtime=text)
    assert not {"netFrameworkVersion", "localMySqlEnabled"} & set(site["siteConfig"])


@pytest.mark.parametrize(
    ("sku", "always_on", "slots"),
    [
        ("F1", False, False),
        ("D1", False, False),
        ("B1", True, False),
        ("b2", True, False),
        ("S1", True, True),
        ("P1v3", True, True),
        (None, True, True),
    ],
)
def test_what_a_plan_has(sku: str | None, always_on: bool, slots: bool):
    assert (has_always_on(sku), has_slots(sku)) == (always_on, slots)


@pytest.mark.parametrize(("sku", "expected"), [("F1", False), ("B1", True)])
def test_always_on_is_said_where_the_plan_has_it(sku: str, expected: bool):
    assert made(sku=sku)[0]["siteConfig"]["alwaysOn"] is expected


def test_always_on_can_be_said():
    assert made(always_on=False)[0]["siteConfig"]["alwaysOn"] is False


@pytest.mark.parametrize("sku", ["F1", "B1", None])
def test_slots_are_refused_on_plans_that_have_none(sku: str | None):
    message = failure(lambda: app(sku=sku).add_slot("staging"))
    assert "'staging'" in message
    assert "S1" in message


def test_slots_on_a_plan_that_was_given_are_azures_to_judge():
    def program() -> None:
        from tests.components.programs import group

        del group
        first = app("first", sku="S1")
        app("second", sku=None, plan_id=first.plan_id).add_slot("staging")

    assert run(program).find("WebAppSlot").name == "second-staging"


@pytest.mark.parametrize(
    ("text", "os", "says"),
    [
        ("PYTON|3.12", None, "Did you mean 'PYTHON'?"),
        ("PYTHON|3.12", "windows", "on windows"),
        ("PYTHON", None, "no version"),
        ("PYTHON|", None, "no version"),
        ("PYTHON|3.12", "Linux", "'linux' or 'windows'"),
    ],
)
def test_what_app_service_lacks_is_refused(text: str, os: str | None, says: str):
    with pytest.raises(UnknownArgument) as refused:
        runtime(text, os)
    assert says in str(refused.value)


def test_an_app_needs_a_runtime():
    assert "PYTHON|3.12" in failure(lambda: app(runtime=None))
    assert issubclass(UnknownArgument, ConnectError)


@pytest.mark.parametrize(
    "text",
    [
        "PYTHON|3.14",
        "python|3.9",
        "NODE|22-lts",
        "NODE|20",
        "NODE|20lts",
        "DOTNETCORE|10.0",
        "JAVA|21-java21",
        "JAVA|8-jre8",
        "TOMCAT|10.1-java17",
        "PHP|8.4",
        "JBOSSEAP|8-java17",
        "DOCKER|r.azurecr.io/a:1",
    ],
)
def test_versions_of_app_service_are_taken(text: str):
    assert runtime(text, None).site_config["linux_fx_version"].endswith(text.partition("|")[2])


@pytest.mark.parametrize(
    "text", ["PYTHON|3.99", "PYTHON|2.7", "PYTHON|312", "NODE|latest", "DOTNETCORE|v8", "JAVA|eleven", "PHP|9.9", "TOMCAT|9.0"]
)
def test_versions_that_app_service_never_had_are_refused(text: str):
    with pytest.raises(UnknownArgument, match="App Service on Linux has no"):
        runtime(text, None)


@pytest.mark.parametrize("sku", [None, "B1", "s1", "P1v3", "p0V4", "P5mv3", "I2v2", "EP1", "Y1", "FC1"])
def test_skus_of_app_service_are_taken(sku: str | None):
    check_sku(sku, "app 'shop'")


@pytest.mark.parametrize(("sku", "meant"), [("S9", ""), ("P1V33", "P1v3"), ("premium", "")])
def test_other_skus_are_refused(sku: str, meant: str):
    with pytest.raises(UnknownArgument, match=f"Did you mean '{meant}" if meant else "not a SKU"):
        check_sku(sku, "app 'shop'")
