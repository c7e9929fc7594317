"""Reasons: one for each argument that is lowered, and for each secret in the clear; a blank one is none."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect.app.security import RULES
from tests.components.programs import app, failure

LOWERED: dict[str, Any] = {
    "https_only": False,
    "minimum_tls_version": "1.0",
    "scm_minimum_tls_version": "1.0",
    "ftps_state": "AllAllowed",
    "remote_debugging": True,
    "basic_publishing_credentials": True,
}


def test_every_rule_is_among_the_lowered():
    assert {*LOWERED} == {rule.argument for rule in RULES}


@pytest.mark.parametrize("argument", LOWERED)
def test_one_reason_covers_one_rule(argument: str):
    others = {name: "why" for name in LOWERED if name != argument}
    assert f"{argument}=" in failure(lambda: app(insecure=others, **LOWERED))


@pytest.mark.parametrize("blank", ["", "  ", "\t\n"])
def test_a_blank_reason_is_none(blank: str):
    assert "ftps_state='AllAllowed'" in failure(lambda: app(ftps_state="AllAllowed", insecure={"ftps_state": blank}))
    assert "setting 'KEY'" in failure(lambda: app(settings={"KEY": "Server=a;Password=canary"}, insecure={"settings.KEY": blank}))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ftp_state", "Did you mean 'ftps_state'?"),
        ("runtime", "takes no reason"),
        ("settings", "settings.NAME"),
        ("settings.", "takes no reason"),
        ("tags", "tags.NAME"),
        ("site_config", "site_config.NAME"),
        ("tags.none", "no such value"),
        ("connection_strings.None", "no such value"),
        ("site_config.app_command_line", "no such value"),
        ("startup_command", "no such value"),
    ],
)
def test_a_reason_for_nothing_is_refused(name: str, words: str):
    assert words in failure(lambda: app(insecure={name: "why"}, settings={"KEY": "x"}))


def test_a_reason_for_a_setting_that_there_is_not_is_refused_at_the_end():
    said = str(run(lambda: app(settings={"KEY": "x"}, insecure={"settings.KYE": "why"}), check=False).errors)
    assert "Did you mean 'KEY'?" in said


def test_a_reason_for_a_setting_of_a_connection_is_found():
    def program() -> None:
        one = app(insecure={"settings.LATER": "a connection gives it"})
        one.add_slot("staging", settings={"LATER": "x"})

    run(program)


def test_the_old_argument_is_refused_with_the_new_one():
    assert "Did you mean 'insecure'?" in failure(lambda: app(insecure_because="why"))
