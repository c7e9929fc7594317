"""A deployment that fails leaves no app that anybody may call and that can reach anything."""

from __future__ import annotations

from collections.abc import Callable

import pulumi
import pytest
from pulumi_azure_native import containerregistry, resources, storage

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.options import Options
from pulumi_azure_connect import AuthenticationArgs, IdentityKind, ManagedIdentityApp, ManagedIdentityAppArgs, SlotArgs
from pulumi_azure_connect.app.site import SiteWrites
from tests.engine.conftest import Rehearse
from tests.engine.stacks import SITES, grants, secret_versions, verdicts

# What it takes to register an app: https://learn.microsoft.com/graph/permissions-reference
GRAPH = ("Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All")
CONTRIBUTOR = Options(deployer_roles=("Contributor",), deployer_graph_permissions=GRAPH)
OWNER = Options(deployer_roles=("Owner",), deployer_graph_permissions=GRAPH)
STRANGER = "00000000-0000-0000-0000-000000000001"
IDENTITIES = [IdentityKind.USER_ASSIGNED, IdentityKind.SYSTEM_ASSIGNED]


def protected(identity: IdentityKind, *slots: str) -> tuple[resources.ResourceGroup, ManagedIdentityApp]:
    """A container that answers as soon as it is there, with a grant and a secret."""
    group = resources.ResourceGroup("rg")
    account = storage.StorageAccount("files", resource_group_name=group.name, kind="StorageV2", sku={"name": "Standard_LRS"})
    args = ManagedIdentityAppArgs(
        resource_group_name=group.name,
        runtime="DOCKER|mcr.microsoft.com/appsvc/staticsite:latest",
        sku="S1",
        identity=identity,
        authentication=AuthenticationArgs(),
        secrets={"KEY": "s3cr3t"},
        slots=[SlotArgs(name=slot) for slot in slots],
    )
    app = ManagedIdentityApp("api", args)
    app.connect("files", "storage-blob", to=account, access="read")
    return group, app


def open_sites(cloud: Cloud) -> list[str]:
    """The sites that let a stranger through."""
    return [record.id for record in cloud.state.of(*SITES) if cloud.may_call(STRANGER, record.id).allowed]


def held(cloud: Cloud) -> list[object]:
    """What apps could reach: grants, secrets, settings."""
    settings = [view for record in cloud.state.of(*SITES) for view in cloud.site_settings(record.id)]
    return [*grants(cloud), *secret_versions(cloud), *settings]


@pytest.mark.parametrize("slots", [(), ("staging",)])
@pytest.mark.parametrize("identity", IDENTITIES)
def test_a_grant_that_the_deployer_may_not_make_leaves_no_open_app(
    rehearse: Rehearse, identity: IdentityKind, slots: tuple[str, ...]
) -> None:
    rehearsal = rehearse(lambda: protected(identity, *slots), options=CONTRIBUTOR)
    result = rehearsal.up(check=False)
    assert result.error is not None
    assert "AuthorizationFailed" in result.error
    assert len(list(rehearsal.cloud.state.of(*SITES))) == 1 + len(slots)
    assert open_sites(rehearsal.cloud) == []


def beside_the_app(group: resources.ResourceGroup, _: ManagedIdentityApp) -> None:
    containerregistry.Registry(
        "refused", registry_name="refused", resource_group_name=group.name, sku={"name": "Basic"}, location="nowhere"
    )


def behind_the_site(group: resources.ResourceGroup, app: ManagedIdentityApp) -> None:
    opts = pulumi.ResourceOptions(depends_on=[app.app_id.apply(lambda _: group)])
    containerregistry.Registry(
        "refused", registry_name="refused", resource_group_name=group.name, sku={"name": "Basic"}, location="nowhere", opts=opts
    )


@pytest.mark.parametrize("place", [beside_the_app, behind_the_site])
@pytest.mark.parametrize("identity", IDENTITIES)
def test_whatever_else_fails_an_open_app_has_nothing(
    rehearse: Rehearse, identity: IdentityKind, place: Callable[[resources.ResourceGroup, ManagedIdentityApp], None]
) -> None:
    """The engine stops at the first failure, which may come before the app is protected: it can reach nothing then."""
    rehearsal = rehearse(lambda: place(*protected(identity)), options=OWNER)
    assert rehearsal.up(check=False).error is not None
    assert open_sites(rehearsal.cloud) == [] or held(rehearsal.cloud) == []


def test_a_registration_that_the_deployer_may_not_make_leaves_an_app_with_nothing(rehearse: Rehearse) -> None:
    rehearsal = rehearse(
        lambda: protected(IdentityKind.USER_ASSIGNED), options=Options(deployer_roles=("Owner",), deployer_graph_permissions=())
    )
    assert rehearsal.up(check=False).error is not None
    assert held(rehearsal.cloud) == []


def test_without_that_order_the_app_would_be_open(rehearse: Rehearse, monkeypatch: pytest.MonkeyPatch) -> None:
    """Protection as one of the late writes: the tests above can fail."""
    monkeypatch.setattr(SiteWrites, "before_protection", lambda self: self.after(list))
    monkeypatch.setattr(SiteWrites, "protect", SiteWrites.late)
    rehearsal = rehearse(lambda: protected(IdentityKind.USER_ASSIGNED), options=CONTRIBUTOR)
    assert rehearsal.up(check=False).error is not None
    assert len(open_sites(rehearsal.cloud)) == 1


def test_two_protected_apps_that_call_each_other_work(rehearse: Rehearse) -> None:
    def program() -> None:
        group, one = protected(IdentityKind.USER_ASSIGNED)
        args = ManagedIdentityAppArgs(
            resource_group_name=group.name,
            runtime="PYTHON|3.12",
            identity=IdentityKind.SYSTEM_ASSIGNED,
            authentication=AuthenticationArgs(),
        )
        other = ManagedIdentityApp("other", args)
        one.connect("other", "webapp", to=other, access="use")
        other.connect("api", "webapp", to=one, access="use")

    rehearsal = rehearse(program)
    rehearsal.up()
    assert open_sites(rehearsal.cloud) == []
    assert set(verdicts(rehearsal).values()) == {"works"}
