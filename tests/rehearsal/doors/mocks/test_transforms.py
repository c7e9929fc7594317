"""Pulumi's transforms, which its own mocks don't run."""

from __future__ import annotations

import pulumi
import pytest

from azure_rehearsal.doors.mocks.mocks import run
from tests.rehearsal.doors.mocks.programs import Box, group


def tagging(value):
    """A transform that puts its value behind what is there, so that the order shows."""

    def transform(args):
        if args.type_ != "azure-native:resources:ResourceGroup":
            return None
        order = (args.props.get("tags") or {}).get("order", "")
        return pulumi.ResourceTransformResult(props={**args.props, "tags": {"order": order + value}}, opts=args.opts)

    return transform


def test_a_resources_own_transform():
    assert run(lambda: group(transforms=[tagging("a")])).find(name="rg").input("tags") == {"order": "a"}


def test_an_asynchronous_one():
    async def transform(args):
        return pulumi.ResourceTransformResult(props={**args.props, "location": "northeurope"}, opts=args.opts)

    assert run(lambda: group(transforms=[transform])).find(name="rg").output("location") == "northeurope"


def test_own_then_parents_then_stacks():
    class Outer(pulumi.ComponentResource):
        def __init__(self) -> None:
            super().__init__("test:index:Outer", "outer", None, pulumi.ResourceOptions(transforms=[tagging("c")]))
            Box("box", pulumi.ResourceOptions(parent=self, transforms=[tagging("b")]))

    def program():
        pulumi.runtime.register_resource_transform(tagging("d"))
        Outer()

    assert run(program).find(name="box-rg").input("tags") == {"order": "bcd"}


def test_options_can_be_changed():
    def transform(args):
        return pulumi.ResourceTransformResult(
            props=args.props, opts=pulumi.ResourceOptions.merge(args.opts, pulumi.ResourceOptions(protect=True, ignore_changes=["tags"]))
        )

    def program():
        first = group("first")
        group(depends_on=[first], transforms=[transform])

    outcome = run(program)
    rg = outcome.find(name="rg")
    assert rg.options["protect"] is True
    assert rg.options["ignore_changes"] == ["tags"]
    assert rg.dependencies == {outcome.find(name="first").urn}


def test_what_a_transform_raises_fails_the_run():
    def transform(_):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(lambda: group(transforms=[transform]))


def test_transforms_end_with_the_run():
    run(lambda: pulumi.runtime.register_resource_transform(tagging("x")))
    assert run(group).find(name="rg").input("tags") is None


def test_a_transform_of_functions_is_refused_rather_than_ignored():
    with pytest.raises(NotImplementedError, match="real engine"):
        run(lambda: pulumi.runtime.register_invoke_transform(lambda _: None))
