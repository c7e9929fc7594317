"""The verdicts on what the real engine deployed."""

from __future__ import annotations

import pytest

from azure_rehearsal.engine.events import Result
from azure_rehearsal.report.report import Report
from azure_rehearsal.report.verdict import Checked, Part, broken
from azure_rehearsal.testing.fixture import AzureFixture
from azure_rehearsal.testing.results import checked_result
from tests.rehearsal.report.clouds import small
from tests.rehearsal.testing.test_verdicts import program


def test_a_result_keeps_what_it_says_and_asks_for_the_report_each_time():
    line, reports = small().blob_line(), [Report(), Report()]
    result = checked_result(Result("up", changes={"create": 2}, seconds=1.5), lambda: reports.pop(0))
    assert (result.operation, result.changes, result.seconds, result.ok) == ("up", {"create": 2}, 1.5, True)
    reports[0].lines, reports[1].lines = [Checked(line)], [Checked(line, network=Part("network", (broken("closed"),)))]
    assert result.connection("app", "uploads").works
    assert result.connection("app", "uploads").network.failed


@pytest.mark.engine
def test_what_the_engine_deployed_has_verdicts(pulumi_cli: object, azure: AzureFixture):
    assert pulumi_cli
    result = azure.up(program)
    assert result.connection("shop", "uploads").works
    assert result.connection("shop", "payment").permission.passed
