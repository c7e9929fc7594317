"""Somebody at work behind the engine's back."""

from __future__ import annotations

import json

import pytest

from azure_rehearsal.core.options import Options
from azure_rehearsal.memory.journal import Journal
from azure_rehearsal.trouble import Trouble
from azure_rehearsal.trouble.chance import Chance
from azure_rehearsal.trouble.meddling import meddle
from tests.rehearsal.report.clouds import REFERENCE, SECRETS_USER, Small, small

ALWAYS = Trouble(meddle=1.0)


def stack(options: Options | None = None) -> tuple[Small, Journal]:
    """An app with its surroundings, and what the engine's journal would hold of it."""
    made, journal = small(options=options), Journal()
    made.grant(made.ids["secret"], SECRETS_USER)
    made.settings(KEY=REFERENCE, COLOUR="canary-31")
    for name, id in made.ids.items():
        record = made.cloud.state.get(id)
        assert record is not None
        journal.note(f"urn:pulumi:dev::project::{record.token}::{name}", id, ())
    return made, journal


@pytest.mark.behaviour("Trouble on request", "Resources are changed and deleted behind the engine's back.")
def test_only_what_a_refresh_and_an_up_can_put_right_is_touched():
    made, journal = stack()
    told: list[str] = []
    for seed in range(12):
        told += meddle(made.cloud, journal, ALWAYS, Chance(seed))
    gone = {name for name, id in made.ids.items() if made.cloud.state.get(id) is None}
    assert gone == {"account", f"grant of {SECRETS_USER}"}, "nothing else lies alone: groups, identities, plans and vaults stay"
    assert made.cloud.soft_deleted() == []
    assert any("'grant of 4633458b-17de-408a-b874-0445c86b69e6' was deleted; a refresh sees it." in sentence for sentence in told)
    assert any("sites/config 'settings' was given another value of 'COLOUR'" in sentence for sentence in told)
    assert any("Microsoft.Web/sites 'app' was given a tag" in sentence for sentence in told)
    assert "canary-31" not in json.dumps(told)


def test_what_was_changed_differs_from_what_the_program_says():
    made, journal = stack()
    meddle(made.cloud, journal, ALWAYS, Chance(0))
    app = made.cloud.read("azure-native:web:WebApp", made.ids["app"])
    settings = made.cloud.read("azure-native:web:WebAppApplicationSettings", made.ids["settings"])
    assert app is not None
    assert settings is not None
    assert app.inputs["tags"] == {"somebody": "changed behind the engine's back"}
    assert settings.inputs["properties"] == {"KEY": REFERENCE, "COLOUR": "changed behind the engine's back"}


def test_a_seed_repeats_it_and_no_chance_is_no_meddling():
    first, second = stack(), stack()
    trouble = Trouble(meddle=0.5)
    told = meddle(first[0].cloud, first[1], trouble, Chance(4))
    assert told
    assert meddle(second[0].cloud, second[1], trouble, Chance(4)) == told
    assert meddle(first[0].cloud, first[1], Trouble(), Chance(4)) == []


def test_what_azure_refuses_is_left_alone():
    made, journal = stack()
    made.make("lock", "authorization:ManagementLockAtResourceGroupLevel", lockName="lock", level="ReadOnly")
    assert meddle(made.cloud, journal, ALWAYS, Chance(0)) == []
