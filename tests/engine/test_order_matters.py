"""The simulated Azure says no: where the program doesn't wait, the app is left with a reference that didn't resolve."""

from __future__ import annotations

import threading

import pytest

from azure_rehearsal.cli.main import main
from azure_rehearsal.core.hooks import Hooks
from azure_rehearsal.report.report import ExitCode
from azure_rehearsal.report.verdict import Verdict
from pulumi_azure_connect.app.settings.merge import Settings
from tests.engine.stacks import Stack, report, unresolved

# Longer than it takes to get from the site to its settings; a program in order waits this long for nothing.
PATIENCE = 4.0
GRANT = {"dev": "keyvault:AccessPolicy::shop-shop-vault-vaults-policy", "prod": "::shop-payment-api-key-ilngxmhc-key-vault-secrets-user"}
SECRET = "keyvault:Secret::payment-payment-api-key-ilngxmhc"
SETTINGS = "web:WebAppApplicationSettings::shop-settings"


def _race(late: str) -> Hooks:
    """Azure takes its time over one resource: until the app's settings are written, if anybody writes them."""
    written = threading.Event()

    def before(_operation: str, urn: str, _id: str) -> None:
        if urn.endswith(late):
            written.wait(PATIENCE)

    def done(_operation: str, urn: str, _id: str) -> None:
        if urn.endswith(SETTINGS):
            written.set()

    return Hooks(before=before, done=done)


@pytest.mark.parametrize("late", ["grant", "secret"])
def test_settings_that_do_not_wait_are_seen_unresolved(fresh: Stack, late: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Settings, "wait_for", lambda *_: None)
    monkeypatch.setattr(Settings, "follow", lambda *_: None)
    rehearsal = fresh.open(hooks=_race(GRANT[fresh.name] if late == "grant" else SECRET))
    result = rehearsal.up(check=False)
    assert result.error is None, "Azure takes the settings: it says nothing"
    status = "AccessToKeyVaultDenied" if late == "grant" else "SecretNotFound"
    assert ("PAYMENT_API_KEY", status) in unresolved(rehearsal)
    told = report(rehearsal)
    (payment,) = [one for one in told.lines if one.line.where == "shop" and one.line.name == "payment"]
    assert payment.verdict is Verdict.WAITING
    assert f"fetched before {'the grant' if late == 'grant' else 'the secret was there'}; `azure-rehearsal refetch`" in str(
        payment.findings
    )
    assert told.exit_code() is ExitCode.WAITING
    assert main(fresh.command("report")) == 3
    assert main(fresh.command("refetch")) == 0


@pytest.mark.parametrize("name", ["prod"], indirect=True)
def test_settings_that_wait_are_resolved_however_long_it_takes(fresh: Stack) -> None:
    rehearsal = fresh.open(hooks=_race(GRANT[fresh.name]))
    rehearsal.up()
    assert unresolved(rehearsal) == []
    assert report(rehearsal).exit_code() is ExitCode.FINE
