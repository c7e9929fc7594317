"""Trouble through the real engine."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pulumi.automation import EngineEvent

from azure_rehearsal.cli.main import main
from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.engine.pulumi_cli import Cli
from azure_rehearsal.engine.rehearsal import Rehearsal
from azure_rehearsal.memory.journal import Journal
from azure_rehearsal.trouble import Trouble, TroubleProblem
from azure_rehearsal.trouble.session import Session
from tests.rehearsal.engine.programs import app_with_reference, with_auto_named_identity, with_identity

pytestmark = [pytest.mark.engine, pytest.mark.filterwarnings("ignore:Error in event stream")]

CANARY = "canary-5d1f0c"
Rehearse = Callable[..., Rehearsal]


@pytest.fixture
def rehearse(pulumi_cli: Cli, tmp_path: Path) -> Rehearse:
    def make(program: Callable[[], None], **arguments: Any) -> Rehearsal:
        return Rehearsal(program, state=tmp_path / ".rehearsal", pulumi=pulumi_cli, **arguments)

    return make


def throttled(**more: Any) -> Trouble:
    return Trouble.load({"throttled": 0.2, "lost_responses": 0.15, "retry_after": [1, 60], **more})


def test_an_up_gets_over_a_busy_azure_and_a_bad_network_and_says_so(rehearse):
    rehearsal = rehearse(app_with_reference(), trouble=throttled(), seed=1)
    result = rehearsal.up()
    assert result.troubles
    assert result.makespan > 10
    assert all("tried again after" in sentence for sentence in result.troubles)
    assert CANARY not in result.text()
    (site,) = [id for id in rehearsal.cloud.remaining() if id.endswith("/sites/the-app")]
    assert {view.name: view.value for view in rehearsal.cloud.site_settings(site)}["KEY"] == CANARY

    rehearsal.trouble = None
    again = rehearsal.up()
    assert again.changed == []
    assert (again.troubles, again.makespan) == ([], 0.0)

    rehearsal.trouble, rehearsal.seed = throttled(), 2
    assert rehearsal.preview().troubles == [], "a preview meets no trouble"
    assert any("(read)" in sentence for sentence in rehearsal.refresh().troubles)
    assert any("(delete)" in sentence for sentence in rehearsal.destroy().troubles)
    assert rehearsal.cloud.remaining() == []


@pytest.mark.behaviour(beside="test_the_order_between_subjects_changes_nothing")
def test_the_same_seed_brings_the_same_troubles(pulumi_cli, tmp_path):
    def troubles(folder: str, seed: int) -> list[list[str]]:
        rehearsal = Rehearsal(app_with_reference(), state=tmp_path / folder, pulumi=pulumi_cli, trouble=throttled(), seed=seed)
        return [sorted(rehearsal.up(check=False).troubles), sorted(rehearsal.destroy(check=False).troubles)]

    first = troubles("first", 5)
    assert first[0]
    assert troubles("again", 5) == first
    assert troubles("other", 6) != first


@pytest.mark.behaviour(beside="test_a_lost_answer_is_asked_for_again_and_the_resource_made_once")
def test_what_was_made_though_every_answer_was_lost_is_taken_back_and_made_again(rehearse):
    rehearsal = rehearse(with_auto_named_identity, trouble=Trouble(lost_responses=1.0))
    failed = rehearsal.up(check=False)
    assert "was lost: connection reset by peer" in (failed.error or "")
    assert [id for id in rehearsal.cloud.remaining() if "/resourceGroups/" in id]
    calm = rehearse(with_auto_named_identity)
    result = calm.up()
    assert result.repaired == [
        "azure-native:resources:ResourceGroup 'rg' was created, but the engine counts it as failed: removed, to be made again."
    ]
    assert len(calm.cloud.remaining()) == 2
    assert calm.up().changed == []


@pytest.mark.behaviour("Trouble on request", "The engine is killed at a change, before Azure is asked or when it has done it.")
@pytest.mark.parametrize("seed", [0, 3], ids=["before-azure-is-asked", "when-azure-has-done-it"])
@pytest.mark.parametrize("kill_at", [1, 4])
def test_the_engine_is_killed_and_the_next_up_converges(rehearse, seed, kill_at):
    rehearsal = rehearse(app_with_reference(), trouble=Trouble(kill_at=kill_at), seed=seed)
    result = rehearsal.up(check=False)
    assert "the engine was ended by signal 9" in (result.error or "")
    (told,) = result.troubles
    assert told.startswith(f"The engine was killed at change {kill_at}, azure-native:")
    assert told.endswith("before Azure was asked." if seed == 0 else "when Azure had done it.")
    rehearsal.trouble = None
    assert rehearsal.up().repaired
    assert rehearsal.up().changed == []
    (site,) = [id for id in rehearsal.cloud.remaining() if id.endswith("/sites/the-app")]
    assert {view.name: view.value for view in rehearsal.cloud.site_settings(site)}["KEY"] == CANARY


def test_a_kill_beyond_the_last_change_never_comes(rehearse):
    assert rehearse(with_identity, trouble=Trouble(kill_at=99)).up().troubles == []


def test_the_engines_events_are_passed_on_and_hold_the_time():
    session, heard = Session(Trouble(), 0, Cloud(), Journal(), lambda: None), []
    still_until = session.network.timeline._still_until
    event = EngineEvent(sequence=0, timestamp=0)
    session.listening(heard.append)(event)
    session.listening(None)(event)
    assert heard == [event]
    assert session.network.timeline._still_until > still_until


def test_a_preset_is_named_and_a_wrong_name_told(tmp_path):
    assert Rehearsal(with_identity, state=tmp_path / "s", trouble="monday").trouble is not None
    with pytest.raises(TroubleProblem, match="Did you mean 'storm'"):
        Rehearsal(with_identity, state=tmp_path / "s", trouble="strom")


@pytest.mark.behaviour(
    "Trouble on request",
    "Long-running operations that fail half-way: the engine keeps the resource and what went wrong, the next `up` repairs it.",
)
def test_what_failed_half_way_is_kept_by_the_engine_and_put_right_by_the_next_up(rehearse, tmp_path):
    """pulumi-azure-native#1015: the resource is in the state, with what went wrong; the next up updates it."""
    rehearsal = rehearse(app_with_reference(), trouble=Trouble(half_way=1.0))
    failed = rehearsal.up(check=False)
    assert 'Status=200 Code="InternalServerError" Message="The create of' in (failed.error or "")
    assert sorted(failed.troubles) == [
        "Microsoft.KeyVault/vaults 'vault' (create) was accepted and failed half-way.",
        "Microsoft.Web/serverfarms 'plan' (create) was accepted and failed half-way.",
    ]
    kept = {resource["urn"].rpartition("::")[2]: resource for resource in rehearsal.checkpoint()["resources"]}
    assert {"vault", "plan"} <= set(kept)
    assert "was accepted and failed later" in kept["plan"]["initErrors"][0]
    assert kept["vault"]["outputs"]["properties"]["provisioningState"] == "Failed"

    rehearsal.trouble = None
    calm = rehearsal.up()
    assert {step.name: step.op for step in calm.changed}["vault"] == "update"
    assert calm.repaired == []
    assert rehearsal.up().changed == []

    rehearsal.trouble = Trouble(half_way=1.0)
    assert "The delete of" in (rehearsal.destroy(check=False).error or "")
    rehearsal.trouble = None
    rehearsal.destroy()
    assert rehearsal.cloud.remaining() == []
    rehearsal.export(tmp_path / "export.json")
    assert CANARY not in (tmp_path / "export.json").read_text()


