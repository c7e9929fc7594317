"""What one run of a program has registered: once for all its components, and nothing left to the next run."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect.program.registry import Program, WriteChain, current
from tests.components.programs import SETTINGS, account, app, group


def test_something_is_made_once_for_a_key():
    program, made = Program(), iter(range(9))
    assert [program.once("a", lambda: next(made)), program.once("a", lambda: next(made)), program.once("b", lambda: next(made))] == [
        0,
        0,
        1,
    ]


def test_a_claim_stands_until_somebody_says_it_otherwise():
    program = Program()
    assert program.claim("id", "key", "one") is None
    assert program.claim("id", "key", "two") is None
    assert program.claim("id", "other key", "three") == "one"


def test_an_output_is_known_by_itself_and_not_by_its_value():
    program, one, other = Program(), object(), object()
    program.name_output(one, "key")
    assert (program.key_of(one), program.key_of(other)) == ("key", None)


def test_an_id_has_its_resource_and_a_text_made_of_it_has_none():
    def program() -> None:
        known = current()
        first, second = account("first"), account("second", parent=pulumi.ComponentResource("test:index:Folder", "folder"))
        assert [known.owner_of(first.id), known.owner_of(second.id)] == [first, second]
        assert known.owner_of(first.id) is first, "asked again"
        assert known.owner_of(first.id.apply(str)) is None
        assert known.owner_of(first.name) is None

    run(program)


def test_a_chain_has_a_tail():
    chain = WriteChain()
    assert chain.tail == []
    link: Any = object()
    chain.link(link)
    assert chain.tail == [link]


def test_components_of_one_run_share_a_program_and_runs_do_not():
    found: list[Program] = []

    def program() -> None:
        found.extend([current(), current()])

    run(program)
    run(program)
    assert found[0] is found[1]
    assert found[2] is found[3]
    assert found[0] is not found[2]


@pytest.mark.parametrize("where", ["between two connections", "in the constructor", "and the program goes on"])
def test_nothing_of_an_app_is_written_whose_program_failed(where: str):
    """Pulumi sends what was registered before the failure too: half of the settings would erase the other half."""

    def program() -> None:
        if where == "in the constructor":
            app(sku="B1", settings={"A": "1"}, slots=[{"name": "staging"}])
        elif where == "and the program goes on":
            try:
                app(sku="B1", settings={"A": "1"}, slots=[{"name": "staging"}])
            except ValueError as refused:
                pulumi.log.warn(str(refused))
        else:
            one = app(settings={"A": "1"}, sticky_settings=["A"])
            one.connect("uploads", "storage-blob", to=account(), access="read")
            raise KeyError("config")

    outcome = run(program, check=False)
    assert outcome.errors
    late = (*SETTINGS, "azure-native:web:WebAppSlotConfigurationNames")
    assert not [one for one in outcome.resources if one.type in late and one.finished]


def test_a_group_of_the_tests_is_made_once():
    assert len(run(lambda: [group(), group()]).resources) == 1
