"""Where a run gets its configuration from, and program files and project folders as programs."""

from __future__ import annotations

import json

import pulumi
import pytest

from azure_rehearsal.doors.mocks.mocks import run
from azure_rehearsal.testing.fixture import AzureFixture


def test_configuration_and_names():
    seen = {}

    def program():
        config = pulumi.Config()
        seen.update(
            size=config.require_int("size"),
            tags=config.require_object("tags"),
            location=pulumi.Config("azure-native").require("location"),
            key=config.require_secret("key"),
            names=(pulumi.get_project(), pulumi.get_stack(), pulumi.get_organization()),
        )
        pulumi.export("key", seen["key"])

    outcome = run(
        program,
        config={"size": 3, "tags": {"a": 1}, "azure-native:location": "weu"},
        config_secrets={"key": "canary"},
        project="shop",
        stack="prod",
        organization="acme",
    )
    assert (seen["size"], seen["tags"], seen["location"], seen["names"]) == (3, {"a": 1}, "weu", ("shop", "prod", "acme"))
    assert outcome.exports == {"key": "canary"}
    assert outcome.secret_exports == {("key",)}


def test_a_missing_configuration_is_the_programs_own_error():
    with pytest.raises(pulumi.ConfigMissingError):
        run(lambda: pulumi.Config().require("nothing"))


@pytest.fixture
def project(tmp_path):
    (tmp_path / "Pulumi.yaml").write_text(
        "name: shop\nruntime: python\nconfig:\n  shop:key: {type: string, secret: true}\n", encoding="utf-8"
    )
    (tmp_path / "Pulumi.dev.yaml").write_text("config:\n  shop:size: 3\n  shop:keys:\n    vision: {secure: AAAA}\n", encoding="utf-8")
    (tmp_path / "helper.py").write_text("SIZE = 3\n", encoding="utf-8")
    (tmp_path / "__main__.py").write_text(
        "import pulumi, helper\nconfig = pulumi.Config()\n"
        "pulumi.export('size', config.require_int('size') * helper.SIZE)\n"
        "pulumi.export('key', config.require_secret('key'))\n"
        "pulumi.export('keys', config.require_object('keys'))\n",
        encoding="utf-8",
    )
    return tmp_path


def test_a_project_folder_brings_its_configuration(project):
    outcome = run(project)
    assert outcome.exports["size"] == 9
    assert ("key",) in outcome.secret_exports
    assert json.dumps(outcome.exports["keys"]).count("Rehearsal") == 1
    assert run(project, config={"size": 4}).exports["size"] == 12


def test_what_is_given_for_an_encrypted_value_is_a_secret(project):
    outcome = run(project, config={"key": "canary"})
    assert outcome.exports["key"] == "canary"
    assert ("key",) in outcome.secret_exports


def test_a_projects_modules_are_imported_afresh_for_each_run(project):
    assert run(project / "__main__.py").exports["size"] == 9
    (project / "helper.py").write_text("SIZE = 5_000\n", encoding="utf-8")
    assert run(project / "__main__.py").exports["size"] == 15_000


def test_a_lone_file_is_a_program_too(tmp_path):
    (tmp_path / "lone.py").write_text("import pulumi\npulumi.export('stack', pulumi.get_stack())\n", encoding="utf-8")
    assert run(tmp_path / "lone.py", stack="qa").exports == {"stack": "qa"}


def test_made_up_secrets_are_the_same_in_each_run(project):
    azure = AzureFixture()
    assert azure.run(project).exports == azure.run(project).exports
