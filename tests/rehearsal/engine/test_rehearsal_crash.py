"""The engine, or all of it, killed in the middle: what the engine says by itself, and what the next `up` makes of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from azure_rehearsal.core.hooks import Hooks
from azure_rehearsal.core.problems import RehearsalError
from azure_rehearsal.engine.rehearsal import Rehearsal
from azure_rehearsal.engine.repair import Pending
from tests.rehearsal.engine.programs import app_with_reference, with_auto_named_identity, with_identity

pytestmark = pytest.mark.filterwarnings("ignore:Error in event stream")


CANARY = "canary-5d1f0c"


class Killed(Exception):
    """The request died with its sender."""


def killer(rehearsal: list[Rehearsal], name: str, *, before: bool) -> Hooks:
    """Kills the engine at the operation on one resource: before Azure is asked, or when it has answered."""

    def kill(_operation: str, urn: str, _id: str) -> None:
        if urn.endswith(f"::{name}"):
            process = rehearsal[0].command.process
            assert process is not None
            process.send_signal(signal.SIGKILL)
            process.wait()
            if before:
                raise Killed

    return Hooks(before=kill) if before else Hooks(done=kill)


def crash(rehearse: Callable[..., Rehearsal], program: Callable[[], None], name: str, *, before: bool) -> None:
    crashing: list[Rehearsal] = []
    crashing.append(rehearse(program, hooks=killer(crashing, name, before=before)))
    result = crashing[0].up(check=False)
    assert result.error is not None
    assert "signal 9" in (result.error or "")


def remove_locks(rehearsal: Rehearsal) -> None:
    """What `pulumi cancel` does."""
    for path in rehearsal.directory.locks("rehearsal").glob("*.json"):
        path.unlink()


def test_the_engine_alone_stops_at_the_lock_that_the_dead_one_left(rehearse):
    crash(rehearse, with_identity, "identity", before=True)
    result = rehearse(with_identity).up(repair=False, check=False)
    assert "currently locked by 1 lock" in (result.error or "")
    assert "pulumi cancel" in (result.error or "")


def test_the_engine_alone_warns_of_a_create_that_azure_never_got_and_makes_it(rehearse):
    crash(rehearse, with_identity, "identity", before=True)
    rehearsal = rehearse(with_identity)
    remove_locks(rehearsal)
    result = rehearsal.up(repair=False)
    (warning,) = [one.message for one in result.diagnostics if one.severity == "warning"]
    assert "1 pending operations" in warning
    assert "interrupted while creating" in warning
    assert result.step("identity").op == "create"


def test_the_engine_alone_cannot_create_what_azure_made_before_the_crash(rehearse):
    crash(rehearse, with_identity, "identity", before=False)
    rehearsal = rehearse(with_identity)
    remove_locks(rehearsal)
    result = rehearsal.up(repair=False, check=False)
    assert "cannot create already existing resource" in (result.error or "")
    assert "interrupted while creating" in result.text()


def test_the_engine_alone_makes_a_second_one_where_the_name_is_made_up(rehearse):
    crash(rehearse, with_auto_named_identity, "identity", before=False)
    rehearsal = rehearse(with_auto_named_identity)
    remove_locks(rehearsal)
    rehearsal.up(repair=False)
    assert len([id for id in rehearsal.cloud.remaining() if "userAssignedIdentities" in id]) == 2


def test_the_next_up_takes_up_the_one_with_the_made_up_name(rehearse):
    crash(rehearse, with_auto_named_identity, "identity", before=False)
    rehearsal = rehearse(with_auto_named_identity)
    assert rehearsal.up().step("identity").op == "same"
    assert len([id for id in rehearsal.cloud.remaining() if "userAssignedIdentities" in id]) == 1


@pytest.mark.parametrize("before", [True, False], ids=["before-azure-acknowledged", "after-azure-acknowledged"])
def test_the_next_up_clears_the_lock_and_converges(rehearse, before):
    crash(rehearse, with_identity, "identity", before=before)
    rehearsal = rehearse(with_identity)
    made = [id for id in rehearsal.cloud.remaining() if "userAssignedIdentities" in id]
    assert len(made) == (0 if before else 1)
    result = rehearsal.up()
    assert result.repaired[0].startswith("Removed the lock")
    assert ("never created" if before else "taken up") in result.repaired[1]
    assert result.step("identity").op == ("create" if before else "same")
    assert made == [] or made[0] in rehearsal.cloud.remaining(), "nothing is lost, nothing made twice"
    assert len(rehearsal.cloud.remaining()) == 2
    assert rehearsal.up().changed == []
    assert rehearsal.destroy().changes["delete"] == 3
    assert rehearsal.cloud.remaining() == []


def test_a_secret_taken_up_after_a_crash_stays_secret(rehearse, tmp_path):
    crash(rehearse, app_with_reference(), "secret", before=False)
    rehearsal = rehearse(app_with_reference())
    result = rehearsal.up()
    assert CANARY not in result.text()
    rehearsal.export(tmp_path / "export.json")
    assert CANARY not in (tmp_path / "export.json").read_text()
    journal = rehearsal._journal.changed(everything=True)
    assert journal["secrets"]
    assert CANARY not in repr(journal)
    assert rehearsal.up().changed == []


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_an_interrupted_update_is_settled(rehearse, before):
    rehearse(app_with_reference()).up()
    crash(rehearse, app_with_reference(colour="red"), "settings", before=before)
    rehearsal = rehearse(app_with_reference(colour="red"))
    result = rehearsal.up()
    assert any("was being changed" in sentence for sentence in result.repaired)
    (site,) = [id for id in rehearsal.cloud.remaining() if id.endswith("/sites/the-app")]
    assert {view.name: view.raw for view in rehearsal.cloud.site_settings(site)}["COLOUR"] == "red"
    assert rehearsal.up().changed == []


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_an_interrupted_destroy_is_finished(rehearse, before):
    rehearse(with_identity).up()
    crashing: list[Rehearsal] = []
    crashing.append(rehearse(with_identity, hooks=killer(crashing, "identity", before=before)))
    assert not crashing[0].destroy(check=False).ok
    rehearsal = rehearse(with_identity)
    rehearsal.destroy()
    assert rehearsal.cloud.remaining() == []


@pytest.mark.parametrize("program", [with_identity, with_auto_named_identity])
def test_what_azure_made_and_the_engine_counts_as_failed_is_made_again(rehearse, program):
    """An engine that loses its provider before it notices the loss of its parent writes the creation down as failed."""

    def cut(_operation: str, urn: str, _id: str) -> None:
        if urn.endswith("::identity"):
            raise Killed

    failed = rehearse(program, hooks=Hooks(done=cut))
    assert "identity" in (failed.up(check=False).error or "")
    assert failed.checkpoint().get("pending_operations", []) == []
    rehearsal = rehearse(program)
    (first,) = [id for id in rehearsal.cloud.remaining() if "userAssignedIdentities" in id]
    result = rehearsal.up()
    assert any("counts it as failed" in sentence for sentence in result.repaired)
    (second,) = [id for id in rehearsal.cloud.remaining() if "userAssignedIdentities" in id]
    assert (first == second) == (program is with_identity)
    assert rehearsal.up().changed == []
    assert rehearsal.up().repaired == []


def test_a_vault_that_is_taken_back_leaves_its_name_free(rehearse):
    def cut(_operation: str, urn: str, _id: str) -> None:
        if urn.endswith("::vault"):
            raise Killed

    rehearse(app_with_reference(), hooks=Hooks(done=cut)).up(check=False)
    rehearsal = rehearse(app_with_reference())
    assert any("Vault 'vault'" in sentence for sentence in rehearsal.up().repaired)
    assert rehearsal.cloud.soft_deleted() == []


def test_a_repair_that_the_engine_refuses_is_told_with_what_to_do(rehearse, monkeypatch):
    crash(rehearse, with_identity, "identity", before=False)

    def twice(_pending: Pending, checkpoint: dict) -> None:
        checkpoint["resources"] += checkpoint["resources"]

    monkeypatch.setattr(Pending, "settle", twice)
    with pytest.raises(RehearsalError, match=r"could not be put right: .*duplicate.*`azure-rehearsal reset`"):
        rehearse(with_identity).up()


WHOLE_PROCESS = """
import os, signal, sys, time
from pathlib import Path
from azure_rehearsal.core.hooks import Hooks
from azure_rehearsal.engine import Rehearsal
from tests.rehearsal.engine.programs import with_identity

