"""The settings that the engine reads."""

from __future__ import annotations

import pytest
import yaml

from azure_rehearsal.memory.workdir import StackDir
from azure_rehearsal.project.project import Configuration, Project
from azure_rehearsal.project.settings_files import config_path_text, project_settings, write_config, write_project


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("tiny:key",), "tiny:key"),
        (("tiny:deep", "a"), 'tiny:deep["a"]'),
        (("tiny:deep", "a.b", 0, 'q"'), 'tiny:deep["a.b"][0]["q\\""]'),
        (("tiny:a.b",), '["tiny:a.b"]'),
    ],
)
def test_paths_are_written_as_the_engine_reads_them(path, text):
    assert config_path_text(path) == text


def test_where_state_is_kept_and_what_runs_the_program_are_not_taken_over(tmp_path):
    settings = {
        "name": "tiny",
        "runtime": {"name": "python", "options": {"virtualenv": "venv"}},
        "backend": {"url": "s3://mine"},
        "main": "src",
        "description": "d",
        "config": {"key": {"secret": True}},
    }
    taken = project_settings(Project(tmp_path, settings))
    assert taken == {"name": "tiny", "runtime": "python", "main": str(tmp_path), "description": "d", "config": {"key": {"secret": True}}}


def test_configuration_is_written_once_and_keeps_the_stacks_salt(tmp_path):
    directory = StackDir(tmp_path, "dev")
    path = directory.project / "Pulumi.dev.yaml"
    path.write_text("encryptionsalt: v1:abc\n")
    calls: list[list[tuple[str, str]]] = []
    config = Configuration(plain={"tiny:a": 1}, secret={("tiny:deep", "k"): "v"})
    for _ in range(2):
        write_config(config, directory, calls.append)
    assert calls == [[('tiny:deep["k"]', "v")]]
    assert yaml.safe_load(path.read_text()) == {"encryptionsalt": "v1:abc", "config": {"tiny:a": 1}}
    write_config(Configuration(plain={"tiny:a": 2}), directory, calls.append)
    assert len(calls) == 1
    assert yaml.safe_load(path.read_text())["config"] == {"tiny:a": 2}


def test_secrets_that_could_not_be_set_are_set_next_time(tmp_path):
    directory = StackDir(tmp_path, "dev")
    config = Configuration(secret={("tiny:k",): "v"})

    def fail(_values):
        raise OSError("the engine died")

    with pytest.raises(OSError, match="died"):
        write_config(config, directory, fail)
    calls: list[list[tuple[str, str]]] = []
    write_config(config, directory, calls.append)
    assert calls == [[("tiny:k", "v")]]


def test_the_project_is_written_beside_its_stack(tmp_path):
    directory = StackDir(tmp_path, "dev")
    write_project(Project(tmp_path, {"name": "tiny", "runtime": "python"}), directory)
    assert yaml.safe_load((directory.project / "Pulumi.yaml").read_text())["name"] == "tiny"
