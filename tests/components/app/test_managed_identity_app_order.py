"""The order in which an app and all that belongs to it is made: checked by `order.py`, and each check is shown to see what it is for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pulumi
import pytest

from azure_rehearsal.doors.mocks.mocks import Registration, Run, run
from pulumi_azure_connect import STORAGE_BLOB, Access, VaultArgs
from pulumi_azure_connect.app.settings.merge import Settings
from pulumi_azure_connect.app.site import SiteWrites
from pulumi_azure_connect.program.children import Children
from pulumi_azure_connect.program.registry import WriteChain
from tests.components import order
from tests.components.programs import SETTINGS, account, app, kiosk, raw_vault, secret, shop

IDENTITIES = ("made", "given", "system-assigned", "both")


@pytest.mark.parametrize("slots", [0, 1, 2])
@pytest.mark.parametrize("identity", IDENTITIES)
def test_everything_waits_for_what_it_needs(identity: str, slots: int):
    assert order.faults(run(shop(identity=identity, slots=slots))) == []


@pytest.mark.parametrize("identity", IDENTITIES)
def test_everything_waits_for_what_it_needs_with_access_policies(identity: str):
    assert order.faults(run(shop(identity=identity, slots=1, vault="access-policy"))) == []


@pytest.mark.parametrize("identity", ["made", "system-assigned"])
def test_a_preview_has_the_order_as_far_as_ids_are_known(identity: str):
    outcome = run(shop(identity=identity, slots=1), preview=True)
    checks = (order.is_acyclic, order.ready_is_last)
    assert [fault for check in checks for fault in check(outcome)] == []


# ---- each check sees what it is for ----

Mutation = Callable[[pytest.MonkeyPatch], None]


def settings_wait_for_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Settings, "wait_for", lambda self, resources: None)


def settings_know_no_secrets(patch: pytest.MonkeyPatch) -> None:
    """Both ways in which settings come after a secret: the explicit one, and the marker that changes with it."""
    real = Settings.wait_for
    patch.setattr(Settings, "follow", lambda self, revision: None)
    patch.setattr(Settings, "wait_for", lambda self, waited: real(self, [one for one in waited if type(one).__name__ != "Secret"]))
    patch.setattr(WriteChain, "link", lambda self, resource: None)


def no_chains(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(WriteChain, "link", lambda self, resource: None)


def late_writes_are_not_chained(patch: pytest.MonkeyPatch) -> None:
    def after(self: SiteWrites, waits_for: Callable[[], Sequence[pulumi.Resource]], **_: object) -> Any:
        late, self._late = self._late, []
        made = real(self, waits_for)
        self._late = late
        return made

    real = SiteWrites.after
    patch.setattr(SiteWrites, "after", after)


def children_depend_on_nothing(patch: pytest.MonkeyPatch) -> None:
    real = Children.opts

    def opts(self: Children, role: str, **options: Any) -> pulumi.ResourceOptions:
        return real(self, role, **{**options, "depends_on": None})

    patch.setattr(Children, "opts", opts)


def ready_knows_of_no_writes(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(SiteWrites, "all_late", property(lambda self: []))


def two_writers(patch: pytest.MonkeyPatch) -> None:
    from pulumi_azure_connect.app.settings_resources import AppSettings

    real = AppSettings.register

    def register(self: AppSettings, site: Any, settings: Any) -> None:
        real(self, site, settings)
        site.kind.type("WebAppApplicationSettings")(f"{site.prefix}-again", **site.address, properties={"A": "b"})

    patch.setattr(AppSettings, "register", register)


MUTATIONS: list[tuple[Mutation, Callable[[Run], list[str]]]] = [
    (settings_wait_for_nothing, order.references_come_last),
    (settings_wait_for_nothing, order.settings_come_after_grants),
    (settings_know_no_secrets, order.references_come_last),
    (no_chains, order.writes_take_turns),
    (late_writes_are_not_chained, order.writes_take_turns),
    (children_depend_on_nothing, order.references_come_last),
    (children_depend_on_nothing, order.settings_come_after_grants),
    (children_depend_on_nothing, order.writes_take_turns),
    (ready_knows_of_no_writes, order.ready_is_last),
    (two_writers, order.settings_are_written_once),
]


@pytest.mark.parametrize(("mutation", "check"), MUTATIONS, ids=lambda part: part.__name__)
def test_a_broken_order_is_found(monkeypatch: pytest.MonkeyPatch, mutation: Mutation, check: Callable[[Run], list[str]]):
    mutation(monkeypatch)
    # Written without turns, a site or vault may answer with a conflict: what was registered is judged all the same.
    assert check(run(kiosk, check=False)) != []


def test_the_program_that_is_broken_here_is_sound():
    assert order.faults(run(kiosk)) == []


def test_a_circle_is_found(azure):
    outcome = Run(azure.cloud, preview=False)
    for name, needed in (("one", "two"), ("two", "one")):
        made = Registration(name, "test:index:Thing", name, "", True, {}, frozenset(), 1, dependencies=frozenset({needed}))
        outcome.resources.append(made)
    assert order.is_acyclic(outcome) != []


def test_needless_waiting_is_found():
    def program() -> None:
        one = app("one", vault=VaultArgs(), secrets={"A_KEY": "x"})
        app("two", opts=pulumi.ResourceOptions(depends_on=[one]))

    assert order.others_stay_parallel(run(program)) != []


# ---- several apps ----


def two_apps() -> None:
    one, two = app("one", secrets={"A_KEY": "x"}), app("two", secrets={"B_KEY": "x"})
    one.connect("uploads", STORAGE_BLOB, to=account("a"), access=Access.READ)
    two.connect("uploads", STORAGE_BLOB, to=account("b"), access=Access.READ)


def test_two_apps_and_two_vaults_stay_parallel():
    outcome = run(two_apps)
    assert len(order.by_vault(outcome)) == 2
    assert order.others_stay_parallel(outcome) == []


@pytest.mark.parametrize("identity", ["user-assigned", "system-assigned"])
def test_two_apps_may_call_each_other(identity: str):
    def program() -> None:
        one, two = app("one", identity=identity), app("two", identity=identity)
        one.connect("two", "webapp", to=two, access=Access.USE)
        two.connect("one", "webapp", to=one, access=Access.USE)
        one.add_slot("staging")

    outcome = run(program)
    assert order.is_acyclic(outcome) == order.writes_take_turns(outcome) == order.settings_come_after_grants(outcome) == []


def test_secrets_of_two_apps_in_one_vault_take_turns():
    def program() -> None:
        vault = raw_vault(rbac=False)
        given = VaultArgs(id=vault.id, authorization="access-policy", shared=True)
        for name in ("one", "two"):
            app(name, vault=given, secrets={f"{name.upper()}_A": "x", f"{name.upper()}_B": "y"})

    outcome = run(program)
    assert len(order.by_vault(outcome)["common-vault"]) == 1 + 2 + 4
    assert order.writes_take_turns(outcome) == order.references_come_last(outcome) == []


def test_settings_are_written_once_whatever_the_number_of_connections():
    def program() -> None:
        one = app(slots=[{"name": "staging"}])
        for number in range(4):
            one.connect(f"c{number}", STORAGE_BLOB, to=account(f"a{number}"), access=Access.READ, named=True)
            secret(one, f"s{number}")

    assert len([one for one in run(program).resources if one.type in SETTINGS]) == 2
