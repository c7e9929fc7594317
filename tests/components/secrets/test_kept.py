"""Who may read the secrets of a connection, and what the app's settings and its rows hold of them."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.doors.mocks.mocks import Run, run
from pulumi_azure_connect import VaultArgs, VaultModeConflict
from tests.components.programs import app, failure, grants_of, output, raw_vault, secret, settings_of


def kept(**arguments: Any) -> Run:
    return run(lambda: secret(app(), secrets={"ONE": "x", "TWO": "y"}, **arguments))


def test_each_secret_is_granted_by_itself_unless_the_vault_is_asked_for():
    scopes = [str(grant.inputs["scope"]) for grant in grants_of(kept())]
    assert len(scopes) == 2
    assert all("/secrets/" in scope for scope in scopes)
    (whole,) = grants_of(kept(scope="vault"))
    assert "/secrets/" not in str(whole.inputs["scope"])


def test_the_settings_hold_references_and_the_rows_name_them():
    outcome = kept()
    settings = settings_of(outcome)
    assert all(settings[name].startswith("@Microsoft.KeyVault(") for name in ("ONE", "TWO"))
    told = [one["setting"] for row in output(outcome, "connections") for one in row["secrets"]]
    assert sorted(told) == ["ONE", "TWO"]


def two_readers(**vault: Any) -> Any:
    def program() -> None:
        to = raw_vault()
        for name in ("shop", "store"):
            secret(app(name), f"{name}-key", secrets={"KEY": "x"}, vault=VaultArgs(id=to.id, **vault))

    return program


def test_a_second_reader_of_an_access_policy_vault_is_refused_unless_it_is_shared():
    assert "each reads every secret of the other" in failure(two_readers(authorization="access-policy"))


def test_a_vault_with_roles_has_many_readers():
    assert len(grants_of(run(two_readers()))) == 2


def test_the_whole_of_a_vault_that_others_use_is_refused():
    def program() -> None:
        to = raw_vault()
        secret(app("shop"), "first", secrets={"KEY": "x"}, vault=VaultArgs(id=to.id))
        with pytest.raises(VaultModeConflict, match="would read every secret of theirs"):
            secret(app("store"), "second", secrets={"OTHER": "x"}, vault=VaultArgs(id=to.id), scope="vault")

    run(program)
