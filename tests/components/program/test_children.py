"""What every child of a component carries: its parent, the providers, the caller's options."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pulumi_azure_native as azure_native
import pulumi_azuread as azuread
import pytest

from azure_rehearsal.doors.mocks.mocks import run
from azure_rehearsal.doors.mocks.monitor import Monitor
from pulumi_azure_connect import AuthenticationArgs, VaultArgs
from tests.components.programs import adopted, ai_account, app, component, failure, group, raw_vault, secret, shop


def test_every_child_is_under_its_component():
    outcome = run(shop(slots=1), preview=True)
    made = {component(outcome, name).urn for name in ("shop", "prices", "shop-secrets", "shop-connection-strings", "shop-scans", "vision")}
    theirs = {"shop", "uploads", "orders", "texts", "scans", "common", "probe"}
    outside = [one for one in outcome.resources if one.custom and one.parent not in made]
    assert {one.name for one in outside} == theirs
    assert [one.type for one in outside if one.name == "shop"] == ["azure-native:resources:ResourceGroup"]


def test_names_of_children_start_with_their_components():
    outcome = run(shop(slots=1), preview=True)
    for one in outcome.resources:
        if one.custom and one.parent.startswith("urn:") and "azure-connect:" in one.parent:
            assert one.name.startswith(("shop", "prices", "vision"))
            assert "'" not in one.name


def test_outputs_are_registered():
    outcome = run(shop(), preview=False)
    assert set(outcome.outputs(component(outcome))) >= {
        *("appId", "appName", "defaultHostName", "planId", "principalId", "clientId", "identityId", "ready"),
        *("connections", "exceptions", "externalGrants", "scripts"),
    }
    assert all(outcome.outputs(one) for one in outcome.resources if one.type.startswith("azure-connect:"))


# ---- providers ----


def providers() -> Callable[[], pulumi.ResourceOptions]:
    """Makes two providers; gives what makes options with them, for as many components as there are."""
    chosen: dict[str, pulumi.ProviderResource] = {
        "azure-native": azure_native.Provider("theirs", subscription_id="22222222-2222-2222-2222-222222222222"),
        "azuread": azuread.Provider("theirs", tenant_id="33333333-3333-3333-3333-333333333333"),
    }
    return lambda: pulumi.ResourceOptions(providers=dict(chosen))


def test_providers_flow_down_to_every_child():
    def program() -> None:
        one = app(
            opts=providers()(),
            secrets={"A_KEY": "x"},
            slots=[{"name": "staging"}],
            authentication=AuthenticationArgs(),
            vault=VaultArgs(retain_secrets=True),
        )
        one.connect("people", "microsoft-graph", roles=["User.Read.All"])
        one.connect("scans", "aiservices", to=ai_account(), auth="secret", because="it has to")

    outcome = run(program, preview=True)
    ours = [one for one in outcome.resources if one.custom and "azure-connect:" in one.parent]
    assert len(ours) > 15
    assert [one.name for one in ours if "::theirs::" not in one.provider] == []


def asked(monkeypatch: pytest.MonkeyPatch, program: Callable[[], Any]) -> dict[str, str]:
    """By which provider each function was called."""
    found: dict[str, str] = {}
    real = Monitor.Invoke

    def invoke(self: Monitor, request: Any) -> Any:
        found[request.tok] = request.provider
        return real(self, request)

    monkeypatch.setattr(Monitor, "Invoke", invoke)
    run(program)
    return found


def test_functions_are_asked_of_the_components_provider(monkeypatch: pytest.MonkeyPatch):
    """Another one may stand in another subscription or tenant."""

    def program() -> None:
        own = providers()
        group(own())  # what a provider looks up lies in its own subscription
        vault = raw_vault(rbac=False, opts=own())
        # By an output that tells of no resource: what such a vault is like is asked of Azure.
        mode = {"id": vault.id.apply(str), "authorization": "access-policy"}
        called = app("prices", opts=own(), identity="system-assigned", authentication=AuthenticationArgs())
        one = app(opts=own(), identity="system-assigned", vault=VaultArgs(**mode))
        one.connect("people", "microsoft-graph", roles=["User.Read.All"])
        one.connect("prices", "webapp", to=called, access="use")
        secret(one, opts=own())

    found = asked(monkeypatch, program)
    assert len(found) >= 3
    assert {token for token, provider in found.items() if "::theirs::" not in provider} == set()


def test_a_live_app_is_asked_of_the_components_provider(monkeypatch: pytest.MonkeyPatch):
    def program() -> None:
        from tests.components.programs import raw_app

        own = providers()
        group(own())
        secret(adopted(opts=own(), existing=raw_app(opts=own())), vault=VaultArgs(id=raw_vault(opts=own()).id), opts=own())

    found = asked(monkeypatch, program)
    web = {token: provider for token, provider in found.items() if ":web:" in token}
    assert len(web) == 2
    assert all("::theirs::" in provider for provider in web.values())


def test_a_target_is_asked_of_its_own_provider(monkeypatch: pytest.MonkeyPatch):
    def program() -> None:
        from pulumi_azure_native import cognitiveservices, resources

        other = azure_native.Provider("other", subscription_id="22222222-2222-2222-2222-222222222222")
        there = pulumi.ResourceOptions(provider=other)
        theirs = resources.ResourceGroup("scans", opts=there)
        account = cognitiveservices.Account("scans", resource_group_name=theirs.name, kind="AIServices", sku={"name": "S0"}, opts=there)
        app().connect("scans", "aiservices", to=account, auth="secret", because="it has to")

    found = asked(monkeypatch, program)
    assert "::other::" in found["azure-native:cognitiveservices:listAccountKeys"]


# ---- the caller's own options ----


def test_the_caller_may_say_options_of_each_child():
    def program() -> None:
        first = group()
        given = {
            "site": pulumi.ResourceOptions(protect=True),
            "settings": pulumi.ResourceOptions(ignore_changes=["kind"], depends_on=[first]),
            "plan": pulumi.ResourceOptions(retain_on_delete=True),
        }
        app(child_opts=given, secrets={"A_KEY": "x"})

    outcome = run(program)
    assert outcome.find("web:WebApp").options["protect"] is True
    assert outcome.find("AppServicePlan").options["retain_on_delete"] is True
    settings = outcome.find(name="shop-settings")
    assert settings.options["ignore_changes"] == ["kind"]
    assert outcome.depends(settings, outcome.find("keyvault:Secret"))
    assert outcome.depends(settings, outcome.find("ResourceGroup"))


def test_a_child_that_there_is_not_is_refused():
    message = failure(lambda: app(child_opts={"setings": pulumi.ResourceOptions()}))
    assert "Did you mean 'settings'?" in message
    message = failure(lambda: secret(app(), child_opts={"vaults": pulumi.ResourceOptions()}))
    assert "Did you mean 'vault'?" in message


def test_the_callers_transformations_reach_children():
    def tag(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        if args.type_ != "azure-native:web:WebApp":
            return None
        return pulumi.ResourceTransformationResult({**args.props, "tags": {"added": "yes"}}, args.opts)

    outcome = run(lambda: app(opts=pulumi.ResourceOptions(transformations=[tag])), preview=True)
    assert outcome.find("web:WebApp").inputs["tags"] == {"added": "yes"}
