"""Problems of a person."""

from __future__ import annotations

import pytest

from azure_rehearsal.core import problems
from azure_rehearsal.core.problems import RehearsalError, did_you_mean
from azure_rehearsal.engine.events import EngineFailed


@pytest.mark.parametrize(("word", "hint"), [("prd", " Did you mean 'prod'?"), ("prod", " Did you mean 'prod'?"), ("zzz", ""), ("", "")])
def test_the_closest_word_is_offered_or_none(word, hint):
    assert did_you_mean(word, ["dev", "prod"]) == hint


def test_everything_that_a_person_can_put_right_has_one_base():
    named = [getattr(problems, name) for name in problems.__all__ if name != "did_you_mean"]
    assert all(issubclass(one, RehearsalError) for one in [*named, EngineFailed])
    assert all(one.__name__ in (problems.__doc__ or "") for one in [*named, EngineFailed])
