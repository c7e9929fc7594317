"""The published page says what comes of the recordings today."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fidelity.recordings import recordings
from tests.fidelity.replay import Judgement
from tests.fidelity.score import PAGE, judged, page


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Judgement]:
    return judged(Path(tmp_path_factory.mktemp("door")))


def test_the_page_has_todays_score(found: list[Judgement]):
    assert page(found).splitlines() == PAGE.read_text(encoding="utf-8").splitlines(), "run `make fidelity`, and look at what changed"


def test_what_is_not_simulated_says_so_and_never_succeeds(found: list[Judgement]):
    silent = [one for one in found if not one.simulated and not one.found]
    assert not silent


def test_each_recording_names_its_source():
    told = list(recordings())
    assert len(told) == len({one.name for one in told})
    assert all(one.source and one.exchanges for one in told)
