"""Decisions are plain values."""

from __future__ import annotations

from azure_access import Decision, Explanation


def test_a_decision_is_compared_by_its_value():
    assert Decision(True, "because") == Decision(True, "because", code="", waiting=False)
    assert Decision(False, "no", "Forbidden") != Decision(False, "no", "AuthorizationFailed")


def test_an_explanation_says_only_what_there_is_to_say():
    assert Explanation().plain() == {}
    assert Explanation(by="access policy", groups=("g",), data=True).plain() == {"by": "access policy", "groups": ["g"], "data": True}
