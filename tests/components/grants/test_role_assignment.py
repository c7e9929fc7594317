"""Role assignments: on the target itself, named so that every program gives them the same name, and made once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azure_rehearsal.doors.mocks.mocks import run
from azure_rehearsal.testing.fixture import AzureFixture
from pulumi_azure_connect import KEY_VAULT, STORAGE_BLOB, Target
from pulumi_azure_connect.azure.arm_ids import role_assignment_name
from pulumi_azure_connect.targets import ALL
from tests.components.programs import account, ai_account, app, container, raw_vault, secret

ROLES = {"storage-blob": "write", "keyvault": "read", "aiservices": "use"}
MADE: dict[str, Any] = {"storage-blob": account, "keyvault": raw_vault, "aiservices": ai_account}


@settings(max_examples=7)
@given(
    st.lists(st.sampled_from(sorted(ROLES)), unique=True, min_size=1),
    st.sampled_from(["user-assigned", "system-assigned", "both"]),
    st.integers(0, 2),
    st.booleans(),
)
def test_every_assignment_says_what_kind_of_principal_it_is_for(kinds: list[str], identity: str, slots: int, with_secret: bool):
    """Without it Azure looks the principal up in a directory that may not have heard of it yet."""

    def program() -> None:
        one = app(identity=identity)
        for number in range(slots):
            one.add_slot(f"slot{number}")
        for kind in kinds:
            one.connect(kind.replace("-", "_"), kind, to=MADE[kind](), access=ROLES[kind])
        if with_secret:
            secret(one)

    outcome = run(program)
    made = outcome.of_type("RoleAssignment")
    assert {str(one.inputs["principalType"]) for one in made} == {"ServicePrincipal"}
    identities = 1 + slots if identity == "system-assigned" else 1
    assert len(made) == (len(kinds) + with_secret) * identities
    assert len({(str(one.inputs["principalId"]), str(one.inputs["scope"])) for one in made}) == len(made)


def test_the_name_is_made_of_scope_principal_and_role():
    outcome = run(lambda: app().connect("up", STORAGE_BLOB, to=account(), access="read"))
    made = outcome.find("RoleAssignment")
    role = str(made.inputs["roleDefinitionId"]).rpartition("/")[2]
    expected = role_assignment_name(str(made.inputs["scope"]), str(made.inputs["principalId"]), role)
    assert made.inputs["roleAssignmentName"] == expected


def test_the_role_is_that_of_the_targets_subscription():
    outcome = run(lambda: app().connect("up", STORAGE_BLOB, to=account(), access="read"))
    made = outcome.find("RoleAssignment")
    subscription = str(made.inputs["scope"]).split("/")[2]
    assert str(made.inputs["roleDefinitionId"]).startswith(f"/subscriptions/{subscription}/providers/Microsoft.Authorization/")


@pytest.mark.parametrize(("target", "make"), [(STORAGE_BLOB, account), (STORAGE_BLOB, container), (KEY_VAULT, raw_vault)])
def test_the_scope_is_the_target_and_nothing_wider(target: Target, make: Any):
    known: list[Any] = []

    def program() -> None:
        made = make()
        made.id.apply(known.append)
        app().connect("up", target, to=made, access="read")

    assert run(program).find("RoleAssignment").inputs["scope"] == known[0]


def test_the_same_grant_is_made_once():
    def program() -> None:
        one, uploads = app(), account()
        one.connect("first", STORAGE_BLOB, to=uploads, access="read")
        one.connect("second", STORAGE_BLOB, to=uploads, access="read", named=True)
        one.connect("third", STORAGE_BLOB, to=uploads, access="write", named=True)

    roles = [str(one.inputs["roleDefinitionId"])[-12:] for one in run(program).of_type("RoleAssignment")]
    assert len(roles) == len(set(roles)) == 2


def test_a_grant_stays_while_one_connection_needs_it():
    def program(*names: str) -> None:
        one, uploads = app(), account()
        for name in names:
            one.connect(name, STORAGE_BLOB, to=uploads, access="read", named=True)

    azure = AzureFixture()
    azure.run(lambda: program("first", "second"))
    outcome = azure.run(lambda: program("second"))
    assert outcome.find("RoleAssignment").operation == "same"
    assert not [urn for urn in outcome.deleted if "RoleAssignment" in urn]


def test_a_new_principal_has_a_new_name(azure):
    def program(identity: str) -> None:
        app(identity=identity).connect("up", STORAGE_BLOB, to=account(), access="read")

    one = azure.run(lambda: program("user-assigned")).find("RoleAssignment")
    other = azure.run(lambda: program("system-assigned")).find("RoleAssignment")
    assert one.inputs["roleAssignmentName"] != other.inputs["roleAssignmentName"]


def test_no_target_gives_more_than_data():
    """Each level of access of each target: nothing that manages resources or hands out access."""
    wide = {"Owner", "Contributor", "User Access Administrator", "Role Based Access Control Administrator"}
    found = {role.name for target in ALL for roles in target.access.values() for role in roles}
    assert len(found) > 5
    assert not found & wide