@pytest.mark.behaviour("Trouble on request", "Role assignments, access policies and new principals take effect later.")
def test_operations_take_time_and_grants_take_effect_later(rehearse):
    rehearsal = rehearse(app_with_reference(), trouble=Trouble(durations=True, grant_delay=(900.0, 900.0)))
    result = rehearsal.up()
    assert result.seconds < 60
    # the vault (2 + 186), then its secret, the grant on it, and the settings, 3 each; the app is ready long before. On a busy machine the
    # engine may ask for the vault a little later than for the identity.
    assert 2 + 186 + 3 + 3 + 3 <= result.makespan <= 215
    (site,) = [id for id in rehearsal.cloud.remaining() if id.endswith("/sites/the-app")]

    def status() -> str:
        (view,) = [view for view in rehearsal.cloud.site_settings(site) if view.name == "KEY"]
        assert view.reference is not None
        return view.reference.status

    assert status() == "AccessToKeyVaultDenied"
    rehearsal.cloud.clock.advance(900)
    rehearsal.cloud.refresh_references(site)
    assert status() == "Resolved"


@pytest.mark.behaviour(beside="test_only_what_a_refresh_and_an_up_can_put_right_is_touched")
def test_what_somebody_changed_behind_the_engines_back_a_refresh_sees_and_up_puts_right(rehearse):
    rehearsal = rehearse(app_with_reference(), trouble=Trouble(meddle=1.0), seed=2)
    result = rehearsal.up()
    assert any("was deleted; a refresh sees it" in sentence for sentence in result.troubles)
    assert any("'settings' was given another value of 'COLOUR'" in sentence for sentence in result.troubles)
    rehearsal.trouble = None
    assert rehearsal.meddle(1) == [], "calm days know no meddling"
    assert rehearsal.up().changed == [], "without a refresh the engine sees nothing"
    rehearsal.refresh()
    repaired = {step.name: step.op for step in rehearsal.up().changed}
    assert (repaired["settings"], repaired["grant"]) == ("update", "create")
    (site,) = [id for id in rehearsal.cloud.remaining() if id.endswith("/sites/the-app")]
    seen = {view.name: view.value for view in rehearsal.cloud.site_settings(site)}
    assert (seen["COLOUR"], seen["KEY"]) == ("blue", CANARY)
    assert rehearsal.up().changed == []


def test_the_command_line_tells_of_troubles(pulumi_cli, tmp_path, capsys):
    folder, file = tmp_path / "project", tmp_path / "busy.toml"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: tiny\nruntime: python\n")
    (folder / "__main__.py").write_text(
        "from pulumi_azure_native import resources\nresources.ResourceGroup('rg', resource_group_name='group', location='westeurope')\n"
    )
    file.write_text("throttled = 1\nretry_after = 200\n")
    assert main(["up", "-C", str(folder), "--trouble", str(file), "--seed", "7"]) == 1
    told = capsys.readouterr()
    assert (
        "~ 429 SubscriptionRequestsThrottled for Microsoft.Resources/resourceGroups 'rg' (create): given up after the first time."
        in told.out
    )
    assert "1 troubles, which --seed 7 repeats from the same state on." in told.out
    assert 'Status=429 Code="SubscriptionRequestsThrottled"' in told.err
    assert main(["up", "-C", str(folder), "--trouble", "calm", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["troubles"], document["makespan"]) == ([], 0.0)
    assert main(["destroy", "-C", str(folder), "--trouble", "mondays"]) == 1
    assert "Did you mean 'monday'?" in capsys.readouterr().err
    with pytest.raises(SystemExit) as caught:
        main(["preview", "-C", str(folder), "--trouble", "monday"])
    assert caught.value.code == 2
