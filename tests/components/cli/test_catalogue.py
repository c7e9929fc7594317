"""The catalogue: complete, the documentation's page, and readable."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pulumi_azure_connect.cli.catalogue import as_markdown, as_text, catalogue, entry
from pulumi_azure_connect.cli.main import main
from pulumi_azure_connect.targets import ALL, BY_KIND

PAGE = Path(__file__).resolve().parents[3] / "docs" / "targets.md"


def test_the_page_is_current():
    """`make catalogue` writes it; a person reads the difference."""
    assert PAGE.read_text(encoding="utf-8") == as_markdown(ALL) + "\n"


def test_every_target_is_in_it():
    assert [one["kind"] for one in catalogue(ALL)] == sorted(BY_KIND)
    assert all(f"\n## {kind}\n" in as_markdown(ALL) for kind in BY_KIND)


@pytest.mark.parametrize("kind", BY_KIND)
def test_what_is_said_of_each(kind: str):
    one, target = entry(BY_KIND[kind]), BY_KIND[kind]
    assert json.loads(json.dumps(one)) == one
    assert set(one["access"]) == {level.value for level in target.access}
    assert (one["identity"] is not None) == target.takes_identity
    assert (one["secret"] is not None) == (target.secret is not None)
    assert one["differs"] == list(target.differs)
    page = as_markdown([target])
    for action, reason in target.exceptions.items():
        assert f"`{action}`: {reason}" in page
    for role in (role for roles in target.access.values() for role in roles):
        assert role.name in page
        assert role.id in page


def test_no_cloud_is_left_open():
    assert "{suffix" not in as_markdown(ALL)


def test_what_goes_to_the_vault_stands_out():
    page = as_markdown([BY_KIND["sql"]])
    assert "| **`AZURE_SQL_PASSWORD`** | `{password}` |" in page
    assert "| `AZURE_SQL_USERNAME` | `{user}` |" in page
    assert "`password` (its password; goes to Key Vault)" in page


def test_a_narrower_resource_has_its_own_levels():
    receive = entry(BY_KIND["servicebus"])["access"]["receive"]["scopes"]
    send = entry(BY_KIND["servicebus"])["access"]["send"]["scopes"]
    assert set(receive) - set(send) == {"Microsoft.ServiceBus/namespaces/topics/subscriptions"}


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]):
    assert main(["targets"]) == 0
    assert capsys.readouterr().out == as_text(ALL) + "\n"
    assert main(["targets", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == catalogue(ALL)
    assert main(["targets", "keyvault", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["kind"] == "keyvault"


def test_the_command_refuses_a_kind_that_is_none(capsys: pytest.CaptureFixture[str]):
    assert main(["targets", "keyvalt"]) == 1
    assert "'keyvalt' is not a kind of target. Did you mean 'keyvault'?" in capsys.readouterr().err
