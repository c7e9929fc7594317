"""The table of how writes are answered."""

from __future__ import annotations

import pytest

from azure_rehearsal.doors.https.arm.styles import AT_ONCE, STYLES, Style
from azure_rehearsal.services import SERVICES

KINDS = {one.kind.lower() for service in SERVICES for one in service.types}
ACTIONS = {"slotsswap", "purge"}


@pytest.mark.parametrize("method_and_kind", STYLES, ids=" ".join)
def test_each_row_is_of_a_type_that_is_simulated(method_and_kind: tuple[str, str]):
    method, kind = method_and_kind
    assert method in {"PUT", "PATCH", "DELETE", "POST"}
    assert kind in KINDS or (method == "POST" and kind.rpartition("/")[2] in ACTIONS)


@pytest.mark.parametrize("style", STYLES.values())
def test_accepted_says_where_to_ask_and_only_then(style: Style):
    accepted = 202 in {style.new, style.stood}
    assert bool(style.headers) or not accepted
    assert bool(style.headers or style.state) is style.waits
    assert not (style.bare and (style.operation or style.says or style.state))


def test_what_has_no_row_is_done_at_once():
    assert not AT_ONCE.waits
    assert (AT_ONCE.new, AT_ONCE.stood) == (201, 200)
