"""The soak finds what it is there for: the components and the rehearsal are broken on purpose, one thing each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pulumi
import pytest

from azure_rehearsal.engine import rehearsal as engine
from azure_rehearsal.engine.pulumi_cli import Cli
from azure_rehearsal.engine.repair import Pending
from pulumi_azure_connect import STORAGE_BLOB, Access, targets
from pulumi_azure_connect.app.settings.merge import Settings
from pulumi_azure_connect.secrets.stored import SecretWriter, StoredSecret
from pulumi_azure_connect.secrets.vaults import VaultHandle
from tests.soak.days import Days, read_days
from tests.soak.play import Play

pytestmark = [pytest.mark.engine, pytest.mark.filterwarnings("ignore:Error in event stream")]

Break = Callable[[pytest.MonkeyPatch], None]


def _widen_a_role(patch: pytest.MonkeyPatch) -> None:
    blobs = STORAGE_BLOB
    wide = replace(blobs, access={**blobs.access, Access.READ: blobs.access[Access.WRITE]})
    patch.setattr(targets, "BY_KIND", {**targets.BY_KIND, blobs.kind: wide})


def _lose_settings(patch: pytest.MonkeyPatch) -> None:
    give = Settings.give

    def some(self: Settings, name: str, value: Any, giver: str, **more: Any) -> None:
        if not name.endswith("CLIENTID"):
            give(self, name, value, giver, **more)

    patch.setattr(Settings, "give", some)


def _write_settings_early(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Settings, "wait_for", lambda *_: None)
    patch.setattr(Settings, "follow", lambda *_: None)


def _show_secrets(patch: pytest.MonkeyPatch) -> None:
    write = SecretWriter.write

    def loud(self: SecretWriter, setting: str, value: Any, vault: VaultHandle) -> StoredSecret:
        pulumi.Output.from_input(value).apply(lambda known: print(f"{setting} is {known}"))
        return write(self, setting, value, vault)

    patch.setattr(SecretWriter, "write", loud)


def _repair_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(engine, "find_pending", lambda *_: Pending())


@pytest.mark.parametrize(
    ("how", "days", "words"),
    [
        pytest.param(_widen_a_role, "app link", "may Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write", id="role"),
        pytest.param(_lose_settings, "app link", "setting AZURE_STORAGEBLOB_CLIENTID is lost", id="setting"),
        pytest.param(_write_settings_early, "app / keep monday:1", "the reference K0_SECRET_0 is", id="wait"),
        pytest.param(_write_settings_early, "app keep / rotate", "is 'canary-app0-K0_SECRET_0-1-b47e' to the app", id="rotation"),
        pytest.param(_show_secrets, "app keep", "what was told shows canary-app0-K0_SECRET_0-1-b47e", id="secret"),
        pytest.param(_repair_nothing, "app / setting slot kill:1", "the final calm up failed", id="repair"),
    ],
)
def test_what_is_broken_is_found(
    how: Break, days: str, words: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, pulumi_cli: Cli
) -> None:
    how(monkeypatch)
    faults = Play(tmp_path, pulumi_cli).faults(read_days(days))
    assert any(words in fault for fault in faults), faults


def test_nothing_is_found_where_nothing_is_wrong(tmp_path: Path, pulumi_cli: Cli) -> None:
    days = "app slot link keep monday:2 / slot kill:1"
    assert Play(tmp_path, pulumi_cli).faults(read_days(days)) == []


def test_the_days_of_a_find_are_read_back() -> None:
    text = "app link:0.2.1 keep:0.0.1 wipes meddle:5 monday:3 kill-before:7 / storm:0 / rotate / kill:3"
    days = read_days(text)
    assert str(days) == text
    assert isinstance(days, Days)
