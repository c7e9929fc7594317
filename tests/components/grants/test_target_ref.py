"""A target as the caller gave it: a part of its id, and who is asked about it."""

from __future__ import annotations

import pulumi
import pytest
from pulumi_azure_native import resources

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import InvalidName, TargetId, UnknownArgument
from pulumi_azure_connect.grants.target_ref import TargetRef
from tests.components.programs import group

ACCOUNT = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop/providers/Microsoft.Storage/storageAccounts/photos"


def ref(id_: str = ACCOUNT, **more: pulumi.Resource) -> TargetRef:
    return TargetRef(key="photos", label="photos", id=pulumi.Output.from_input(id_), type="Microsoft.Storage/storageAccounts", **more)  # type: ignore[arg-type]


def test_a_part_is_the_name_behind_its_segment_in_any_letter_case():
    def program() -> None:
        pulumi.export("account", ref().part("STORAGEACCOUNTS"))

    assert run(program).exports["account"] == "photos"


def test_a_part_of_no_id_is_refused():
    def program() -> None:
        pulumi.export("account", ref("photos").part("storageAccounts"))

    outcome = run(program, check=False)
    assert any(isinstance(error, InvalidName) or "photos" in str(error) for error in outcome.errors)


def test_the_provider_of_the_resource_is_asked_and_else_that_of_who_connects():
    seen: list[bool] = []

    def program() -> None:
        made, asker = group(), resources.ResourceGroup("asker", location="westeurope")
        seen.append(ref(resource=made, asker=asker).invoke.parent is made)
        seen.append(ref(asker=asker).invoke.parent is asker)

    run(program)
    assert seen == [True, True]


def test_an_id_states_its_type():
    with pytest.raises(UnknownArgument, match="type"):
        TargetId(id=ACCOUNT)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
