"""Stack references under mocks: outputs that a test gives, and stacks that the same fixture ran before."""

from __future__ import annotations

import pulumi
import pytest

from azure_rehearsal.doors.mocks.maker import NoStandIn
from azure_rehearsal.testing import AzureFixture


@pytest.fixture
def azure() -> AzureFixture:
    return AzureFixture()


def platform() -> None:
    pulumi.export("vault", "kv-shared")
    pulumi.export("key", pulumi.Output.secret({"deep": "canary"}))


def shop(reference: str = "acme/platform/dev") -> None:
    other = pulumi.StackReference(reference)
    for name in ("vault", "key", "nothing"):
        pulumi.export(name, other.get_output(name))


def test_a_stack_that_ran_before_is_found_whatever_its_organization(azure):
    azure.run(platform, project="platform")
    for reference in ("acme/platform/dev", "organization/platform/dev"):
        run = azure.run(lambda name=reference: shop(name), project="shop")
        assert run.exports == {"vault": "kv-shared", "key": {"deep": "canary"}}
        assert run.secret_exports == {("key",)}


def test_a_stack_of_the_same_project_is_named_alone(azure):
    azure.run(platform, project="shop", stack="base")
    assert azure.run(lambda: shop("base"), project="shop").exports["vault"] == "kv-shared"
    assert azure.run(lambda: shop("acme/base"), project="shop").exports["vault"] == "kv-shared"


def test_the_last_run_counts_and_previews_do_not(azure):
    azure.run(platform, project="platform")
    azure.run(lambda: pulumi.export("vault", "kv-new"), project="platform")
    azure.run(platform, project="platform", preview=True)
    assert azure.run(shop, project="shop").exports["vault"] == "kv-new"


def test_what_the_test_gives_wins(azure):
    azure.run(platform, project="platform")
    run = azure.run(shop, project="shop", stack_references={"acme/platform/dev": {"vault": "given"}})
    assert run.exports["vault"] == "given"


def test_an_unknown_stack_says_what_to_do(azure):
    with pytest.raises(NoStandIn, match=r"run that stack before .* stack_references="):
        azure.run(shop, project="shop")
