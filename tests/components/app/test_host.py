"""The app as a host: a slot comes with everything, or is refused and leaves nothing."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import ConnectError, ManagedIdentityApp
from tests.components.programs import account, app, group, settings_of
from tests.components.programs import secret as keep_secret

NAME = "AZURE_STORAGEBLOB_RESOURCEENDPOINT"
REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"settings": {NAME: "https://elsewhere.blob.core.windows.net"}}, NAME),
    ({"settings": {"PAYMENT_KEY": "k"}}, "PAYMENT_KEY"),
    ({"settings": {"my-setting": "1"}}, "my-setting"),
    ({"settings": {"WORKERS": 4}}, "WORKERS"),
    ({"settings": {"WORKERS": None}}, "WORKERS"),
    ({"settings": ["WORKERS"]}, "settings"),
]


def slots(outcome: Any) -> list[str]:
    """All that was registered for slots."""
    return sorted(one.name for one in outcome.resources if "staging" in one.name)


def connected(**arguments: Any) -> ManagedIdentityApp:
    one = app(**arguments)
    one.connect("files", "storage-blob", to=account(), access="read")
    keep_secret(one, secrets={"PAYMENT_KEY": "k"})
    return one


@pytest.mark.parametrize("identity", ["user-assigned", "system-assigned"])
@pytest.mark.parametrize(("options", "named"), REFUSED)
def test_a_refused_slot_leaves_nothing(options: dict[str, Any], named: str, identity: str):
    def program() -> None:
        with pytest.raises(ConnectError, match=named):
            connected(identity=identity).add_slot("staging", **options)

    outcome = run(program)
    assert slots(outcome) == []
    assert NAME in settings_of(outcome)


@pytest.mark.parametrize("identity", ["user-assigned", "system-assigned"])
def test_its_name_is_free_and_the_next_is_as_the_first_would_have_been(identity: str):
    def program(*, refused: bool) -> Any:
        def body() -> None:
            one = connected(identity=identity)
            if refused:
                with pytest.raises(ConnectError):
                    one.add_slot("staging", settings={"my-setting": "1"})
            one.add_slot("staging")

        return slots(run(body))

    assert program(refused=True) == program(refused=False) != []


@pytest.mark.parametrize("name", [None, 3, ["staging"]])
def test_a_slots_name_is_text(name: Any):
    def program() -> None:
        group()
        with pytest.raises(ConnectError, match="SlotArgs"):
            app().add_slot(name)

    assert slots(run(program)) == []
