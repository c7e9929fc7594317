"""What grants that are resources of the target's own service have in common: names, order, one of each, refusals."""

from __future__ import annotations

import pulumi
import pytest

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import AccessNotSupported, TargetConflict
from pulumi_azure_connect.grants.own_resource import top
from tests.components.programs import SETTINGS, app, identity_args, output, raw_identity
from tests.components.targets.connected import connected
from tests.components.targets.data_services import cache, cosmos_account, cosmos_container, kusto_database, managed_cache

OWN = {
    "cosmos-sql": (cosmos_account, "read", "SqlResourceSqlRoleAssignment", "roleAssignmentId"),
    "cosmos-table": (cosmos_account, "read", "TableResourceTableRoleAssignment", "roleAssignmentId"),
    "redis": (cache, "read", "AccessPolicyAssignment", "accessPolicyAssignmentName"),
    "redis-enterprise": (managed_cache, "write", "AccessPolicyAssignment", "accessPolicyAssignmentName"),
    "data-explorer": (kusto_database, "read", "DatabasePrincipalAssignment", "principalAssignmentName"),
}


@pytest.mark.parametrize("kind", OWN)
def test_the_name_is_the_grants_own(kind):
    """The same grant has the same name in every program; another principal, another name."""
    make, access, resource, name = OWN[kind]

    def names(identity):
        def program():
            app(user_assigned_identity=identity_args(raw_identity(identity))).connect("data", kind, to=make(), access=access)

        return [one.input(name) for one in run(program).of_type(resource)]

    assert len(names("first")) == 1
    assert names("first") == names("first")
    assert names("first") != names("second")


@pytest.mark.parametrize("kind", OWN)
def test_a_replaced_grant_goes_before_the_new_one_comes(kind):
    make, access, resource, _ = OWN[kind]
    (made,) = connected(kind, make, access=access).of_type(resource)
    assert made.options["delete_before_replace"] is True


@pytest.mark.parametrize("kind", OWN)
def test_settings_wait_for_the_grant(kind):
    make, access, resource, _ = OWN[kind]
    outcome = connected(kind, make, access=access)
    (made,) = outcome.of_type(resource)
    (settings,) = [one for one in outcome.resources if one.type in SETTINGS]
    assert outcome.depends(settings, made)


@pytest.mark.parametrize("kind", OWN)
def test_external_grants_are_listed_and_not_made(kind):
    make, access, resource, _ = OWN[kind]
    outcome = connected(kind, make, access=access, app_grants="external")
    assert not outcome.of_type(resource)
    (told,) = output(outcome, "externalGrants")
    assert told["role"] == output(outcome, "connections")[0]["grant"]["role"]
    assert told["scope"]


def test_an_app_writes_its_grants_of_one_kind_one_after_the_other():
    def program():
        made = app()
        for number in range(3):
            made.connect(f"lines{number}", "cosmos-sql", to=cosmos_account(f"orders{number}"), access="read", named=True)

    outcome = run(program)
    first, second, third = outcome.of_type("SqlResourceSqlRoleAssignment")
    assert outcome.depends(second, first)
    assert outcome.depends(third, second)


def test_two_apps_do_not_wait_for_each_other():
    def program():
        for name in ("shop", "prices"):
            app(name).connect("cache", "redis", to=cache(f"{name}-cache"), access="read")

    outcome = run(program)
    one, other = outcome.of_type("AccessPolicyAssignment")
    assert not outcome.depends(one, other)
    assert not outcome.depends(other, one)


def test_two_connections_to_one_target_share_the_grant():
    def program():
        made, account = app(), cosmos_account()
        made.connect("lines", "cosmos-sql", to=account, access="read")
        made.connect("again", "cosmos-sql", to=account, access="read", named=True)

    assert len(run(program).of_type("SqlResourceSqlRoleAssignment")) == 1


def test_two_apis_of_one_account_are_two_grants():
    def program():
        made, account = app(), cosmos_account()
        made.connect(
            "lines", "cosmos-sql", to=account, access="read", settings={"AZURE_COSMOS_RESOURCEENDPOINT": "A", "AZURE_COSMOS_CLIENTID": "B"}
        )
        made.connect("rows", "cosmos-table", to=account, access="read")

    outcome = run(program)
    assert len(outcome.of_type("SqlResourceSqlRoleAssignment")) == 1
    assert len(outcome.of_type("TableResourceTableRoleAssignment")) == 1


def test_a_slot_with_its_own_identity_has_its_own_grant():
    def program():
        made = app(identity="system-assigned")
        made.add_slot("staging")
        made.connect("cache", "redis", to=cache(), access="read")

    made = run(program).of_type("AccessPolicyAssignment")
    assert len({one.input("objectId") for one in made}) == 2


@pytest.mark.parametrize(
    ("kind", "role", "says"),
    [
        ("cosmos-sql", "DocumentDB Account Contributor", "Azure's own roles give no access to its data"),
        ("cosmos-sql", "Cosmos DB Built-in Data Raeder", "Did you mean 'Cosmos DB Built-in Data Reader'?"),
        ("cosmos-table", "Contributor", "'Cosmos DB Built-in Data Reader' and 'Cosmos DB Built-in Data Contributor'"),
        ("redis", "Data Owner", "'Data Reader' and 'Data Contributor'"),
        ("redis-enterprise", "Data Reader", "'default'"),
        ("data-explorer", "Admin", "'Viewer', 'Ingestor' and 'User'"),
    ],
)
def test_roles_that_give_no_data_or_too_much_are_refused(kind, role, says):
    make = OWN[kind][0]
    with pytest.raises(AccessNotSupported) as refused:
        connected(kind, make, roles=[role])
    assert says in str(refused.value)
    assert repr(role) in str(refused.value)


def test_the_same_target_as_resource_and_as_id_is_refused():
    def program():
        made, account = app(), cosmos_account()
        made.connect("lines", "cosmos-sql", to=account, access="read")
        known = "/subscriptions/b1c0c47d-cf8e-53d1-bf3d-e14b83de081a/resourceGroups/shop/providers/Microsoft.DocumentDB/databaseAccounts/orders-account"
        made.connect("again", "cosmos-sql", to=known, access="read", named=True)

    with pytest.raises((TargetConflict, ValueError), match="once as a resource and once as an id"):
        run(program)


def test_the_outermost_resource():
    account = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.DocumentDB/databaseAccounts/a"
    assert top(f"{account}/sqlDatabases/d/containers/c") == account
    assert top(account) == account


def test_children_are_the_components():
    """Options for `grant` children reach these grants as well."""
    outcome = run(
        lambda: app(child_opts={"grant": pulumi.ResourceOptions(protect=True)}).connect(
            "data", "cosmos-sql", to=cosmos_container(), access="read"
        )
    )
    (made,) = outcome.of_type("SqlResourceSqlRoleAssignment")
    assert made.options["protect"] is True
    assert made.parent.endswith("ManagedIdentityApp::shop")
