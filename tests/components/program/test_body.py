"""The end of a program's body, in each way that a program is run: what is contributed before it is written, what waits for it is not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

import pulumi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pulumi.runtime import mocks as pulumi_mocks
from pulumi.runtime import settings as pulumi_settings
from pulumi.runtime import stack as pulumi_stack
from pulumi_azure_native import authorization, resources

import azure_rehearsal.doors.mocks.mocks as rehearsal
from pulumi_azure_connect import STORAGE_BLOB, Access, ManagedIdentityApp, SettingsSealed
from pulumi_azure_connect.program.registry import current
from tests.components.programs import SETTINGS, account, app, component, group, secret, settings_of

LIMIT = 8.0  # seconds; what hangs would take them all


def run(program: Callable[[], Any], **options: Any) -> rehearsal.Run:
    return rehearsal.run(program, timeout=LIMIT, **options)


def look() -> None:
    """What every second program does: a plain, synchronous look-up."""
    authorization.get_client_config()


def transform() -> None:
    pulumi.runtime.register_resource_transform(lambda _: None)


def connect(one: ManagedIdentityApp) -> None:
    one.connect("uploads", STORAGE_BLOB, to=account(), access=Access.READ)


SPINS = {"a look-up": look, "a transform": transform}
LATE: dict[str, tuple[Callable[[ManagedIdentityApp], object], str, str]] = {
    "a connection": (connect, "shop", "AZURE_STORAGEBLOB_RESOURCEENDPOINT"),
    "a secret": (secret, "shop", "VISION_KEY"),
    "a slot": (lambda one: one.add_slot("staging"), "shop-staging", "PLAIN"),
}


@pytest.mark.parametrize("spin", SPINS)
@pytest.mark.parametrize("late", LATE)
@pytest.mark.parametrize("preview", [True, False])
def test_a_synchronous_function_does_not_end_the_body(spin: str, late: str, preview: bool) -> None:
    contribute, site, setting = LATE[late]

    def program() -> None:
        one = app(settings={"PLAIN": "value"})
        SPINS[spin]()
        contribute(one)

    assert setting in settings_of(run(program, preview=preview), site)


def test_an_app_may_become_a_called_one_after_a_look_up() -> None:
    def program() -> None:
        called = app("prices")
        look()
        app().connect("prices", "webapp", to=called, access=Access.USE)

    assert run(program).find(name="prices-authentication")


# ---- any order ----

_STEPS: dict[str, Callable[[dict[str, ManagedIdentityApp]], object]] = {
    "first look-up": lambda _: look(),
    "second look-up": lambda _: look(),
    "other app": lambda apps: apps.setdefault("other", app("other")),
    "uploads": lambda apps: apps["shop"].connect("uploads", STORAGE_BLOB, to=account(), access=Access.WRITE),
    "people": lambda apps: apps["shop"].connect("people", "microsoft-graph", roles=["User.Read.All"]),
    "secret": lambda apps: secret(apps["shop"]),
    "slot": lambda apps: apps["shop"].add_slot("staging"),
}


def _made(steps: tuple[str, ...]) -> dict[str, Any]:
    def program() -> None:
        apps = {"shop": app(settings={"PLAIN": "value"})}
        for step in steps:
            _STEPS[step](apps)

    outcome = run(program)
    return {
        f"{one.type} {one.name}": sorted(cast("dict[str, Any]", one.inputs["properties"])) if one.type in SETTINGS else None
        for one in outcome.resources
    }


_EXPECTED: dict[str, Any] = {}


@settings(max_examples=12)
@given(st.permutations(sorted(_STEPS)))
def test_look_ups_apps_slots_connections_and_secrets_in_any_order_give_the_same_resources(steps: list[str]) -> None:
    if not _EXPECTED:
        _EXPECTED.update(_made(tuple(sorted(_STEPS))))
    assert _made(tuple(steps)) == _EXPECTED


# ---- asynchronous bodies ----


@pytest.mark.parametrize("turns", [0, 1, 2, 50])
def test_an_asynchronous_body_ends_after_its_last_await(turns: int) -> None:
    async def main() -> None:
        one = app()
        for _ in range(turns):
            await asyncio.sleep(0)
        connect(one)
        await asyncio.sleep(0.01)
        secret(one)

    assert {"AZURE_STORAGEBLOB_RESOURCEENDPOINT", "VISION_KEY"} <= set(settings_of(run(main)))


def test_a_main_function_runs_after_the_module_and_belongs_to_the_body() -> None:
    def program() -> None:
        one = app()

        async def main() -> dict[str, Any]:
            await asyncio.sleep(0.01)
            connect(one)
            return {"ready": one.ready}

        pulumi.run(cast("Any", main))

    outcome = run(program)
    assert "AZURE_STORAGEBLOB_RESOURCEENDPOINT" in settings_of(outcome)
    assert outcome.exports["ready"]


def test_tasks_that_the_body_awaits_belong_to_it() -> None:
    async def one_app(name: str) -> ManagedIdentityApp:
        made = app(name)
        await asyncio.sleep(0)
        made.connect("people", "microsoft-graph", roles=["User.Read.All"])
        return made

    async def main() -> None:
        made = await asyncio.gather(one_app("one"), one_app("two"))
        await asyncio.gather(*(connect_later(one, name) for one, name in zip(made, ("one", "two"), strict=True)))

    async def connect_later(one: ManagedIdentityApp, name: str) -> None:
        one.connect(f"{name}blobs", STORAGE_BLOB, to=account(f"{name}account"), access=Access.READ)

    outcome = run(main)
    for name in ("one", "two"):
        assert {"AZURE_GRAPH_SCOPE", "AZURE_STORAGEBLOB_CLIENTID"} <= set(settings_of(outcome, name))


def _main(awaited: Callable[[ManagedIdentityApp], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
    async def main() -> None:
        one = app()
        connect(one)
        await awaited(one)

    return main


def _account_of(value: pulumi.Output[Any]) -> pulumi.Output[str]:
    return resources.ResourceGroup("after", location="westeurope", tags={"of": value}).id


async def _grouped(one: ManagedIdentityApp) -> None:
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(cast("Any", one.ready.future()))


AWAITED: dict[str, Callable[[ManagedIdentityApp], Awaitable[object]]] = {
    "ready": lambda one: one.ready.future(),
    "what apply makes of it": lambda one: one.ready.apply(str).future(),
    "all": lambda one: pulumi.Output.all(one.app_id, one.connections).future(),
    "the exceptions": lambda one: one.exceptions.future(),
    "the api": lambda one: one.api.future(),
    "several at once": lambda one: asyncio.gather(one.app_id.future(), one.ready.future()),
    "a task of its own": lambda one: asyncio.ensure_future(cast("Any", one.ready.future())),
    "asyncio.wait": lambda one: asyncio.wait([asyncio.ensure_future(cast("Any", one.ready.future()))]),
    "a group of tasks": _grouped,
    "a resource that waits for it": lambda one: _account_of(one.ready).future(),
    "a secret of it": lambda one: pulumi.Output.secret(one.ready).future(),
}


@pytest.mark.parametrize("what", AWAITED)
@pytest.mark.parametrize("preview", [True, False])
def test_a_body_that_awaits_what_only_its_end_releases_is_refused(what: str, preview: bool) -> None:
    outcome = run(_main(AWAITED[what]), preview=preview, check=False)
    said = repr(outcome.errors)  # a group of tasks, and a resource's property, wrap what they meet
    assert "known only after the body's end" in said
    assert "instead of awaiting it" in said
    assert not [one for one in outcome.resources if one.type in SETTINGS]


def test_a_synchronous_function_that_is_asked_with_such_an_output_is_refused() -> None:
    def program() -> None:
        one = app()
        resources.get_resource_group(resource_group_name=cast("Any", one.ready))

    assert "known only after the body's end" in repr(run(program, check=False).errors)


def test_a_body_may_await_what_it_has_before_its_end() -> None:
    async def main() -> None:
        one = app()
        app_id = await one.app_id.future()
        assert app_id is not None
        await asyncio.sleep(0.3)  # longer than it takes to look whether the body waits for itself
        connect(one)

    assert "AZURE_STORAGEBLOB_CLIENTID" in settings_of(run(main))


# ---- bodies that fail ----


def _sticky() -> ManagedIdentityApp:
    strings = {"Orders": {"type": "Custom", "value": "plain", "sticky": True}}
    return app(settings={"A": "1"}, sticky_settings=["A"], connection_strings=strings)


def _raise() -> None:
    _sticky()
    raise KeyError("config")


def _raise_after_a_look_up() -> None:
    _sticky()
    look()
    raise KeyError("config")


async def _raise_after_an_await() -> None:
    _sticky()
    await asyncio.sleep(0.05)
    raise KeyError("config")


def _raise_in_main() -> None:
    _sticky()
    pulumi.run(cast("Any", _raise_after_an_await_only))


async def _raise_after_an_await_only() -> None:
    await asyncio.sleep(0.05)
    raise KeyError("config")


class _Unprintable:
    def __iter__(self) -> Any:
        raise KeyError("an export that is no data")


def _raise_in_exports() -> None:
    _sticky()
    pulumi.export("broken", _Unprintable())


@pytest.mark.parametrize("program", [_raise, _raise_after_a_look_up, _raise_after_an_await, _raise_in_main, _raise_in_exports])
def test_a_body_that_raised_writes_nothing_that_is_written_whole(program: Callable[[], Any]) -> None:
    outcome = run(program, check=False)
    assert isinstance(outcome.errors[0], KeyError)
    late = (*SETTINGS, "azure-native:web:WebAppSlotConfigurationNames", "azure-native:web:WebAppConnectionStrings")
    assert not [one for one in outcome.resources if one.type in late]


def test_a_program_that_ends_itself_in_good_order_writes_its_settings() -> None:
    def program() -> None:
        app(settings={"A": "1"})
        raise SystemExit(0)

    with pytest.raises(SystemExit):
        run(program)


# ---- without a live stack ----


class _Plain(pulumi_mocks.Mocks):
    """Mocks as Pulumi's guide has them, with ids that look like Azure's."""

    def __init__(self) -> None:
        self.made: dict[str, dict[str, Any]] = {}

    def new_resource(self, args: pulumi_mocks.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        self.made[args.name] = args.inputs
        scope = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/shop/providers"
        outputs = {"principalId": "5d3e7f9a-0d0e-4a53-9d39-6c1b0a2f4e11", "clientId": "5d3e7f9a-0d0e-4a53-9d39-6c1b0a2f4e12"}
        outputs |= {"defaultHostName": "shop.azurewebsites.net", "name": args.name}
        # The id of each identity is a key in what Azure answers, and a list in what a program says.
        answered = {"identity": {"type": "UserAssigned", "userAssignedIdentities": {}}} if "identity" in args.inputs else {}
        return f"{scope}/Microsoft.Some/things/{args.name}", {**outputs, **args.inputs, **answered}

    def call(self, args: pulumi_mocks.MockCallArgs) -> Any:
        return {"tenantId": "11111111-1111-1111-1111-111111111111", "subscriptionId": "11111111-1111-1111-1111-111111111111"}


def _under_plain_mocks(*bodies: Callable[[], Any]) -> list[dict[str, dict[str, Any]]]:
    """What programs register, one after the other in one process and under one root resource."""
    root = pulumi_settings.get_root_resource()
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    made: list[dict[str, dict[str, Any]]] = []
    try:
        pulumi_settings.ROOT.set(None)
        for body in bodies:
            mocks = _Plain()
            pulumi_mocks.set_mocks(mocks, preview=False)
            pulumi_mocks.test(body)()
            made.append(mocks.made)
    finally:
        pulumi_settings.ROOT.set(root)
        asyncio.set_event_loop(None)
        loop.close()
    return made


def _keys(made: dict[str, dict[str, Any]], name: str = "shop-settings") -> set[str]:
    return set(made[name]["properties"])


@pytest.mark.parametrize("spin", SPINS)
def test_under_plain_mocks_a_synchronous_function_does_not_end_the_body(spin: str) -> None:
    def body() -> None:
        one = app()
        SPINS[spin]()
        one.connect("people", "microsoft-graph", roles=["User.Read.All"])

    assert "AZURE_GRAPH_SCOPE" in _keys(_under_plain_mocks(body)[0])


def test_under_plain_mocks_a_test_may_return_what_it_waits_for() -> None:
    seen: list[str] = []

    def body() -> pulumi.Output[None]:
        return app().ready.apply(seen.append)

    _under_plain_mocks(body)
    assert seen


def test_two_programs_of_one_process_have_two_registries_also_under_one_root() -> None:
    roots: list[object] = []
    programs: list[object] = []

    def body() -> None:
        roots.append(pulumi_settings.get_root_resource())
        programs.append(current())
        one = app(settings={"A": "1"})
        look()
        one.connect("people", "microsoft-graph", roles=["User.Read.All"])

    first, second = _under_plain_mocks(body, body)
    assert roots[0] is roots[1]
    assert programs[0] is not programs[1]
    assert _keys(first) == _keys(second) >= {"A", "AZURE_GRAPH_SCOPE"}


def test_under_plain_mocks_what_comes_after_the_body_is_refused() -> None:
    def body() -> pulumi.Output[object]:
        one = app()
        return group().name.apply(lambda _: one.connect("people", "microsoft-graph", roles=["User.Read.All"]))

    with pytest.raises(SettingsSealed):
        _under_plain_mocks(body)


def test_pulumi_tells_whether_a_stack_has_registered_its_outputs() -> None:
    """The one thing that is read of Pulumi's stack: without it bodies would end at the loop's first free turn."""
    found: list[object] = []
    run(lambda: found.append(vars(cast("Any", pulumi_settings.get_root_resource()))["_outputs_registered"]))
    assert found == [False]
    assert hasattr(pulumi_stack.Stack, "_finish")


def test_an_app_made_inside_an_apply_takes_what_is_said_beside_it() -> None:
    def program() -> None:
        def make(_: object) -> None:
            connect(app())

        group().name.apply(make)

    outcome = run(program)
    assert component(outcome)
    assert "AZURE_STORAGEBLOB_CLIENTID" in settings_of(outcome)
