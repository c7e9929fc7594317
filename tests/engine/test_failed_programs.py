"""Programs that fail in the middle: nothing of an app may be written then, since a half of its settings would erase the rest."""

from __future__ import annotations

import pulumi
import pytest
from pulumi_azure_native import resources, storage

from azure_rehearsal.engine.rehearsal import Rehearsal
from pulumi_azure_connect import Access, ConnectError, ConnectionArgs, ManagedIdentityApp, ManagedIdentityAppArgs
from pulumi_azure_connect.app.settings.merge import Seal
from tests.engine.conftest import Rehearse
from tests.engine.stacks import Stack, grants, raw, sites

MIDDLE = 'shop.connect("people"'


def _wounded(stack: Stack) -> None:
    stack.edit(MIDDLE, f'raise KeyError("a mistake")\n{MIDDLE}')


def _everything(rehearsal: Rehearsal) -> tuple[object, ...]:
    cloud = rehearsal.cloud
    return grants(cloud), {app: raw(cloud, app) for app in sites(cloud)}, cloud.remaining()


def test_a_program_that_fails_changes_no_setting_and_no_grant(stack: Stack) -> None:
    rehearsal = stack.open()
    before = _everything(rehearsal)
    _wounded(stack)
    result = rehearsal.up(check=False)
    assert result.error is not None
    assert result.error.count("a mistake") == 2, "the line and the error, each once"
    assert "pulumi_azure_connect" not in result.error
    assert _everything(rehearsal) == before


@pytest.mark.parametrize("name", ["dev"], indirect=True)
def test_without_that_care_the_settings_would_be_lost(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    """The simulated Azure replaces settings whole: the test above can fail."""
    rehearsal = stack.open()
    before = raw(rehearsal.cloud, "shop")
    _wounded(stack)

    async def careless(_: Seal) -> None:
        return

    monkeypatch.setattr(Seal, "passed", careless)
    rehearsal.up(check=False)
    assert set(raw(rehearsal.cloud, "shop")) < set(before)


def test_an_app_that_was_made_half_is_not_written_though_the_program_goes_on(rehearse: Rehearse) -> None:
    """Somebody catches the error of the constructor; the app's settings were registered by then."""

    def program(*more: ConnectionArgs) -> None:
        group = resources.ResourceGroup("shop")
        account = storage.StorageAccount("uploads", resource_group_name=group.name, kind="StorageV2", sku={"name": "Standard_LRS"})
        kind = "Microsoft.Storage/storageAccounts"
        uploads = ConnectionArgs(name="uploads", target="storage-blob", access=Access.READ, to=account.id, to_type=kind)
        args = ManagedIdentityAppArgs(
            resource_group_name=group.name, runtime="PYTHON|3.12", connections=[uploads, *more], settings={"GREETING": "hello"}
        )
        try:
            ManagedIdentityApp("shop", args)
        except ConnectError as error:
            pulumi.log.warn(str(error))

    rehearse(program).up()
    rehearsal = rehearse(lambda: program(ConnectionArgs(name="queue", target="storage-blop", access=Access.READ)))
    before = raw(rehearsal.cloud, "shop")
    result = rehearsal.up(check=False)
    assert result.error is not None
    assert "Did you mean 'storage-blob'?" in result.error
    assert raw(rehearsal.cloud, "shop") == before
