"""What is answered about settings shows no value by accident."""

from __future__ import annotations

from azure_rehearsal.core.answers import ReferenceStatus, SettingView


def test_a_setting_prints_without_its_value():
    view = SettingView("KEY", "raw-canary", "value-canary", ReferenceStatus("Resolved", "why"))
    assert "canary" not in repr(view)
    assert "Resolved" in repr(view)
