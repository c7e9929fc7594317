"""The engine killed in the middle of the reference stack, before and after Azure acknowledged; nothing may be lost."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from azure_rehearsal.core.hooks import Hooks
from azure_rehearsal.engine.rehearsal import Rehearsal
from azure_rehearsal.engine.repair import clear_torn_notes
from azure_rehearsal.report.report import ExitCode
from tests.engine.stacks import CANARY, Stack, changes, grants, owned, raw, report, seen, sites, unresolved, verdicts

# The program whose engine died complains on its way out.
pytestmark = pytest.mark.filterwarnings("ignore:Error in event stream")

GROUP = "resources:ResourceGroup::shop"
SECRET = "keyvault:Secret::payment-payment-api-key-ilngxmhc"
SITE = "web:WebApp::shop"
SETTINGS = "web:WebAppApplicationSettings::shop-settings"
GRANT = "authorization:RoleAssignment::shop-payment-api-key-ilngxmhc-key-vault-secrets-user"

WHEN = pytest.mark.parametrize("before", [True, False], ids=["before-azure-acknowledged", "after-azure-acknowledged"])


class Killed(Exception):
    """The request died with its sender."""


def _killed(stack: Stack, operation: str, resource: str, *, before: bool) -> None:
    """An operation whose engine gets SIGKILL at one resource: before Azure is asked, or when it has answered."""
    running: list[Rehearsal] = []

    def kill(_operation: str, urn: str, _id: str) -> None:
        if urn.endswith(resource):
            process = running[0].command.process
            assert process is not None
            process.send_signal(signal.SIGKILL)
            process.wait()
            if before:
                raise Killed

    running.append(stack.open(hooks=Hooks(before=kill) if before else Hooks(done=kill)))
    result = getattr(running[0], operation)(check=False)
    assert "signal 9" in (result.error or "")


def _converges(stack: Stack) -> None:
    """The next `up` ends as an `up` without a crash does, and the cloud holds what the engine knows, no more and no less."""
    rehearsal = stack.open()
    result = rehearsal.up()
    assert result.repaired[0].startswith("Removed the lock")
    assert set(rehearsal.cloud.remaining()) == owned(rehearsal)
    assert report(rehearsal).exit_code() is ExitCode.FINE
    assert unresolved(rehearsal) == []
    assert seen(rehearsal.cloud, "shop")["PAYMENT_API_KEY"] == CANARY
    assert set(rehearsal.up().changes) == {"same"}


@WHEN
@pytest.mark.parametrize(
    ("name", "resource"), [("dev", SECRET), ("dev", SITE), ("prod", GRANT)], indirect=["name"], ids=["secret", "site", "grant"]
)
def test_the_next_up_takes_up_what_was_made_and_makes_the_rest(fresh: Stack, resource: str, before: bool) -> None:
    _killed(fresh, "up", resource, before=before)
    made = set(fresh.open().cloud.remaining())
    _converges(fresh)
    assert made <= set(fresh.open().cloud.remaining()), "nothing that was made is made again"


@pytest.mark.parametrize("name", ["dev"], indirect=True)
def test_the_engine_by_itself_asks_for_a_person(fresh: Stack, tmp_path: Path) -> None:
    """What `pulumi up` says without our repair: first of the lock, then that Azure has the group which it can't make."""
    _killed(fresh, "up", GROUP, before=False)
    rehearsal = fresh.copy(tmp_path / "alone").open()
    clear_torn_notes(rehearsal.directory.checkpoint(rehearsal.project.name))  # another test's subject
    locked = rehearsal.up(repair=False, check=False)
    assert "currently locked by 1 lock" in (locked.error or "")
    for lock in rehearsal.directory.locks(rehearsal.project.name).glob("*.json"):
        lock.unlink()  # what `pulumi cancel` does
    alone = rehearsal.up(repair=False, check=False)
    assert "pending operations" in alone.text()
    assert "cannot create already existing resource" in (alone.error or "")
    assert "/resourceGroups/azure-connect-reference-dev" in (alone.error or "")
    _converges(fresh)


@WHEN
@pytest.mark.parametrize("name", ["prod"], indirect=True)
def test_settings_that_were_being_changed_are_whole_afterwards(stack: Stack, before: bool) -> None:
    rehearsal = stack.open()
    old, given = {site: raw(rehearsal.cloud, site) for site in sites(rehearsal.cloud)}, grants(rehearsal.cloud)
    stack.give_shop('settings={"GREETING": "hello"}')
    _killed(stack, "up", SETTINGS, before=before)
    now = stack.open()
    assert raw(now.cloud, "shop") == (old["shop"] if before else {**old["shop"], "GREETING": "hello"}), "one or the other, never a part"
    _converges(stack)
    now = stack.open()
    expected = {site: {**settings, "GREETING": "hello"} if site.startswith("shop") else settings for site, settings in old.items()}
    assert {site: raw(now.cloud, site) for site in sites(now.cloud)} == expected
    assert grants(now.cloud) == given


@pytest.mark.parametrize("name", ["dev"], indirect=True)
@pytest.mark.parametrize("left", ["", '{"user.cache_control":"","user.con'], ids=["nothing", "half"])
def test_a_note_that_was_half_written_beside_the_checkpoint_stops_nobody(stack: Stack, left: str) -> None:
    """The engine can die there, and does in one kill of twenty; no operation of its own gets past it afterwards."""
    rehearsal = stack.open()
    (note,) = rehearsal.directory.checkpoint(rehearsal.project.name).parent.glob(f"{stack.name}.json.attrs")
    note.write_text(left, encoding="utf-8")
    assert "failed to load checkpoint" in (rehearsal.up(repair=False, check=False).error or "")
    result = rehearsal.up()
    assert len(result.repaired) == 1
    assert set(result.changes) == {"same"}
    assert set(rehearsal.cloud.remaining()) == owned(rehearsal)


@pytest.mark.parametrize("name", ["prod"], indirect=True)
def test_a_destroy_that_was_killed_is_finished_by_the_next(stack: Stack) -> None:
    _killed(stack, "destroy", SITE, before=False)
    rehearsal = stack.open()
    assert rehearsal.cloud.remaining() != []
    assert {op for op, _ in changes(rehearsal.destroy())} == {"delete"}
    assert rehearsal.cloud.remaining() == []
    assert verdicts(rehearsal) == {}
