"""The real engine takes up what others made: by `import_` and by `get`, exact and generic types, of ARM and of the directory."""

from __future__ import annotations

from typing import Any

import pulumi
import pulumi_azuread as azuread
import pytest
from pulumi_azure_native import managedidentity, relay, resources

from azure_rehearsal.cloud.cloud import Cloud

GROUP = {"resourceGroupName": "group", "location": "westeurope"}
ADA = {"displayName": "Ada", "userPrincipalName": "ada@contoso.com"}


def others(cloud: Cloud) -> dict[str, str]:
    """What stands there before; each id by a short name."""

    def made(token: str, inputs: dict[str, Any]) -> str:
        return str(cloud.create(token, inputs).id)

    return {
        "group": made("azure-native:resources:ResourceGroup", dict(GROUP)),
        "identity": made("azure-native:managedidentity:UserAssignedIdentity", {**GROUP, "resourceName": "found"}),
        "relay": made("azure-native:relay:Namespace", {**GROUP, "namespaceName": "hub", "tags": {"old": "1"}}),
        "user": made("azuread:index/user:User", {**ADA, "password": "Rehearsal-1-only"}),
    }


def taking(ids: dict[str, str]) -> Any:
    def program() -> None:
        def of(name: str) -> pulumi.ResourceOptions:
            return pulumi.ResourceOptions(import_=ids[name])

        home = resources.ResourceGroup("group", resource_group_name="group", location="westeurope", opts=of("group"))
        relay.Namespace(
            "hub", resource_group_name=home.name, namespace_name="hub", location="westeurope", tags={"new": "2"}, opts=of("relay")
        )
        names: dict[str, Any] = {"display_name": "Ada", "user_principal_name": "ada@contoso.com"}
        user = azuread.User("ada", **names, password="Rehearsal-1-only", opts=of("user"))
        found = managedidentity.UserAssignedIdentity.get("found", ids["identity"])
        azuread.GroupMember(
            "in",
            group_object_id=azuread.Group("people", display_name="people", security_enabled=True).object_id,
            member_object_id=found.principal_id,
        )
        pulumi.export("user", user.object_id)

    return program


@pytest.mark.behaviour(beside="test_each_exact_type_is_imported_without_a_difference")
def test_what_others_made_is_taken_up_and_changed_to_what_the_program_says(rehearse):
    first = rehearse(lambda: None)
    ids = others(first.cloud)
    first.save()
    done = rehearse(taking(ids)).up()
    assert {step.name for step in done.changed if step.op == "import"} >= {"group", "ada"}
    assert ids["user"] == f"/users/{done.outputs['user']}"
    again = rehearse(taking(ids))
    again.up()  # where the program differs from what was there
    tags = again.cloud.read("azure-native:relay:Namespace", ids["relay"])
    assert tags is not None
    assert tags.outputs["tags"] == {"new": "2"}
    assert [step.op for step in rehearse(taking(ids)).preview().changed if step.op != "read"] == []
    assert ids["identity"] in again.cloud.remaining()

    # pulumi/pulumi, pkg/resource/deploy/step.go
    gone = {**ids, "identity": f"{ids['identity']}-gone"}
    failed = rehearse(taking(gone)).preview(check=False)
    assert failed.error is not None
    assert f"resource '{gone['identity']}' does not exist" in failed.text()
