"""What the project says of its simulated Azure is current, and nothing is claimed that no test exercises."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from azure_rehearsal.cli.coverage import Coverage, as_json, as_markdown, as_text, coverage
from tools import behaviours

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "simulated-azure.md"


@pytest.fixture(scope="module")
def found() -> Coverage:
    return coverage()


@cache
def _tests_in(path: Path) -> dict[str, ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def asserts(test: ast.FunctionDef) -> bool:
    """Whether it can fail: an assertion, an expected exception, or a helper that does so by its name."""
    names = {ast.unparse(node.func) for node in ast.walk(test) if isinstance(node, ast.Call)}
    return any(isinstance(node, ast.Assert) for node in ast.walk(test)) or bool(names & {"pytest.raises", "refused", "refuses"})


def test_the_page_is_current(found):
    assert PAGE.read_text(encoding="utf-8") == as_markdown(found), "run `make behaviours`"


def test_the_list_that_the_wheel_ships_is_what_the_markers_say():
    assert behaviours.DATA.read_text(encoding="utf-8") == behaviours.as_json(behaviours.claims()), "run `make behaviours`"


def test_each_behaviour_is_exercised_by_tests_that_can_fail(found):
    for sentences in found.behaviours.values():
        for one in sentences:
            assert one.tests, one.says
            for named in one.tests:
                path, _, name = named.partition("::")
                test = _tests_in(ROOT / path).get(name)
                assert test is not None, f"{named} is gone"
                assert asserts(test), f"{named} asserts nothing"
                marks = [ast.unparse(mark) for mark in test.decorator_list]
                assert not any("skip" in mark or "xfail" in mark for mark in marks), f"{named} may not run"


def test_each_exact_type_is_made_by_the_examples(found):
    """test_services_outputs.py makes one of each type of each service; so the page's types are its types."""
    from tests.rehearsal.services.test_every_type import TOKENS

    assert sorted(token for tokens in found.exact.values() for token in tokens) == TOKENS


def test_counts_add_up(found):
    from azure_rehearsal.schema import types as schema

    all_types = len(schema.tokens("azure-native")) + len(schema.tokens("azuread"))
    assert found.exact_types + sum(found.generic.values()) == all_types
    assert found.exact_types >= 60
    assert 0 < found.known_ids < found.generic["azure-native"]


def test_the_short_form_names_every_behaviour(found):
    text = as_text(found)
    assert all(one.says in text for behaviours in found.behaviours.values() for one in behaviours)


def test_the_command_needs_no_project(tmp_path, found):
    command = [sys.executable, "-m", "azure_rehearsal.cli.main", "coverage", "--json"]
    done = subprocess.run(command, cwd=tmp_path, env=dict(os.environ), capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == as_json(found)
