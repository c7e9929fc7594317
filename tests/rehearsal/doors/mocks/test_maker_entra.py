"""The directory in unit tests: a program of azuread's own SDK, with secrets that stay secret."""

from __future__ import annotations

import pulumi
import pulumi_azuread as azuread
import pytest

from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.testing.fixture import AzureFixture


def program() -> None:
    domain = azuread.get_domains(only_initial=True).domains[0].domain_name
    ada = azuread.User("ada", display_name="Ada", user_principal_name=f"ada@{domain}", password="Rehearsal-1-only")
    people = azuread.Group("people", display_name="people", security_enabled=True)
    azuread.GroupMember("ada", group_object_id=people.object_id, member_object_id=ada.object_id)
    app = azuread.ApplicationRegistration("pipeline", display_name="pipeline")
    password = azuread.ApplicationPassword("pipeline", application_id=app.id)
    found = azuread.get_user_output(user_principal_name=ada.user_principal_name)
    pulumi.export("found", found.object_id)
    pulumi.export("ada", ada.object_id)
    pulumi.export("key", password.key_id)
    pulumi.export("secret", pulumi.Output.all(password.value, ada.password).apply(lambda both: [len(one or "") for one in both]))


def test_people_and_passwords_are_there_and_passwords_secret():
    azure = AzureFixture()
    run = azure.run(program)
    assert run.exports["found"] == run.exports["ada"]
    assert run.exports["secret"] == [40, 16]
    assert run.secret_exports == {("secret",)}
    assert azure.run(program).exports == run.exports  # a second run changes nothing


def test_fails_for_nobody():
    # hashicorp/terraform-provider-azuread, internal/services/groups/group_data_source.go
    with pytest.raises(AzureError, match="No group found matching specified filter"):
        AzureFixture().run(lambda: azuread.get_group(display_name="nobody"))


def test_what_others_made_is_imported_and_changed_to_what_the_program_says():
    azure = AzureFixture()
    inputs: JsonDict = {"displayName": "Ada", "userPrincipalName": "ada@contoso.com", "password": "Rehearsal-1-only"}
    there = str(azure.cloud.create("azuread:index/user:User", inputs).id)

    def taking(name: str) -> pulumi.Output[str]:
        opts = pulumi.ResourceOptions(import_=there)
        user = azuread.User("ada", display_name=name, user_principal_name="ada@contoso.com", password="Rehearsal-1-only", opts=opts)
        pulumi.export("name", user.display_name)
        return user.object_id

    first = azure.run(lambda: taking("Countess"))
    assert [(one.operation, one.id) for one in first.resources if one.name == "ada"] == [("import", there)]
    assert first.exports["name"] == "Countess"
    again = azure.run(lambda: taking("Countess"))
    assert [one.operation for one in again.resources if one.name == "ada"] == ["same"]
    # pulumi/pulumi, pkg/resource/deploy/step.go
    with pytest.raises(AzureError, match="resource '/users/nobody' does not exist"):
        AzureFixture().run(lambda: azuread.User.get("x", "/users/nobody"))
