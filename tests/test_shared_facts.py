"""Facts that two distributions hold, because neither may import the other, are the same facts."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

from azure_access import builtin_roles, graph_roles
from azure_rehearsal.engine import batched_waits as rehearsal_waits
from pulumi_azure_connect.program import batched_waits as components_waits


def _held_by_the_components(name: str) -> Any:
    return json.loads(resources.files("pulumi_azure_connect.azure").joinpath(name).read_text(encoding="utf-8"))


def test_role_ids_are_the_same():
    roles = {role.name: role.id for role in builtin_roles().values()}
    held = {one["name"]: one["id"] for one in _held_by_the_components("role_definitions.json")["roles"]}
    assert held
    assert {name: roles.get(name) for name in held} == held


def test_the_wait_for_outputs_is_the_same():
    held = [Path(module.__file__ or "").read_text(encoding="utf-8") for module in (components_waits, rehearsal_waits)]
    assert held[0] == held[1]


def test_each_built_in_role_that_lists_keys_or_hands_out_access_is_told_apart():
    held = _held_by_the_components("role_definitions.json")
    actions = {warning: held["warnings"][warning] for warning in ("lists keys", "hands out access")}
    roles, wide = builtin_roles(), {"manages every resource": 0, **dict.fromkeys(actions, 0)}
    for one in held["roles"]:
        may = {warning for warning, which in actions.items() if any(roles[one["id"]].line(action, data=False) for action in which)}
        assert (one.get("warning") is not None) == bool(may), one["name"]
        assert one.get("warning") in {*may, None, "manages every resource"}, one["name"]
        if may:
            wide[one["warning"]] += 1
    assert all(wide.values())


def test_app_roles_of_microsoft_graph_are_the_same():
    held = _held_by_the_components("app_roles.json")["applications"]["00000003-0000-0000-c000-000000000000"]
    both = held.keys() & graph_roles().keys()
    assert len(both) > 10
    assert {name: graph_roles()[name] for name in both} == {name: held[name] for name in both}
