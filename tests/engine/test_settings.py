"""Settings of an app with every kind of identity, in both worlds: a PUT of the site keeps what was written beside it, or wipes it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from azure_rehearsal.cloud.cloud import Options
from azure_rehearsal.core.plain import table
from pulumi_azure_connect.app.settings.merge import Settings
from tests.engine.conftest import Rehearse
from tests.engine.programs import DATABASE_URL, Shop
from tests.engine.stacks import changes, changes_of, raw, seen, sites, unresolved, verdicts

IDENTITIES = ["user-assigned", "system-assigned", "both"]


def _appearance(shop: Shop, name: str) -> list[tuple[str, str]]:
    """An update of that resource of the app and of each slot."""
    return [("update", f"shop{prefix}{name}") for prefix in ["", *(f"-{slot}" for slot in shop.slots)]]


@pytest.mark.parametrize("identity", IDENTITIES)
@pytest.mark.parametrize("slots", [(), ("staging",)], ids=["app", "app-and-slot"])
def test_a_setting_is_one_update_of_one_key(rehearse: Rehearse, options: Options, identity: str, slots: tuple[str, ...]) -> None:
    """Neither grant nor identity nor site is touched: not even in preview, where what is unknown would look replaced."""
    shop = Shop(identity=identity, slots=slots, strings=False)
    rehearse(shop, options=options).up()
    rehearsal = rehearse(replace(shop, settings={"GREETING": "good morning"}), options=options)
    preview, done = rehearsal.preview(), rehearsal.up()
    for told in (preview, done):
        assert changes(told) == sorted(_appearance(shop, "-settings"))
        for _, name in _appearance(shop, "-settings"):
            assert changes_of(told, name) == {"properties.GREETING": "update"}
    for site in sites(rehearsal.cloud):
        assert seen(rehearsal.cloud, site)["GREETING"] == "good morning"
    assert unresolved(rehearsal) == []
    assert set(verdicts(rehearsal).values()) == {"works"}


@pytest.mark.parametrize("identity", ["user-assigned", "system-assigned"])
def test_a_change_of_the_site_keeps_every_setting_and_connection_string(rehearse: Rehearse, options: Options, identity: str) -> None:
    """The site is written first; what Azure may have wiped by it is written again in the same `up`."""
    shop = Shop(identity=identity, slots=("staging",))
    first = rehearse(shop, options=options)
    first.up()
    before = {site: (raw(first.cloud, site), seen(first.cloud, site)) for site in sites(first.cloud)}
    assert before["shop"][1]["hidden"] == DATABASE_URL
    for changed in (
        replace(shop, more={"health_check_path": "/health", "https_only": True, "client_affinity_enabled": True}),
        replace(shop, more={"startup_command": "python -m shop"}),
    ):
        rehearsal = rehearse(changed, options=options)
        told = rehearsal.up()
        expected = [line for name in ("", "-settings", "-connection-strings") for line in _appearance(shop, name)]
        assert changes(told) == sorted(expected)
        for site, (written, values) in before.items():
            now = raw(rehearsal.cloud, site)
            assert {name: value for name, value in now.items() if name != "AZURE_CONNECT_REVISION"} == {
                name: value for name, value in written.items() if name != "AZURE_CONNECT_REVISION"
            }
            assert seen(rehearsal.cloud, site).keys() == values.keys()
        assert unresolved(rehearsal) == []
        assert set(rehearsal.up().changes) == {"same"}


def test_tags_of_everything_change_and_no_setting_is_written(rehearse: Rehearse) -> None:
    """The identity is written, too, so its preview can't know that the principal stays; what is done is no replacement.

    An app doesn't restart for its tags: the revision leaves them out. Recordings show that a PUT of a site keeps separate settings.
    """
    shop = Shop(slots=("staging",), tags={"team": "one"})
    rehearse(shop).up()
    rehearsal = rehearse(replace(shop, tags={"team": "two"}))
    before = {site: raw(rehearsal.cloud, site) for site in sites(rehearsal.cloud)}
    done = rehearsal.up()
    assert {op for op, _ in changes(done)} == {"update"}
    assert not {"shop-settings", "shop-staging-settings"} & {name for _, name in changes(done)}
    assert {site: raw(rehearsal.cloud, site) for site in sites(rehearsal.cloud)} == before
    assert unresolved(rehearsal) == []


def test_without_the_marker_one_world_loses_them(rehearse: Rehearse, monkeypatch: pytest.MonkeyPatch) -> None:
    """The care is needed: the simulated Azure does wipe, and without the marker the engine sees nothing to write again."""
    monkeypatch.setattr(Settings, "follow", lambda *_: None)
    wipes = Options(site_put_wipes_settings=True)
    shop = Shop()
    rehearse(shop, options=wipes).up()
    rehearsal = rehearse(replace(shop, more={"health_check_path": "/health"}), options=wipes)
    rehearsal.up()
    assert raw(rehearsal.cloud, "shop") == {}
    assert "broken" in verdicts(rehearsal).values()


def test_a_changed_secret_in_a_connection_string_is_seen_at_once(
    rehearse: Rehearse, options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = Shop()
    rehearse(shop, options=options).up()
    monkeypatch.setattr("tests.engine.programs.DATABASE_URL", "another " + DATABASE_URL)
    rehearsal = rehearse(replace(shop, secret="another canary"), options=options)
    told = rehearsal.up()
    assert "replace" not in {op for op, _ in changes(told)}
    values = seen(rehearsal.cloud, "shop")
    assert (values["hidden"], values["PAYMENT_KEY"]) == ("another " + DATABASE_URL, "another canary")


def test_a_setting_changed_behind_the_engines_back_is_put_right(rehearse: Rehearse, options: Options) -> None:
    """Refresh sees it, by the same call that lists the settings; the next `up` writes them again."""
    rehearsal = rehearse(Shop(), options=options)
    rehearsal.up()
    site = rehearsal.cloud.state.get(sites(rehearsal.cloud)["shop"])
    assert site is not None
    before = table(site.private, "appSettings")
    site.private["appSettings"] = {**before, "GREETING": "bye", "SOMEBODYS": "else"}
    assert rehearsal.refresh().changes["update"] == 1
    told = rehearsal.up()
    assert changes(told) == [("update", "shop-settings")]
    assert changes_of(told, "shop-settings") == {"properties.GREETING": "update", "properties.SOMEBODYS": "delete"}
    assert site.private["appSettings"] == before