def kill(operation, urn, id):
    if urn.endswith("::identity"):
        os.kill(os.getpid(), signal.SIGKILL)

Rehearsal(with_identity, state=Path(sys.argv[1]), hooks=Hooks(**{sys.argv[2]: kill})).up()
"""


@pytest.mark.parametrize("moment", ["before", "done"])
def test_the_whole_process_killed(rehearse, tmp_path, repository, moment):
    command = [sys.executable, "-c", WHOLE_PROCESS, str(tmp_path / ".rehearsal"), moment]
    environment = {**os.environ, "PYTHONPATH": str(repository)}
    process = subprocess.run(command, cwd=repository, env=environment, capture_output=True, timeout=120, check=False)
    assert process.returncode == -signal.SIGKILL
    begun = time.monotonic()
    rehearsal = rehearse(with_identity)
    result = rehearsal.up()
    assert time.monotonic() - begun < 30
    # The orphaned engine either dies with the operation pending, or writes it down as failed: one is taken up, one made again
    taken_up = moment == "done" and not any("counts it as failed" in sentence for sentence in result.repaired)
    assert result.step("identity").op == ("same" if taken_up else "create")
    assert len(rehearsal.cloud.remaining()) == 2
    assert rehearsal.up().changed == []


def test_a_cloud_file_is_whole_at_every_moment(rehearse, tmp_path):
    """Each acknowledged operation is on disk before the engine hears of it."""
    seen: list[str] = []

    def look(operation: str, _urn: str, id: str) -> None:
        kept = Rehearsal(with_identity, state=Path(tmp_path / ".rehearsal")).cloud
        assert kept.state.get(id) is not None
        seen.append(operation)

    rehearse(with_identity, hooks=Hooks(done=look)).up()
    assert seen == ["create", "create"]
