"""All that is wrong with apps as a whole, and what it makes of their connections."""

from __future__ import annotations

from azure_rehearsal.report.apps import app_findings
from azure_rehearsal.report.verify import check
from tests.rehearsal.report.clouds import BLOB_READER, small


def test_each_finding_comes_once_and_fails_the_part_that_it_is_about():
    made = small()
    made.grant(made.ids["account"], BLOB_READER)
    made.settings(AZURE_APPINSIGHTS_CONNECTIONSTRING="x", ENDPOINT="https://account.blob.core.windows.net")
    (finding,) = app_findings({}, made.cloud)
    concerned = made.blob_line(settings=("AZURE_APPINSIGHTS_CONNECTIONSTRING",))
    assert check(made.cloud, concerned, [finding]).summary == "broken: configuration"
    assert check(made.cloud, made.blob_line(settings=("ENDPOINT",)), [finding]).works


def test_an_app_without_faults_has_none():
    assert app_findings({}, small().cloud) == []
