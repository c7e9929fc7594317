"""The end of the program's body with a real stack: settings are written from the whole body, or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pulumi_azure_native import authorization, resources, storage, web

from azure_rehearsal.engine.rehearsal import Rehearsal
from pulumi_azure_connect import STORAGE_BLOB, Access, ConnectionStringArgs, ManagedIdentityApp, ManagedIdentityAppArgs
from tests.engine.conftest import Rehearse
from tests.engine.stacks import changes, raw

UPLOADS = "AZURE_STORAGEBLOB_RESOURCEENDPOINT"
STICKY = "azure-native:web:WebAppSlotConfigurationNames"


class Shop:
    """An app, and what is connected to it later: the parts of a program, in an order that each test chooses."""

    def __init__(self, **arguments: Any) -> None:
        self.group = resources.ResourceGroup("shop")
        self.account = storage.StorageAccount(
            "uploads", resource_group_name=self.group.name, kind="StorageV2", sku={"name": "Standard_LRS"}, allow_shared_key_access=False
        )
        given: dict[str, Any] = {"runtime": "PYTHON|3.12", "sku": "S1", "settings": {"GREETING": "hello"}, **arguments}
        self.app = ManagedIdentityApp("shop", ManagedIdentityAppArgs(resource_group_name=self.group.name, **given))

    def connect(self) -> None:
        self.app.connect("uploads", STORAGE_BLOB, to=self.account, access=Access.READ)


# ---- a synchronous function in the middle ----


def _client() -> None:
    authorization.get_client_config()


def _transform() -> None:
    pulumi.runtime.register_resource_transform(lambda _: None)


@pytest.mark.parametrize("turn", [_client, _transform])
def test_a_synchronous_function_that_a_later_version_calls_loses_no_setting(rehearse: Rehearse, turn: Callable[[], None]) -> None:
    def program(*, calls: bool) -> None:
        shop = Shop()
        if calls:
            turn()
        shop.connect()

    rehearse(lambda: program(calls=False)).up()
    rehearsal = rehearse(lambda: program(calls=True))
    before = raw(rehearsal.cloud, "shop")
    assert UPLOADS in before
    told = rehearsal.up()
    assert changes(told) == []
    assert raw(rehearsal.cloud, "shop") == before


# ---- an asynchronous main function ----


def test_a_main_function_with_several_awaits_contributes_to_its_end(rehearse: Rehearse) -> None:
    def program() -> None:
        async def main() -> dict[str, Any]:
            shop = Shop()
            await asyncio.sleep(0.05)
            await asyncio.to_thread(lambda: None)
            shop.connect()
            await asyncio.sleep(0.05)
            shop.app.add_slot("staging", settings={"GREETING": "good morning"})
            return {"ready": shop.app.ready}

        pulumi.run(main)  # pyright: ignore[reportArgumentType]  asynchronous functions are taken as well

    rehearsal = rehearse(program)
    rehearsal.up()
    for site in ("shop", "shop/staging"):
        assert UPLOADS in raw(rehearsal.cloud, site)
    assert raw(rehearsal.cloud, "shop/staging")["GREETING"] == "good morning"
    assert set(rehearsal.up().changes) == {"same"}


# ---- a body that raises ----


def _sticky(rehearsal: Rehearsal) -> list[Any]:
    """The lists that the program wrote; Azure itself gives each app an empty one."""
    return [record.inputs for record in rehearsal.cloud.state.of(STICKY) if "connectionStringNames" in record.inputs]


@pytest.mark.parametrize("asynchronous", [False, True], ids=["module", "main"])
@pytest.mark.parametrize("there", [False, True], ids=["first-up", "later-up"])
def test_a_body_that_raises_writes_no_settings_sticky_names_or_connection_strings(
    rehearse: Rehearse, *, asynchronous: bool, there: bool
) -> None:
    """Pulumi sends what was registered before the exception; a half of the settings would erase the rest."""

    def whole(*, fails: bool = False) -> None:
        orders = ConnectionStringArgs(type="Custom", value="changed" if fails else "as it was", sticky=True)
        shop = Shop(
            settings={"GREETING": "changed" if fails else "hello", "COLOUR": "blue"},
            sticky_settings=["COLOUR", "GREETING"] if fails else ["COLOUR"],
            connection_strings={"orders": orders},
        )
        if fails:
            raise KeyError("a mistake")
        shop.connect()

    def failing() -> None:
        async def main() -> None:
            await asyncio.sleep(0.05)
            whole(fails=True)

        if asynchronous:
            pulumi.run(main)  # pyright: ignore[reportArgumentType]
        else:
            whole(fails=True)

    if there:
        rehearse(whole).up()
    rehearsal = rehearse(failing)
    before = raw(rehearsal.cloud, "shop") if there else {}
    sticky = _sticky(rehearsal)
    result = rehearsal.up(check=False)
    assert result.error is not None
    assert "a mistake" in result.error
    written = {name for _, name in changes(result)}
    assert not written & {"shop-settings", "shop-connection-strings", "shop-sticky-settings"}
    assert _sticky(rehearsal) == sticky
    if there:
        assert sticky
        assert raw(rehearsal.cloud, "shop") == before
        assert set(before) >= {UPLOADS, "orders", "COLOUR"}


# ---- the revision ----


def test_an_unchanged_program_with_args_objects_and_tags_changes_nothing(rehearse: Rehearse) -> None:
    """Args objects lie elsewhere in each process; a revision made of that would restart the app by each `up`."""

    def program() -> None:
        office = web.IpSecurityRestrictionArgs(ip_address="10.1.0.0/16", action="Allow", priority=100, name="office")
        group = resources.ResourceGroup("tagged")
        shop = Shop(site_config={"ip_security_restrictions": [office]}, tags={"team": "shop", "group": group.name})
        shop.app.add_slot("staging")
        shop.connect()

    rehearse(program).up()
    told = rehearse(program).up()
    assert set(told.changes) == {"same"}
