"""Which resource an output belongs to, and how much is looked through to tell."""

from __future__ import annotations

import gc
from typing import Any

import pulumi
import pytest

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect.program.registry import current
from tests.components.programs import account


def test_resources_are_found_whenever_and_wherever_they_were_made():
    def program() -> None:
        folder = pulumi.ComponentResource("test:index:Folder", "folder")
        before = [account("first"), account("second", parent=folder)]
        known = current()
        assert [known.owner_of(one.id) for one in before] == before
        after = [account("third"), account("fourth", parent=folder)]
        assert [known.owner_of(one.id) for one in after] == after

    run(program)


@pytest.mark.parametrize("count", [5, 40])
def test_all_objects_are_looked_through_once_however_many_outputs_there_are(count: int, monkeypatch: pytest.MonkeyPatch):
    plain, asked = gc.get_objects, []

    def counted(*arguments: Any) -> list[Any]:
        asked.append(arguments)
        return plain(*arguments)

    def program() -> None:
        monkeypatch.setattr(gc, "get_objects", counted)
        before = [account(f"before{number}") for number in range(count)]
        for number, one in enumerate(before):
            assert current().owner_of(one.id) is one
            later = account(f"later{number}")
            assert current().owner_of(later.id) is later
            assert current().owner_of(later.id.apply(str)) is None
            assert current().owner_of(pulumi.Output.from_input("an id from elsewhere")) is None

    run(program, preview=True)
    assert len(asked) == 1
