"""What counts as the same answer, and what doesn't."""

from __future__ import annotations

import pytest

from tests.fidelity.comparing import bind, differences, says


@pytest.mark.parametrize(
    ("recorded", "found"),
    [
        ({"a": 1}, {"a": 1, "b": 2}),
        ({"a": None}, {}),
        ({"at": "2020-01-01T00:00:00Z"}, {"at": "2026-05-05T10:00:00.1230000Z"}),
        ({"key": "<guid>"}, {"key": "anything"}),
        ({"id": "/x/{name}/y"}, {"id": "/x/one/y"}),
        ([{"a": "b"}], [{"a": "b"}, {"a": "c"}]),
    ],
)
def test_the_same(recorded: object, found: object):
    assert not list(differences(recorded, found))


@pytest.mark.parametrize(
    ("recorded", "found"),
    [
        ({"a": 1}, {"a": "1"}),
        ({"a": False}, {"a": 0}),
        ({"a": False}, {}),
        ({"a": []}, {}),
        ({"a": None}, {"a": "something"}),
        ({"a": ""}, {}),
        ({"a": "<guid>"}, {}),
        ({"type": "Microsoft.Cache/Redis"}, {"type": "Microsoft.Cache/redis"}),
        ({"at": "2020-01-01T00:00:00Z"}, {"at": "yesterday"}),
        ([1, 2], [1]),
    ],
)
def test_not_the_same(recorded: object, found: object):
    assert list(differences(recorded, found))


def test_shortened_words_have_to_begin_alike():
    assert says("The Resource '{name}' was ...", "The Resource 'a' was not found.")
    assert not says("The Resource '{name}' was ...", "No such resource.")


def test_names_are_bound_at_any_depth():
    assert bind({"a": ["{x}/{y}"]}, {"{x}": "1"}) == {"a": ["1/{y}"]}
