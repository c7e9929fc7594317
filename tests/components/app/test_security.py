"""Secure from the first line: what every site says, and what it takes to lower it."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest
from pulumi_azure_native import web

from azure_rehearsal.doors.mocks.mocks import Run, run
from pulumi_azure_connect.app.security import RULES, snake_case
from tests.components.programs import app, component, failure, output, sites_of

RUNTIMES = [("linux", "PYTHON|3.12"), ("linux", "DOCKER|registry.example/shop:1"), ("windows", "DOTNET|8.0"), ("windows", "DOCKER|shop:1")]


def publishing(outcome: Run) -> dict[str, Any]:
    return {one.name: one.inputs["allow"] for one in outcome.resources if "FtpAllowed" in one.type or "ScmAllowed" in one.type}


@pytest.mark.parametrize(("os", "runtime"), RUNTIMES)
def test_site_and_slot_are_secure_from_the_first_line(os: str, runtime: str):
    outcome = run(lambda: app(os=os, runtime=runtime, sku="P1v3", slots=[{"name": "staging"}]))
    sites = sites_of(outcome)
    assert len(sites) == 2
    for site in sites:
        assert site.inputs["httpsOnly"] is True
        assert site.inputs["clientAffinityEnabled"] is False
        config = site.inputs["siteConfig"]
        assert isinstance(config, dict)
        assert {key: config[key] for key in ("minTlsVersion", "scmMinTlsVersion", "ftpsState")} == {
            "minTlsVersion": "1.2",
            "scmMinTlsVersion": "1.2",
            "ftpsState": "Disabled",
        }
        assert config["remoteDebuggingEnabled"] is False
        assert config["http20Enabled"] is True
        assert config["alwaysOn"] is True
    assert publishing(outcome) == {"shop-ftp": False, "shop-scm": False, "shop-staging-ftp": False, "shop-staging-scm": False}
    assert output(outcome, "exceptions") == []


@pytest.mark.parametrize(
    ("argument", "value", "words"),
    [
        ("https_only", False, "plain HTTP"),
        ("minimum_tls_version", "1.0", "TLS below 1.2"),
        ("minimum_tls_version", "1.1", "TLS below 1.2"),
        ("scm_minimum_tls_version", "1.0", "deployment site"),
        ("ftps_state", "AllAllowed", "plain FTP"),
        ("remote_debugging", True, "remote debugging"),
        ("basic_publishing_credentials", True, "basic publishing credentials"),
    ],
)
def test_a_lowered_default_takes_a_reason_and_is_reported(argument: str, value: Any, words: str):
    message = failure(lambda: app(**{argument: value}))
    assert f"{argument}={value!r}" in message
    assert words in message
    assert f"insecure={{{argument!r}: 'why'}}" in message
    assert "app 'shop'" in message
    outcome = run(lambda: app(slots=[{"name": "staging"}], insecure={argument: "a scanner of 2009"}, **{argument: value}))
    told = output(outcome, "exceptions")
    assert [(line["app"], line.get("slot"), line["because"]) for line in told] == [
        ("shop", None, "a scanner of 2009"),
        ("shop", "staging", "a scanner of 2009"),
    ]
    assert all(words in line["what"] for line in told)


@pytest.mark.parametrize(
    ("argument", "value"),
    [("minimum_tls_version", "1.3"), ("ftps_state", "FtpsOnly"), ("http20_enabled", False), ("client_affinity_enabled", True)],
)
def test_what_is_still_secure_takes_no_reason(argument: str, value: Any):
    assert output(run(lambda: app(**{argument: value})), "exceptions") == []


# ---- past the named arguments ----


@pytest.mark.parametrize(
    "given",
    [
        {"site_config": {"minTlsVersion": "1.0"}},
        {"site_config": {"min_tls_version": "1.1"}},
        {"site_config": {"min_tls_version": web.SupportedTlsVersions.SUPPORTED_TLS_VERSIONS_1_0}},
        {"site_config": {"ftpsState": "AllAllowed"}},
        {"site_config": {"ftpsState": "allallowed"}},
        {"site_config": {"remoteDebuggingEnabled": True}},
        {"site": {"https_only": False}},
        {"site": {"httpsOnly": False}},
    ],
    ids=str,
)
def test_the_pass_through_is_held_to_the_same_rules(given: dict[str, Any]):
    assert "insecure={" in failure(lambda: app(**given))


def test_a_value_known_only_during_the_deployment_is_refused():
    message = failure(lambda: app(site={"https_only": pulumi.Output.from_input(True)}))
    assert "https_only" in message
    assert "plain value" in message


@pytest.mark.parametrize("given", [{"site_config": {"ftps_state": None, "minTlsVersion": None}}, {"site": {"https_only": None}}], ids=str)
def test_nothing_in_the_pass_through_takes_no_default_away(given: dict[str, Any]):
    site = run(lambda: app(**given)).find("web:WebApp")
    assert site.inputs["httpsOnly"] is True
    assert site.input("siteConfig", "ftpsState") == "Disabled"
    assert site.input("siteConfig", "minTlsVersion") == "1.2"


def test_every_rule_is_about_an_argument_and_a_property_that_exist():
    from pulumi_azure_connect.app.args import ManagedIdentityAppArgs

    types = {"site": web.WebAppArgs, "site_config": web.SiteConfigArgs, "publishing": web.WebAppFtpAllowedArgs}
    for rule in RULES:
        assert rule.argument in ManagedIdentityAppArgs.__annotations__
        assert hasattr(types[rule.part], rule.property)


@pytest.mark.parametrize("args_type", [web.WebAppArgs, web.SiteConfigArgs], ids=lambda cls: cls.__name__)
def test_both_spellings_of_every_property_are_one(args_type: Any):
    """azure-native's own table says how each Python name is spelled on the wire."""
    getters: dict[str, Any] = {name: getter.fget for name, getter in vars(args_type).items() if isinstance(getter, property)}
    spelled = {name: getter._pulumi_name for name, getter in getters.items()}
    assert len(spelled) > 20
    assert {name: snake_case(wire) for name, wire in spelled.items()} == {name: name for name in spelled}


def test_the_reason_itself_is_nowhere_lost():
    reasons = {"ftps_state": " the printer ", "https_only": "the probe"}
    outcome = run(lambda: app(insecure=reasons, ftps_state="AllAllowed", https_only=False))
    told = {line["what"]: line["because"] for line in output(outcome, "exceptions")}
    assert told == {"plain FTP": "the printer", "plain HTTP is let in": "the probe"}
    assert component(outcome).component_outputs
