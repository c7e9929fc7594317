"""Names of callers from outside: they stay, whatever the order of the list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import AuthenticationArgs, CallerArgs
from tests.components.programs import app, failure, raw_identity

GUID = "00000000-0000-0000-0000-00000000000"


def names(*callers: Callable[[], CallerArgs]) -> dict[str, Any]:
    """Child name of each caller's grant to the formerly used names."""
    outcome = run(lambda: app(authentication=AuthenticationArgs(callers=[make() for make in callers])), preview=True)
    return {one.name: [alias["name"] for alias in one.aliases] for one in outcome.of_type("AppRoleAssignment")}


def unknown(number: str, name: str | None = None) -> Callable[[], CallerArgs]:
    known = f"{GUID}{number}"
    return lambda: CallerArgs(principal_id=pulumi.Output.from_input(known), client_id=known, name=name)


def resource(name: str) -> Callable[[], CallerArgs]:
    def make() -> CallerArgs:
        made = raw_identity(name)
        return CallerArgs(principal_id=made.principal_id, client_id=made.client_id)

    return make


def text(number: str) -> Callable[[], CallerArgs]:
    return lambda: CallerArgs(principal_id=f"{GUID}{number}", client_id=f"{GUID}{number}")


def test_a_caller_in_text_is_named_by_its_id():
    assert names(text("1")) == {"shop-caller-00000000-app.call": []}


def test_two_ids_that_start_alike():
    assert set(names(text("1"), text("2"))) == {f"shop-caller-{GUID}{number}-app.call" for number in "12"}


def test_identities_of_the_program_are_named_by_their_resources_in_any_order():
    there, back = names(resource("jobs"), resource("desk")), names(resource("desk"), resource("jobs"))
    assert set(there) == set(back) == {"shop-caller-jobs-app.call", "shop-caller-desk-app.call"}
    assert there["shop-caller-jobs-app.call"] == ["shop-caller-1-app.call"], "what was deployed by its position is kept"


def test_names_that_are_given():
    there, back = names(unknown("1", "jobs"), unknown("2", "desk")), names(unknown("2", "desk"), unknown("1", "jobs"))
    assert set(there) == set(back) == {"shop-caller-jobs-app.call", "shop-caller-desk-app.call"}


def test_a_single_caller_keeps_its_name():
    assert names(unknown("1")) == {"shop-caller-1-app.call": []}


@pytest.mark.parametrize(
    ("callers", "said"),
    [
        ((unknown("1"), unknown("2")), "CallerArgs(..., name='...')"),
        ((unknown("1", "jobs"), unknown("2", "jobs")), "two callers named 'jobs'"),
        ((text("1"), text("1")), "one caller twice"),
    ],
)
def test_what_would_clash_is_refused(callers: tuple[Callable[[], CallerArgs], ...], said: str):
    assert said in failure(lambda: app(authentication=AuthenticationArgs(callers=[make() for make in callers])))
