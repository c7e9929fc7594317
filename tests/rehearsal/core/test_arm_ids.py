"""Templates of ids."""

from __future__ import annotations

from azure_rehearsal.core.arm_ids import fill, parameters


def test_templates_are_filled_or_not_at_all():
    template = "/{scope}/a/{policy.objectId}"
    assert parameters(template) == ("scope", "policy.objectId")
    assert fill(template, {"scope": "/x/y/", "policy": {"objectId": "o"}}) == "/x/y/a/o"
    assert fill(template, {"scope": "/x"}) is None
    assert fill(template, {"scope": "", "policy": {"objectId": "o"}}) is None
