"""A stack of a project as it was left, without an engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.options import Options
from azure_rehearsal.core.problems import ProjectProblem
from azure_rehearsal.project.stack import ProjectStack


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: tiny\nruntime: python\n", encoding="utf-8")
    return tmp_path


def test_what_was_saved_is_there_again(folder: Path):
    stack = ProjectStack.load(folder, "dev")
    stack.cloud = Cloud(options=Options(grant_delay_seconds=7))
    stack.cloud.clock.advance(60)
    stack.save()
    again = ProjectStack.load(folder, "dev")
    assert (again.cloud.clock.now, again.cloud.options.grant_delay_seconds) == (stack.cloud.clock.now, 7)
    assert again.checkpoint() == {}


def test_a_reset_forgets_one_stack_alone(folder: Path):
    for name in ("dev", "prod"):
        stack = ProjectStack.load(folder, name)
        stack.cloud.clock.advance(60)
        stack.save()
    fresh = Cloud().clock.now
    dev = ProjectStack.load(folder, "dev")
    dev.reset()
    assert dev.cloud.clock.now == fresh
    assert ProjectStack.load(folder, "prod").cloud.clock.now == fresh + 60


def test_overrides_win(folder: Path):
    (folder / "Pulumi.dev.yaml").write_text("config:\n  tiny:colour: red\n  tiny:size: small\n", encoding="utf-8")
    stack = ProjectStack.load(folder, "dev", config={"colour": "blue"})
    assert stack.configuration.plain["tiny:colour"] == "blue"
    assert stack.configuration.plain["tiny:size"] == "small"


def test_fails_where_there_is_no_project(tmp_path: Path):
    with pytest.raises(ProjectProblem, match=r"Pulumi\.yaml"):
        ProjectStack.load(tmp_path)
