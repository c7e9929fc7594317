"""Moments that turn around: offsets, rotations, and when these are due."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal import stand_ins
from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.errors import AzureError

OFFSET = "time:index/offset:Offset"
ROTATING = "time:index/rotating:Rotating"


def made(token: str, cloud: Cloud | None = None, **inputs: Any) -> stand_ins.Made:
    return stand_ins.make(token, inputs, seed=None, cloud=cloud or Cloud())


# Source: hashicorp/terraform-provider-time, resource_time_offset.go and resource_time_rotating.go; Go's AddDate lets days run over.
@pytest.mark.parametrize(
    ("inputs", "told"),
    [
        ({"offsetDays": 7}, "2026-01-08T00:00:00Z"),
        ({"offsetHours": -1, "offsetSeconds": 5}, "2025-12-31T23:00:05Z"),
        ({"offsetMonths": 1, "baseRfc3339": "2026-01-31T10:00:00Z"}, "2026-03-03T10:00:00Z"),
        ({"offsetYears": 1, "offsetMonths": 2, "offsetMinutes": 1}, "2027-03-01T00:01:00Z"),
    ],
)
def test_offsets_add_up(inputs, told):
    one = made(OFFSET, **inputs)
    assert one.outputs["rfc3339"] == told
    assert one.id == one.outputs["baseRfc3339"]


def test_an_offset_changes_in_place_from_where_it_began():
    cloud = Cloud()
    one = made(OFFSET, cloud, offsetDays=1)
    cloud.clock.advance(3600)
    assert stand_ins.replacing(OFFSET, {"offsetDays": 1}, {"offsetDays": 2, "triggers": {}}) == {"triggers"}
    assert stand_ins.change(OFFSET, one.outputs, {"offsetDays": 2})["rfc3339"] == "2026-01-03T00:00:00Z"


@pytest.mark.behaviour(beside="test_values_are_made_once_and_replaced_with_their_inputs")
def test_a_rotation_is_due_when_its_time_has_come():
    cloud = Cloud()
    one = made(ROTATING, cloud, rotationDays=1)
    assert (one.id, one.outputs["rotationRfc3339"]) == ("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")
    assert one.outputs["day"] == 2
    assert stand_ins.outdated(ROTATING, one.outputs, cloud) is None
    cloud.clock.advance(86400)
    assert stand_ins.outdated(ROTATING, one.outputs, cloud) == "rotationRfc3339"
    assert stand_ins.change(ROTATING, one.outputs, {"rotationDays": 3})["rotationRfc3339"] == "2026-01-04T00:00:00Z"
    assert made(ROTATING, rotationRfc3339="2027-01-01T00:00:00Z").outputs["year"] == 2027


@pytest.mark.parametrize(
    ("token", "inputs", "words"),
    [
        (OFFSET, {}, "one of offsetYears"),
        (ROTATING, {}, "one of rotationYears"),
        (ROTATING, {"rfc3339": "now", "rotationDays": 1}, "RFC 3339"),
    ],
)
def test_fails_for_what_says_no_time(token, inputs, words):
    with pytest.raises(AzureError, match=words):
        made(token, **inputs)
