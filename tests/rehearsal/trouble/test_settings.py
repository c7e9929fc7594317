"""Descriptions of troubles: presets, files, and what is said of faulty ones."""

from __future__ import annotations

import json

import pytest

from azure_rehearsal.core.problems import RehearsalError
from azure_rehearsal.trouble import PRESETS, Trouble, TroubleProblem, find_trouble


def test_calm_is_no_trouble_at_all():
    assert find_trouble("calm") == Trouble()


def test_a_storm_is_worse_than_a_monday():
    monday, storm = find_trouble("monday"), find_trouble("storm")
    for field in ("throttled", "conflicts", "lost_responses", "grant_delay", "policy_delay", "directory_delay"):
        assert Trouble.__dataclass_fields__[field].default < getattr(monday, field) < getattr(storm, field), field
    assert monday.half_way == monday.meddle == 0.0
    assert monday.kill_at is None, "on a Monday nothing happens that the real provider doesn't get over by itself"
    assert storm.retry_after[1] > 120 > monday.retry_after[1], "beyond 120 seconds azure-native gives up"


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_survives_json(name):
    assert Trouble.load(json.loads(json.dumps(find_trouble(name).dump()))) == find_trouble(name)


def test_a_file_says_what_goes_wrong(tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text("throttled = 1\ngrant_delay = 60\nretry_after = [2, 4.5]\nkill_at = 3\ndurations = true\n")
    assert find_trouble(str(path)) == Trouble(throttled=1.0, grant_delay=(60.0, 60.0), retry_after=(2.0, 4.5), kill_at=3, durations=True)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("mondey", ["'mondey' is neither a preset", "Did you mean 'monday'?", "calm, monday, storm"]),
        ("nowhere/at-all.toml", ["'nowhere/at-all.toml' is neither a preset of troubles nor a file."]),
    ],
)
def test_what_is_neither_preset_nor_file_is_told(name, says):
    with pytest.raises(TroubleProblem) as caught:
        find_trouble(name)
    assert all(words in str(caught.value) for words in says)
    assert isinstance(caught.value, RehearsalError), "the command line tells it as it tells others"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("throtled = 0.1", "there is no trouble 'throtled'. Did you mean 'throttled'?"),
        ("throttled = 1.5", "throttled = 1.5 is no chance; give a number from 0 (never) to 1 (always)"),
        ("throttled = true", "throttled = True is no chance"),
        ("meddle = nan", "meddle = nan is no chance"),
        ("grant_delay = [9, 3]", "grant_delay = [9, 3] is no span of simulated seconds"),
        ("grant_delay = -1", "grant_delay = -1 is no span"),
        ("retry_after = 'soon'", "retry_after = 'soon' is no span"),
        ("durations = 1", "durations = 1 must be true or false"),
        ("kill_at = 0", "kill_at = 0 must be the number of a change, from 1 on"),
        ("kill_at = 1.5", "kill_at = 1.5 must be"),
        ("seconds_per_second = 0", "seconds_per_second = 0 must be a number above 0"),
        ("throttled = ", "is no TOML"),
    ],
)
def test_a_faulty_file_is_told(tmp_path, content, says):
    path = tmp_path / "bad.toml"
    path.write_text(content)
    with pytest.raises(TroubleProblem) as caught:
        find_trouble(str(path))
    assert says in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_file_that_is_no_text_is_told(tmp_path):
    path = tmp_path / "bad.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TroubleProblem, match="is no text file"):
        find_trouble(str(path))
