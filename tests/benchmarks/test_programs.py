"""A comparison is fair only if both programs register the same resources."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from typing import Any

import pytest

from benchmarks.pairs import ROOT, Pair, Result, Subject, run, sample

APPS = 2
# The marker is ours alone; a person names role assignments by another recipe. Neither changes what is deployed, or how much.
OURS = {"AZURE_CONNECT_REVISION"}
BY_ANOTHER_RECIPE = {"roleAssignmentName"}

RECORD = """
import json, sys
from benchmarks.recording import record
recorded = [record(program, int(sys.argv[1]), **options) for program, options in json.loads(sys.argv[2])]
print(json.dumps([[[one.token, json.loads(one.inputs)] for one in found if one.custom] for found in recorded]))
"""
PROGRAMS: list[tuple[str, dict[str, Any]]] = [("by_hand", {}), ("with_components", {}), ("with_components", {"rounds": 4})]
Recorded = list[tuple[str, dict[str, Any]]]


@pytest.fixture(scope="module")
def registered() -> list[Recorded]:
    """What each of PROGRAMS registers, recorded in a process of its own, so that no mocks outlive it; one, for the SDK takes seconds to load."""
    command = [sys.executable, "-c", RECORD, str(APPS), json.dumps(PROGRAMS)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [[(token, inputs) for token, inputs in found] for found in json.loads(ran.stdout.splitlines()[-1])]


def comparable(token: str, inputs: dict[str, Any]) -> str:
    kept = {key: value for key, value in inputs.items() if key not in BY_ANOTHER_RECIPE}
    if token == "azure-native:web:WebAppApplicationSettings":
        kept["properties"] = {key: value for key, value in kept["properties"].items() if key not in OURS}
    return f"{token} {json.dumps(kept, sort_keys=True)}"


def test_both_programs_register_the_same_resources(registered: list[Recorded]):
    by_hand, with_components = (Counter(comparable(*one) for one in found) for found in registered[:2])
    assert with_components == by_hand
    assert by_hand.total() > APPS * 10


@pytest.mark.parametrize("at", [1, 2], ids=["five-connections", "seventeen-connections"])
def test_settings_are_written_once_an_app_however_many_connections(registered: list[Recorded], at: int):
    tokens = Counter(token for token, _ in registered[at])
    assert tokens["azure-native:web:WebAppApplicationSettings"] == APPS
    # Neither do grants multiply: connecting again to the same target takes no second one.
    assert tokens["azure-native:authorization:RoleAssignment"] == APPS * 5


def test_a_measurement_is_one_line_of_numbers():
    measured = sample(Subject(name="json", arguments=("import", "json")))
    assert set(measured) == {"seconds", "cpu_seconds", "mebibytes"}
    assert 0 <= measured["seconds"] < 10
    assert measured["mebibytes"] > 1


def test_fails_with_the_words_of_what_failed():
    with pytest.raises(RuntimeError, match="No module named 'there_is_no_such_module'"):
        sample(Subject(name="nothing", arguments=("import", "there_is_no_such_module")))


def test_pairs_compare_medians_with_the_limit():
    nothing, pulumi = Subject(name="nothing", arguments=("import", "json")), Subject(name="pulumi", arguments=("import", "pulumi"))
    good, bad = (
        run(Pair(name="pair", subject=subject, baseline=baseline, at_most={"seconds": 1.0}, rounds=1))[0]
        for subject, baseline in ((nothing, pulumi), (pulumi, nothing))
    )
    assert isinstance(good, Result)
    assert good.holds
    assert not bad.holds
