"""One simulated Azure for all stacks of a repository, and what `reset` of one of them leaves."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from azure_rehearsal.cli import main as cli
from azure_rehearsal.core.problems import ProjectProblem
from azure_rehearsal.engine.rehearsal import Rehearsal
from azure_rehearsal.memory.shared_cloud import shared_folder, start_sharing
from azure_rehearsal.project.stack import ProjectStack

PLATFORM = """
from pulumi_azure_native import managedidentity, resources
group = resources.ResourceGroup("platform", resource_group_name="platform", location="westeurope")
managedidentity.UserAssignedIdentity("shared", resource_name_="shared", resource_group_name=group.name)
"""
SHOP = """
import pulumi
from pulumi_azure_native import managedidentity
found = managedidentity.get_user_assigned_identity_output(resource_name="shared", resource_group_name="platform")
managedidentity.UserAssignedIdentity("own", resource_name_="own", resource_group_name="platform")
pulumi.export("principal", found.principal_id)
"""
GROUP = "azure-native:resources:ResourceGroup"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    for name, program in (("platform", PLATFORM), ("shop", SHOP)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Pulumi.yaml").write_text(f"name: {name}\nruntime: python\n", encoding="utf-8")
        (tmp_path / name / "__main__.py").write_text(program, encoding="utf-8")
    return tmp_path


def make(stack: ProjectStack, group: str) -> None:
    """A group, as the engine's provider would note it."""
    made = stack.cloud.create(GROUP, {"resourceGroupName": group, "location": "westeurope"})
    stack.memory.journal.note(f"{stack.urns}{GROUP}::{group}", str(made.id), ())
    stack.save()


def test_all_stacks_of_the_repository_see_one_cloud_and_each_reset_takes_its_own(repository: Path) -> None:
    assert cli.main(["share", "-C", str(repository / "shop")]) == 0
    path = repository / ".rehearsal" / "cloud.db"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    stacks = [ProjectStack.load(repository / name, stack) for name, stack in (("platform", "dev"), ("shop", "dev"), ("shop", "prod"))]
    for stack, group in zip(stacks, ("a", "b", "c"), strict=True):
        make(stack, group)
    left = [one.rpartition("/")[2] for one in ProjectStack.load(repository / "platform").cloud.remaining()]
    assert left == ["a", "b", "c"]
    assert cli.main(["reset", "-C", str(repository / "shop"), "--stack", "prod"]) == 0
    again = ProjectStack.load(repository / "platform")
    assert [one.rpartition("/")[2] for one in again.cloud.remaining()] == ["a", "b"]
    assert len(again.memory.journal.ids) == 2
    again.reset()
    assert [one.rpartition("/")[2] for one in ProjectStack.load(repository / "shop").cloud.remaining()] == ["b"]
    assert shared_folder(repository / "shop") == path.parent


def test_a_stack_that_has_a_cloud_already_is_named(repository: Path) -> None:
    make(ProjectStack.load(repository / "shop"), "x")
    with pytest.raises(ProjectProblem, match=r"shop/\.rehearsal/dev"):
        start_sharing(repository / "platform")
    ProjectStack.load(repository / "shop").reset()
    start_sharing(repository / "platform")


def test_outside_of_a_repository_there_is_nothing_to_share(tmp_path: Path) -> None:
    with pytest.raises(ProjectProblem, match="no Git repository"):
        start_sharing(tmp_path)
    assert shared_folder(tmp_path) is None


@pytest.mark.engine
def test_one_project_finds_what_another_made_and_is_reset_alone(repository: Path) -> None:
    start_sharing(repository)
    Rehearsal(repository / "platform").up()
    shop = Rehearsal(repository / "shop")
    assert shop.up().outputs["principal"]
    assert not Rehearsal(repository / "platform").up().changed
    shop.reset()
    platform = Rehearsal(repository / "platform")
    assert [one.rpartition("/")[2] for one in platform.cloud.remaining()] == ["platform", "shared"]
    assert not platform.up().changed
    platform.destroy()
    assert platform.cloud.remaining() == []
