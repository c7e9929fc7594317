"""The marker of values: the same in every process, for every kind of value."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi_azure_native import web

from azure_rehearsal.doors.mocks.mocks import Run, run
from pulumi_azure_connect import UnknownArgument
from pulumi_azure_connect.program.stable import marker
from tests.components.programs import SETTINGS, app

_VALUES = """
import enum, pulumi
from pulumi_azure_native import web
from pulumi_azure_connect.program.stable import marker
class Level(enum.Enum):
    HIGH = 3
print(marker({
    "args": [web.IpSecurityRestrictionArgs(ip_address="10.1.0.0/16", action="Allow", headers={"x-a": ["b"]})],
    "enum": [web.ManagedServiceIdentityType.USER_ASSIGNED, Level.HIGH],
    "dict": web.IpSecurityRestrictionArgsDict(ip_address="10.1.0.0/16"),
    "numbers": (1, 1.5, True, None),
    "assets": pulumi.AssetArchive({"a": pulumi.StringAsset("text"), "b": pulumi.RemoteAsset("https://example.com/b")}),
}, "values"))
"""


def test_two_processes_make_the_same_of_every_kind_of_value():
    found = {
        subprocess.run(
            [sys.executable, "-c", _VALUES], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1


def test_what_a_value_is_made_of_counts_and_not_how_it_is_said():
    said = web.IpSecurityRestrictionArgs(ip_address="10.1.0.0/16")
    assert marker([said], "it") == marker([{"ip_address": "10.1.0.0/16"}], "it")
    assert marker([said], "it") != marker([{"ip_address": "10.2.0.0/16"}], "it")
    assert marker(100.0, "it") == marker(100, "it")


def test_files_are_told_by_their_content(tmp_path: Path):
    file = tmp_path / "a.txt"
    file.write_text("one", encoding="utf-8")
    before = [marker(kind(path), "it") for kind, path in ((pulumi.FileAsset, str(file)), (pulumi.FileArchive, str(tmp_path)))]
    file.write_text("two", encoding="utf-8")
    after = [marker(kind(path), "it") for kind, path in ((pulumi.FileAsset, str(file)), (pulumi.FileArchive, str(tmp_path)))]
    assert not set(before) & set(after)


@pytest.mark.parametrize("value", [object(), {"a", "b"}, b"bytes", lambda: None, {1: "a"}])
def test_a_value_of_another_kind_is_refused(value: Any):
    with pytest.raises(UnknownArgument, match="of type"):
        marker({"x": value}, "the site")


def _revision(outcome: Run) -> Any:
    (settings,) = [one for one in outcome.resources if one.type in SETTINGS]
    return settings.input("properties", "AZURE_CONNECT_REVISION")


def test_an_app_with_args_objects_keeps_its_revision():
    def program(address: str = "10.1.0.0/16") -> None:
        rule = web.IpSecurityRestrictionArgs(ip_address=pulumi.Output.from_input(address), action="Allow", priority=100, name="office")
        app(site_config={"ip_security_restrictions": [rule]})

    assert _revision(run(program)) == _revision(run(program)) != _revision(run(lambda: program("10.2.0.0/16")))


def test_tags_change_no_revision():
    assert _revision(run(lambda: app(tags={"of": "a"}))) == _revision(run(lambda: app(tags={"of": "b"})))
