"""Commands beside each other on one stack: each keeps what it changed, and nothing of the others is lost."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from azure_rehearsal.cli import main as cli
from azure_rehearsal.core.problems import Busy
from azure_rehearsal.engine.rehearsal import Rehearsal
from azure_rehearsal.memory.kept_cloud import KeptCloud
from azure_rehearsal.memory.locks import exclusive

GROUP = "azure-native:resources:ResourceGroup"
ONE = "from pulumi_azure_native import managedidentity, resources\nrg = resources.ResourceGroup('rg', location='westeurope')\n"
TWO = ONE + "managedidentity.UserAssignedIdentity('one', resource_group_name=rg.name)\n"


@pytest.fixture
def folder(project) -> Path:
    return project(ONE)


def make(rehearsal: Rehearsal, name: str) -> None:
    rehearsal.cloud.create(GROUP, {"resourceGroupName": name, "location": "westeurope"})


def remains(folder: Path) -> list[str]:
    return sorted(one.rpartition("/")[2] for one in Rehearsal(folder).cloud.remaining())


def now(folder: Path) -> float:
    return Rehearsal(folder).cloud.clock.now


@contextmanager
def busy(folder: Path) -> Iterator[Rehearsal]:
    """A command works on the stack."""
    rehearsal = Rehearsal(folder)
    with rehearsal.alone():
        yield rehearsal


def test_who_looked_first_and_saves_last_loses_nothing_of_the_others(folder):
    early, late = Rehearsal(folder), Rehearsal(folder)
    assert early.cloud.remaining() == late.cloud.remaining() == []
    make(late, "theirs")
    late.save()
    early.save()
    assert remains(folder) == ["theirs"]
    make(early, "ours")
    early.save()
    assert remains(folder) == ["ours", "theirs"]
    with early.alone():
        assert sorted(one.rpartition("/")[2] for one in early.cloud.remaining()) == ["ours", "theirs"], "and then it sees both"


def test_one_change_of_two_in_the_same_place_is_refused(folder):
    early, late = Rehearsal(folder), Rehearsal(folder)
    make(early, "same")
    early.cloud.clock.advance(5)
    late.cloud.clock.advance(7)
    make(late, "same")
    late.save()
    with pytest.raises(Busy, match="Do it again"):
        early.save()
    assert now(folder) == late.cloud.clock.now


def test_nothing_is_saved_while_another_command_works(folder):
    other = Rehearsal(folder)
    make(other, "meanwhile")
    with busy(folder), pytest.raises(Busy, match="stack 'dev'"):
        other.save()
    assert remains(folder) == []


@pytest.mark.parametrize("command", [("advance", "60"), ("refetch",)])
def test_who_would_change_something_says_that_the_stack_is_busy(folder, capsys, monkeypatch, command):
    monkeypatch.setattr(cli, "_PATIENCE_SECONDS", 0.1)
    begun = now(folder)
    with busy(folder) as rehearsal:
        make(rehearsal, "half")
        assert cli.main([command[0], "-C", str(folder), *command[1:]]) == 1
        assert "another azure-rehearsal works on stack 'dev'" in capsys.readouterr().err
        rehearsal.save()
    assert remains(folder) == ["half"]
    assert cli.main([command[0], "-C", str(folder), *command[1:]]) == 0
    assert now(folder) - begun == (60 if command[0] == "advance" else 0)
    assert remains(folder) == ["half"]


def test_a_report_beside_a_command_reads_and_writes_nothing(folder, capsys):
    with busy(folder) as rehearsal:
        make(rehearsal, "made")
        rehearsal.save()
        kept = rehearsal.directory.cloud.read_bytes()
        make(rehearsal, "later")
        assert cli.main(["report", "-C", str(folder), "--json"]) == 0
        assert rehearsal.directory.cloud.read_bytes() == kept
        assert json.loads(capsys.readouterr().out)["ok"]
        rehearsal.save()
    assert remains(folder) == ["later", "made"]


def test_a_report_leaves_the_deployer_as_he_was(folder):
    restricted = Rehearsal(folder)
    restricted.cloud.options = restricted.cloud.options.__class__(deployer_roles=("Contributor",))
    restricted.save()
    assert cli.main(["report", "-C", str(folder)]) == 0
    assert Rehearsal(folder).cloud.options.deployer_roles == ("Contributor",)


def test_time_passes_beside_a_server_for_https(folder):
    """Such a server takes the stack for single requests, and reads it anew."""
    served, begun = KeptCloud(Rehearsal(folder).directory), now(folder)
    with served.writing() as cloud:
        cloud.create(GROUP, {"resourceGroupName": "served", "location": "westeurope"})
    assert cli.main(["advance", "-C", str(folder), "600"]) == 0
    with served.reading() as cloud:
        assert cloud.clock.now == now(folder) == begun + 600
        assert len(cloud.remaining()) == 1


def test_a_short_lock_is_waited_for(folder):
    rehearsal, begun = Rehearsal(folder), now(folder)
    with exclusive(rehearsal.directory.lock):
        waiting = threading.Thread(target=lambda: cli.main(["advance", "-C", str(folder), "60"]))
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
    waiting.join(10)
    assert now(folder) == begun + 60


def test_a_report_that_began_before_an_up_takes_nothing_away(folder, pulumi_cli):
    Rehearsal(folder, pulumi=pulumi_cli).up()
    early = Rehearsal(folder)
    assert len(early.cloud.remaining()) == 1
    (folder / "__main__.py").write_text(TWO)
    Rehearsal(folder, pulumi=pulumi_cli).up()
    early.save()
    assert len(remains(folder)) == 2
    assert Rehearsal(folder, pulumi=pulumi_cli).up().changes == {"same": 3}


REPORTS = """
import subprocess, sys
from azure_rehearsal.cli.main import main
while main(["report", "-C", sys.argv[1], "--json"]) == 0:
    pass
"""


@pytest.mark.slow
def test_reports_in_a_loop_beside_an_up(folder, pulumi_cli):
    import subprocess

    many = ONE + "for n in range(12): managedidentity.UserAssignedIdentity(f'i{n}', resource_group_name=rg.name)\n"
    (folder / "__main__.py").write_text(many)
    rehearsal = Rehearsal(folder, pulumi=pulumi_cli)
    with subprocess.Popen([sys.executable, "-c", REPORTS, str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as looking:
        with rehearsal.alone(patience=30):  # a report takes the stack for a moment, too
            result = rehearsal.up()
        looking.kill()
    assert result.changes == {"create": 14}
    assert len(remains(folder)) == 13
    assert Rehearsal(folder, pulumi=pulumi_cli).up().changes == {"same": 14}
