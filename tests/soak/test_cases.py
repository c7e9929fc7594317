"""Thirty cases of the soak; `make soak` plays others, larger ones, for ten minutes."""

from __future__ import annotations

import pytest

from azure_rehearsal.engine.pulumi_cli import Cli
from tests.soak.hunt import SMALL, Hunt

# The program whose engine died complains on its way out.
pytestmark = [pytest.mark.engine, pytest.mark.filterwarnings("ignore:Error in event stream")]


class Cases:
    """The cases of some seeds; each class goes to one of the processes that run the tests."""

    def test_all_is_as_the_program_says_in_the_end(self, number: int, pulumi_cli: Cli) -> None:
        hunt = Hunt(pulumi_cli, SMALL)
        found = hunt.run(number)
        assert len(hunt.known) == 1 or found is not None
        if found is not None:
            pytest.fail(str(found), pytrace=False)


class TestFirst(Cases):
    seeds = range(6)


class TestSecond(Cases):
    seeds = range(6, 12)


class TestThird(Cases):
    seeds = range(12, 18)


class TestFourth(Cases):
    seeds = range(18, 24)


class TestFifth(Cases):
    seeds = range(24, 30)
