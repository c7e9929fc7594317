"""Programs that refer to other stacks: rehearsed ones near by, outputs from a file or the command line, and what is said of the others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pulumi
import pytest

from azure_rehearsal.core.problems import ProjectProblem
from azure_rehearsal.engine.events import EngineFailed
from azure_rehearsal.engine.rehearsal import Rehearsal
from azure_rehearsal.project.outside import SecretOutput, StackName, StackOutputs, find_project, stack_name

BASE = """
import pulumi
pulumi.export("plain", {"list": [1, True]})
pulumi.export("key", pulumi.Output.secret({"deep": ["canary-out"]}))
"""
APP = """
import pulumi
other = pulumi.StackReference("NAME")
later = pulumi.StackReference("again", stack_name=pulumi.Output.from_input("NAME"))
for name in ("plain", "key", "nothing"):
    pulumi.export(name, other.get_output(name))
pulumi.export("again", later.get_output("plain"))
"""
OUTPUTS = {"plain": {"list": [1, True]}, "key": {"deep": ["canary-out"]}, "again": {"list": [1, True]}}


def write(folder: Path, name: str, program: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "Pulumi.yaml").write_text(f"name: {name}\nruntime: python\n")
    (folder / "__main__.py").write_text(program)
    return folder


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return write(tmp_path / "platform" / "base", "base", BASE)


@pytest.fixture
def app(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    return write(tmp_path / "apps" / "shop", "shop", APP.replace("NAME", "acme/base/dev"))


def outputs_of(app: Path, pulumi_cli: Any, **given: Any) -> dict[str, Any]:
    return Rehearsal(app, pulumi=pulumi_cli, stack_outputs=StackOutputs.parse(**given)).up().outputs


def test_a_rehearsed_stack_of_the_same_repository_is_found(base: Path, app: Path, pulumi_cli):
    with pytest.raises(EngineFailed, match=r"StackReference 'acme/base/dev': no rehearsal .*--stack-output acme/base/dev\.KEY=VALUE"):
        Rehearsal(app, pulumi=pulumi_cli).up()
    Rehearsal(base, pulumi=pulumi_cli).up()
    rehearsal = Rehearsal(app, pulumi=pulumi_cli)
    result = rehearsal.up()
    assert result.outputs == OUTPUTS
    assert "canary-out" not in result.text()
    assert "canary-out" not in json.dumps(rehearsal.checkpoint()), "a secret of another stack stays a secret in this one's state"
    (base / "__main__.py").write_text(BASE.replace("True", "False"))
    Rehearsal(base, pulumi=pulumi_cli).up()
    assert rehearsal.up().outputs["again"] == {"list": [1, False]}
    assert rehearsal.refresh().ok


def test_stacks_of_one_folder_know_each_other(tmp_path: Path, pulumi_cli):
    def reading() -> None:
        pulumi.export("mine", pulumi.StackReference("acme/base/prod").get_output("x"))

    def own() -> None:
        pulumi.export("mine", pulumi.StackReference("acme/one").get_output("x"))

    arguments = {"state": tmp_path / ".rehearsal", "pulumi": pulumi_cli}
    Rehearsal(lambda: pulumi.export("x", 1), project_name="base", stack="prod", **arguments).up()
    assert Rehearsal(reading, project_name="shop", **arguments).up().outputs == {"mine": 1}
    Rehearsal(lambda: pulumi.export("x", 2), project_name="shop", stack="one", **arguments).up()
    assert Rehearsal(own, project_name="shop", stack="two", **arguments).up().outputs == {"mine": 2}


def test_outputs_are_given(tmp_path: Path, app: Path, pulumi_cli):
    (tmp_path / "out.json").write_text(json.dumps({"plain": {"list": [1, True]}, "key": "[secret]"}))
    found = outputs_of(app, pulumi_cli, texts=[f"acme/base/dev={tmp_path / 'out.json'}", "acme/base/dev.again=no"])
    assert found["plain"] == found["again"] == OUTPUTS["plain"]
    assert found["key"].startswith("Rehearsal-1-"), "what the file hides is made up"
    assert outputs_of(app, pulumi_cli, texts=[f"acme/base/dev=@{tmp_path / 'out.json'}"])["key"] == found["key"], "and stays the same"
    assert outputs_of(app, pulumi_cli, given={"acme/base/dev": {"key": SecretOutput("mine")}})["key"] == "mine"


def test_a_rehearsed_project_anywhere_is_named(tmp_path: Path, app: Path, pulumi_cli):
    elsewhere = write(tmp_path / ".hidden" / "base", "base", BASE)
    given = {"texts": [f"acme/base/dev={elsewhere}"]}
    with pytest.raises(EngineFailed, match="azure-rehearsal up -C"):
        outputs_of(app, pulumi_cli, **given)
    Rehearsal(elsewhere, pulumi=pulumi_cli).up()
    assert outputs_of(app, pulumi_cli, **given) == OUTPUTS


@pytest.mark.parametrize(
    ("text", "own", "meant"),
    [
        ("acme/base/dev", "shop", StackName("base", "dev")),
        ("organization/base/dev", "shop", StackName("base", "dev")),
        ("acme/dev", "shop", StackName("shop", "dev")),
        ("dev", "shop", StackName("shop", "dev")),
    ],
)
def test_names_mean_what_pulumi_means(text: str, own: str, meant: StackName):
    assert stack_name(text, own) == meant


def test_values_are_json_where_they_can_be():
    given = StackOutputs.parse(texts=['a/b/dev.list=[1, "x"]', "a/b/dev.id=/subscriptions/1=2", "a/b/dev.n=3", "b/prod.eu.k=v"])
    assert given.values == {"a/b/dev": {"list": [1, "x"], "id": "/subscriptions/1=2", "n": 3}, "b/prod.eu": {"k": "v"}}
    assert given.of("other/b/dev", StackName("b", "dev")) == given.values["a/b/dev"]
    assert given.of("acme/b/prod.eu", StackName("b", "prod.eu")) == {"k": "v"}
    assert given.of("acme/c/dev", StackName("c", "dev")) is None


@pytest.mark.parametrize(
    "text", ["", "=", "dev", "a/b/dev", "a/b/dev.key", "a/b/.key=x", "a/b/dev=", "a/b/dev=no-such-file", "a/b/dev=@none"]
)
def test_what_cannot_be_understood_is_refused(text: str):
    with pytest.raises(ProjectProblem, match="--stack-output"):
        StackOutputs.parse(texts=[text])


def test_a_list_is_no_outputs(tmp_path: Path):
    (tmp_path / "list").write_text("[1]")
    with pytest.raises(ProjectProblem, match="no outputs by name"):
        StackOutputs.parse(texts=[f"dev={tmp_path / 'list'}"])


def test_projects_are_looked_for_where_people_keep_them(tmp_path: Path):
    (tmp_path / ".git").mkdir()
    start, name = tmp_path / "apps" / "shop", StackName("base", "dev")
    for folder, project in (("node_modules/base", "base"), (".hidden/base", "base"), ("infra/other", "other"), ("infra/base", "base")):
        kept = tmp_path / folder / ".rehearsal/backend/.pulumi/stacks/base/dev.json"
        kept.parent.mkdir(parents=True)
        kept.write_text("{}")
        (tmp_path / folder / "Pulumi.yaml").write_text(f"name: {project}\nruntime: python\n")
    start.mkdir(parents=True)
    assert find_project(start, name) == tmp_path / "infra" / "base"
    assert find_project(start, StackName("base", "prod")) is None
