"""Reading a person's project: which stack, which configuration, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from azure_rehearsal.core.problems import ProjectProblem
from azure_rehearsal.project.project import Configuration, Project, generated_value


def configure(folder: Path, stack: str = "dev", **overrides: str) -> Configuration:
    given = {key.replace("__", ":"): value for key, value in overrides.items()}
    return Project.load(folder).configuration(stack, given, lambda name, kind: f"<{kind} {name}>")


def test_values_are_taken_over_with_their_structure(project):
    folder = project("", stacks={"dev": "config:\n  tiny:a: 1\n  azure-native:location: westeurope\n  tiny:list: [x, {y: true}]\n"})
    assert configure(folder).plain == {"tiny:a": 1, "azure-native:location": "westeurope", "tiny:list": ["x", {"y": True}]}


def test_declared_secrets_are_generated_whether_or_not_a_value_is_stored(project):
    settings = "config:\n  key: {type: string, secret: true}\n  count: {type: integer, secret: true}\n  plain: {type: string}\n"
    folder = project("", settings=settings, stacks={"dev": "config:\n  tiny:key: {secure: AAAA}\n  tiny:plain: x\n"})
    config = configure(folder)
    assert config.secret == {("tiny:key",): "<string tiny:key>", ("tiny:count",): "<integer tiny:count>"}
    assert config.plain == {"tiny:plain": "x"}


def test_encrypted_leaves_are_generated_and_the_rest_of_the_value_is_kept(project):
    folder = project("", stacks={"dev": "config:\n  tiny:deep:\n    keys: [{secure: AAAA}, open]\n    name: n\n"})
    config = configure(folder)
    assert config.secret == {("tiny:deep", "keys", 0): "<string tiny:deep/keys/0>"}
    assert config.plain == {"tiny:deep": {"keys": [None, "open"], "name": "n"}}


def test_overrides_win_and_stay_secret_where_that_is_declared(project):
    settings = "config:\n  key: {type: string, secret: true}\n  list: {type: array}\n"
    folder = project("", settings=settings, stacks={"dev": "config:\n  tiny:colour: blue\n"})
    config = configure(folder, key="k", colour="red", list="[1, 2]", other__new="n")
    assert config.secret == {("tiny:key",): "k"}
    assert config.plain == {"tiny:colour": "red", "tiny:list": [1, 2], "other:new": "n"}


def test_an_override_of_an_encrypted_value_replaces_all_its_leaves(project):
    folder = project("", stacks={"dev": "config:\n  tiny:deep: {a: {secure: AAAA}}\n"})
    config = configure(folder, deep="mine")
    assert (config.plain, config.secret) == ({}, {("tiny:deep",): "mine"}), "what stands for a secret is a secret"


def test_an_override_of_an_encrypted_value_is_a_secret(project):
    folder = project("", stacks={"dev": "config:\n  tiny:password: {secure: AAAA}\n  other:list: [{secure: AAAA}, b]\n  tiny:open: x\n"})
    config = configure(folder, password="canary", other__list="[canary]", open="y")
    assert config.secret == {("tiny:password",): "canary", ("other:list",): "[canary]"}
    assert config.plain == {"tiny:open": "y"}


def test_a_misspelt_override_is_refused_with_the_right_word(project):
    folder = project("", stacks={"dev": "config:\n  tiny:colour: blue\n"})
    with pytest.raises(ProjectProblem, match="Did you mean 'colour'"):
        configure(folder, colur="red")
    assert configure(folder, tone="red").plain["tiny:tone"] == "red", "a key that is like no other may be new"


def test_environments_of_pulumi_cloud_are_not_opened_and_that_is_said(project):
    folder = project("", stacks={"dev": "environment: [shared]\n"})
    assert "--config" in configure(folder).notes[0]


@pytest.mark.parametrize(
    ("stacks", "asked", "chosen"),
    [([], None, "dev"), (["dev", "prod"], None, "dev"), (["prod"], None, "prod"), (["dev", "prod"], "prod", "prod"), ([], "any", "any")],
)
def test_the_stack_is_chosen(project, stacks, asked, chosen):
    folder = project("", stacks=dict.fromkeys(stacks, ""))
    assert Project.load(folder).choose_stack(asked) == chosen


def test_a_stack_without_a_file_is_refused_with_the_closest_name(project):
    folder = project("", stacks={"dev": "", "prod": ""})
    with pytest.raises(ProjectProblem, match=r"no stack 'prd'.*only 'dev', 'prod'.*Did you mean 'prod'"):
        Project.load(folder).choose_stack("prd")


def test_two_stacks_of_which_none_is_dev_need_a_choice(project):
    folder = project("", stacks={"one": "", "two": ""})
    with pytest.raises(ProjectProblem, match="--stack"):
        Project.load(folder).choose_stack(None)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("name: x\nruntime: nodejs\n", "only Python"),
        ("runtime: python\n", "no `name`"),
        ("- a\n", "expected names"),
        ("name: [\n", "can't be read"),
    ],
)
def test_projects_that_cannot_be_rehearsed_say_why(tmp_path, content, says):
    (tmp_path / "Pulumi.yaml").write_text(content)
    with pytest.raises(ProjectProblem, match=says):
        Project.load(tmp_path)


def test_a_folder_without_a_project_says_how_to_name_one(tmp_path):
    with pytest.raises(ProjectProblem, match=r"no Pulumi\.yaml.*-C"):
        Project.load(tmp_path)


def test_main_of_the_project_is_followed(project):
    folder = project("", settings="main: src\n")
    with pytest.raises(ProjectProblem, match="src"):
        _ = Project.load(folder).program
    (folder / "src").mkdir()
    (folder / "src" / "__main__.py").write_text("")
    assert Project.load(folder).program == folder / "src" / "__main__.py"


def test_generated_values_pass_password_rules_and_differ():
    one, two = generated_value("string"), generated_value("string")
    assert one != two
    assert len(one) >= 16
    assert {"upper", "lower", "digit", "other"} <= {
        "upper" if c.isupper() else "lower" if c.islower() else "digit" if c.isdigit() else "other" for c in one
    }
    assert int(generated_value("integer")) > 0
    assert generated_value("boolean") == "true"
