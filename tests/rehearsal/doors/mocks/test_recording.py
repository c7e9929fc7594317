"""What a run holds: finding, order, components."""

from __future__ import annotations

import networkx as nx
import pulumi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pulumi_azure_native import managedidentity, resources

from azure_rehearsal.doors.mocks.mocks import run
from tests.rehearsal.doors.mocks.programs import Box, group, identity


@pytest.fixture(scope="module")
def boxes():
    def program():
        first = Box("first")
        second = Box("second", pulumi.ResourceOptions(depends_on=[first]))
        identity("late", group_name=second.group.name)
        group("free")

    return run(program)


def test_find_by_type_in_every_form(boxes):
    for type in ("azure-native:managedidentity:UserAssignedIdentity", "managedidentity:UserAssignedIdentity", "UserAssignedIdentity"):
        assert boxes.find(type, "late").name == "late"
    assert boxes.find(managedidentity.UserAssignedIdentity, "late").name == "late"
    assert [one.name for one in boxes.of_type(resources.ResourceGroup)] == ["free", "first-rg", "second-rg"]  # as they reached the engine
    assert boxes.find(name="first").type == "test:index:Box"


def test_find_says_what_there_is(boxes):
    with pytest.raises(LookupError, match="Of this type there are: free, first-rg, second-rg"):
        boxes.find("ResourceGroup", "frist-rg")
    with pytest.raises(LookupError, match=r"3 resources are ResourceGroup: .*Name one"):
        boxes.find("ResourceGroup")
    with pytest.raises(LookupError, match="Did you mean 'azure-native:resources:ResourceGroup'"):
        boxes.find("azure-native:resource:ResourceGroup")
    with pytest.raises(TypeError, match="no type token"):
        boxes.find(dict)


def test_components_have_children_inputs_and_outputs(boxes):
    first = boxes.find(name="first")
    assert not first.custom
    assert first.input("size") == 3
    assert [child.name for child in boxes.children(first)] == ["first-rg", "first-id"]
    assert boxes.outputs(first)["connections"] == [{"app": "first"}]
    assert boxes.outputs(boxes.find(name="free")) == {}
    assert boxes.find(name="first-rg").urn.endswith("::test:index:Box$azure-native:resources:ResourceGroup::first-rg")
    assert boxes[first.urn] is first


def test_depends_goes_through_properties_options_parents_and_components(boxes):
    def depends(one, other):
        return boxes.depends(boxes.find(name=one), boxes.find(name=other))

    assert depends("first-id", "first-rg")
    assert not depends("first-rg", "first-id")
    assert depends("second-rg", "first-id")  # by its parent's depends_on
    assert depends("late", "second-rg")
    assert depends("late", "first")  # all of the component
    assert depends("second", "first")  # each of the one on each of the other
    assert not depends("first", "second")
    assert not depends("free", "first")
    assert not depends("late", "second")  # on its group, not on its identity
    assert boxes.depends(boxes.find(name="late").urn, boxes.find(name="second-rg").urn)


def test_nothing_depends_on_an_empty_component():
    """Pulumi doesn't wait for one; a test that asks must not be told that it does."""

    def program():
        empty = pulumi.ComponentResource("test:index:Empty", "empty")
        group(depends_on=[empty])

    outcome = run(program)
    assert not outcome.depends(outcome.find(name="rg"), outcome.find(name="empty"))


def test_the_graph_has_every_resource_and_no_cycle(boxes):
    graph = boxes.graph()
    assert set(graph) == {one.urn for one in boxes.resources}
    assert nx.is_directed_acyclic_graph(graph)
    assert graph.has_edge(boxes.find(name="first-id").urn, boxes.find(name="first-rg").urn)


def test_requests_are_numbered_in_order(boxes):
    numbers = [number for one in boxes.resources for number in (one.started, one.finished)]
    assert numbers == sorted(numbers)
    assert boxes.find(name="first-rg").finished < boxes.find(name="first-id").started


def test_an_input_that_is_not_there_is_none(boxes):
    one = boxes.find(name="free")
    assert one.input("tags", "a") is None
    assert one.output("properties", 0) is None
    assert one.output("location") == "westeurope"
    assert repr(one) == "<azure-native:resources:ResourceGroup 'free'>"


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 6).flatmap(lambda n: st.lists(st.sets(st.integers(0, n - 1)), min_size=n, max_size=n)))
def test_depends_is_reachability(edges):
    """Any acyclic wish of `depends_on`: `depends` answers what a plain search in the graph answers."""

    def program():
        made = []
        for at, wanted in enumerate(edges):
            made.append(group(f"g{at}", depends_on=[made[other] for other in wanted if other < at]))

    outcome = run(program, preview=True)
    wished = nx.DiGraph()
    wished.add_nodes_from(range(len(edges)))
    wished.add_edges_from((at, other) for at, wanted in enumerate(edges) for other in wanted if other < at)
    for one in range(len(edges)):
        for other in range(len(edges)):
            assert outcome.depends(outcome.find(name=f"g{one}"), outcome.find(name=f"g{other}")) == (
                one != other and nx.has_path(wished, one, other)
            )
