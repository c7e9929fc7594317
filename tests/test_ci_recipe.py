"""The recipe for GitHub Actions: what it runs is what this project has, and no pull request gets a secret."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from azure_rehearsal.cli.arguments import parser

RECIPE = Path(__file__).resolve().parent.parent / "docs" / "ci" / "github-actions.yml"
WORKFLOW: dict[Any, Any] = yaml.safe_load(RECIPE.read_text(encoding="utf-8"))
JOBS: dict[str, Any] = WORKFLOW["jobs"]
LINES = [line.strip() for job in JOBS.values() for step in job["steps"] for line in step.get("run", "").splitlines()]
COMMANDS = [line for line in LINES if line.startswith("azure-rehearsal ")]


@pytest.mark.parametrize("line", COMMANDS)
def test_its_commands_are_understood(line: str) -> None:
    parser().parse_args(shlex.split(line)[1:])


def test_it_rehearses_before_it_deploys() -> None:
    assert any(line.startswith("azure-rehearsal up") for line in COMMANDS)
    assert JOBS["deploy"]["needs"] == "rehearse"
    assert "refs/heads/main" in JOBS["deploy"]["if"]


def test_what_pull_requests_run_has_no_secret_and_no_right() -> None:
    assert "secrets." not in str(JOBS["rehearse"])
    assert "permissions" not in JOBS["rehearse"]
    assert WORKFLOW["permissions"] == {"contents": "read"}


def test_azure_is_signed_in_to_by_federation_alone() -> None:
    assert JOBS["deploy"]["permissions"]["id-token"] == "write"
    stored = set(re.findall(r"secrets\.(\w+)", RECIPE.read_text(encoding="utf-8")))
    assert stored == {"PULUMI_ACCESS_TOKEN"}
