from __future__ import annotations

import inspect
import re

import pytest

from pulumi_azure_connect import errors
from pulumi_azure_connect.errors import ConnectError, InvalidReference, did_you_mean, listed

REFUSALS = [thing for thing in vars(errors).values() if inspect.isclass(thing) and issubclass(thing, Exception)]


def test_every_refusal_is_a_value_error():
    assert len(REFUSALS) > 10
    assert all(issubclass(refusal, ConnectError) and issubclass(refusal, ValueError) for refusal in REFUSALS)


def test_the_module_shows_all_of_the_hierarchy():
    tree = set(re.findall(r"[├└]── (\w+)", errors.__doc__ or ""))
    assert tree == {refusal.__name__ for refusal in REFUSALS}


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.__name__)
def test_every_refusal_says_what_it_is_for(refusal: type[Exception]):
    assert refusal.__dict__["__doc__"]


def test_a_reference_without_text_to_point_into_has_no_column():
    assert InvalidReference("no").column is None
    assert InvalidReference("no", 4).column == 4


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("raed", " Did you mean 'read'?"),
        ("READ", " Did you mean 'read'?"),
        ("writ", " Did you mean 'Write'?"),
        ("all-write", " Did you mean 'write-all'?"),
        ("zzz", ""),
        ("", ""),
    ],
)
def test_the_nearest_option_is_offered(word: str, hint: str):
    assert did_you_mean(word, ["read", "Write", "admin", "write-all"]) == hint


@pytest.mark.parametrize(
    ("options", "words"),
    [([], "nothing"), (["a"], "'a'"), (["a", "b"], "'a' and 'b'"), (["a", "b", "c"], "'a', 'b' and 'c'")],
)
def test_options_are_listed_in_words(options: list[str], words: str):
    assert listed(options) == words


def test_options_to_choose_from_are_joined_by_or():
    assert listed(("a", "b"), "or") == "'a' or 'b'"
