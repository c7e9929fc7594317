"""The identity that a grant is for, as a row of `connections` tells it."""

from __future__ import annotations

import pulumi

from pulumi_azure_connect import IdentityKind
from pulumi_azure_connect.grants.principal import SYSTEM_ASSIGNED, USER_ASSIGNED, Principal


def principal(kind: str, asked: list[str]) -> Principal:
    text = pulumi.Output.from_input("5d3e7f9a-0d0e-4a53-9d39-6c1b0a2f4e11")

    def client_id() -> pulumi.Output[str]:
        asked.append(kind)
        return text

    return Principal(key=("app", "shop"), kind=kind, label="", principal_id=text, client_id=client_id, name=text, resource_id=None)


def test_a_row_asks_for_no_client_id_that_takes_a_lookup():
    asked: list[str] = []
    told = principal(SYSTEM_ASSIGNED, asked).described()
    assert told["kind"] == "system-assigned"
    assert told["clientId"] is None
    assert asked == []


def test_a_row_has_the_client_id_of_a_user_assigned_identity():
    asked: list[str] = []
    told = principal(USER_ASSIGNED, asked).described()
    assert told["clientId"] is not None
    assert asked == [USER_ASSIGNED]


def test_the_words_are_those_of_the_argument_identity():
    assert {USER_ASSIGNED, SYSTEM_ASSIGNED} < {kind.value for kind in IdentityKind}
