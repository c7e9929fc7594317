"""Dynamic providers run with a CLI that brings no plugin for them, and find the program's own modules."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

import pytest

from azure_rehearsal.engine.dynamic_plugin import write_dynamic_plugin
from azure_rehearsal.engine.rehearsal import Rehearsal
from azure_rehearsal.project.project import Project

PROGRAM = """
import pulumi
from pulumi.dynamic import CreateResult, Resource, ResourceProvider, UpdateResult
from pulumi_azure_native import resources
from naming import label


class Labels(ResourceProvider):
    def create(self, props):
        return CreateResult("label-" + props["name"], {**props, "label": label(props["name"])})

    def update(self, id, olds, news):
        return UpdateResult({**news, "label": label(news["name"]) + " again"})


class Label(Resource):
    def __init__(self, name, props, opts=None):
        super().__init__(Labels(), name, {"label": None, **props}, opts)


home = resources.ResourceGroup("rg", resource_group_name="home", location=pulumi.Config().get("place") or "westeurope")
pulumi.export("label", Label("label", {"name": home.name, "place": home.location}).label)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "it's a project"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: dynamic\nruntime: python\n", encoding="utf-8")
    (folder / "__main__.py").write_text(PROGRAM, encoding="utf-8")
    (folder / "naming.py").write_text("def label(name):\n    return f'the {name}'\n", encoding="utf-8")
    return folder


@pytest.mark.engine
def test_a_dynamic_resource_is_made_kept_changed_and_deleted(project: Path) -> None:
    rehearsal = Rehearsal(project)
    assert rehearsal.up().outputs["label"] == "the home"
    assert not rehearsal.up().changed
    rehearsal.refresh()
    assert rehearsal.destroy().changes["delete"] == 3
    rehearsal.reset()
    assert rehearsal.up().outputs["label"] == "the home"  # what `reset` removed is written again


@pytest.mark.skipif(os.name == "nt", reason="the script of Unix")
def test_the_script_survives_quotes_and_uses_this_python(project: Path, tmp_path: Path) -> None:
    write_dynamic_plugin(Project.load(project), tmp_path)
    script = (tmp_path / "pulumi-resource-pulumi-python").read_text(encoding="utf-8")
    assert shlex.split(script.splitlines()[1])[:2] == ["cd", str(project)]
    assert sys.executable in script
