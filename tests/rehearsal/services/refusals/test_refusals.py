"""What Azure refuses, and what it accepts though it looks wrong: one row a program, by service."""

from __future__ import annotations

import pytest

from azure_rehearsal.core.errors import AzureError
from tests.rehearsal.world import World

from .wrong import Row
from .wrong_databases import DATABASE_ROWS
from .wrong_network import NETWORK_ROWS
from .wrong_services import SERVICE_ROWS
from .wrong_web import WEB_ROWS

ROWS = (*WEB_ROWS, *NETWORK_ROWS, *DATABASE_ROWS, *SERVICE_ROWS)


def _named(rows: list[Row]) -> list[object]:
    return [pytest.param(row, id=row.name.replace(" ", "-")) for row in rows]


@pytest.mark.parametrize("row", _named([row for row in ROWS if row.refused]))
def test_azure_refuses(row: Row):
    with pytest.raises((AzureError, AssertionError), match=row.words) as refusal:  # an AssertionError: the inputs don't fit
        row.write(World())
    assert getattr(refusal.value, "code", "") == row.code


@pytest.mark.parametrize("row", _named([row for row in ROWS if not row.refused]))
def test_azure_accepts_or_the_rehearsal_does(row: Row):
    """Whoever makes the rehearsal check what a row calls not checked, says so in the row."""
    row.write(World())


def test_every_row_has_a_source_and_a_name_of_its_own():
    assert len({row.name for row in ROWS}) == len(ROWS)
    assert all(row.source for row in ROWS)
    assert [row.name for row in ROWS if row.refused and not row.words] == []
