"""The set-up's last step says where the CLI is; where none can be had, why, and what then doesn't run."""

from __future__ import annotations

from pathlib import Path

import pytest

from azure_rehearsal.core.problems import NoPulumi
from azure_rehearsal.engine.pulumi_cli import Cli
from tools import get_pulumi


def test_says_where_the_cli_is(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr(get_pulumi, "find", lambda announce: announce("Building ...") or Cli(Path("/opt/pulumi"), (3, 259, 0)))
    get_pulumi.main()
    assert capsys.readouterr().out.splitlines() == ["Building ...", "Ready: Pulumi 3.259.0 at /opt/pulumi"]


def test_without_one_says_what_does_not_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    def nothing(_: object) -> Cli:
        raise NoPulumi("no Pulumi CLI can be had: no Go")

    monkeypatch.setattr(get_pulumi, "find", nothing)
    get_pulumi.main()
    told = capsys.readouterr().out
    assert "engine tests are skipped" in told
    assert "no Go" in told
