"""Decisions are plain values."""

from __future__ import annotations

from azure_access import Decision


def test_a_decision_is_compared_by_its_value():
    assert Decision(True, "because") == Decision(True, "because", code="", waiting=False)
    assert Decision(False, "no", "Forbidden") != Decision(False, "no", "AuthorizationFailed")
