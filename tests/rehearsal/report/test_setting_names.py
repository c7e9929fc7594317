"""Settings under names that no SDK reads."""

from __future__ import annotations

import pytest

from azure_rehearsal.report.setting_names import unread_settings
from azure_rehearsal.report.verdict import Verdict
from tests.rehearsal.report.clouds import small


@pytest.mark.parametrize(
    "unread", ["AZURE_APPINSIGHTS_CONNECTIONSTRING", "AZURE_APPINSIGHTS_TEL_CONNECTIONSTRING", "APPLICATIONINSIGHTS_AUTHENTICATION_STRING"]
)
def test_telemetry_needs_the_name_that_its_sdk_reads(unread: str):
    made = small()
    made.settings(**{unread: "InstrumentationKey=x"})
    (found,) = unread_settings(made.cloud)
    assert (found.app_id, found.part, found.finding.verdict) == (made.ids["app"], "configuration", Verdict.BROKEN)
    assert found.settings == {unread}
    assert "APPLICATIONINSIGHTS_CONNECTION_STRING" in found.finding.text
    assert "InstrumentationKey" not in found.finding.text
    for read in ("APPLICATIONINSIGHTS_CONNECTION_STRING", "APPINSIGHTS_INSTRUMENTATIONKEY"):
        made.settings(**{unread: "InstrumentationKey=x", read: "InstrumentationKey=x"})
        assert list(unread_settings(made.cloud)) == []


def test_other_names_are_the_programs_own_affair():
    made = small()
    made.settings(AZURE_STORAGEBLOB_RESOURCEENDPOINT="https://x", GREETING="hello")
    assert list(unread_settings(made.cloud)) == []
