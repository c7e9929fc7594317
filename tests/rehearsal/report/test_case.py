"""What the checks of one connection look at."""

from __future__ import annotations

import pytest

from azure_rehearsal.report.case import case_of
from tests.rehearsal.report.clouds import REFERENCE, small


def test_there_is_no_case_of_an_app_that_does_not_exist():
    made = small()
    assert case_of(made.cloud, made.blob_line(app_id=made.ids["app"] + "-gone")) is None


def test_a_case_has_the_app_its_settings_and_its_references():
    made = small()
    made.settings(KEY=REFERENCE, PLAIN="x")
    case = case_of(made.cloud, made.secret_line())
    assert case is not None
    assert case.site.id == made.ids["app"]
    assert set(case.views) == {"KEY", "PLAIN"}
    assert set(case.references) == {"KEY"}
    ((_, id),) = case.secret_ids()
    assert id == made.ids["secret"]


@pytest.mark.parametrize(
    ("below", "top", "found"),
    [("", "account", True), ("/blobServices/default/containers/none", "account", False), ("/indexes/articles", "search", True)],
)
def test_the_record_of_a_part_that_arm_does_not_know_is_the_resource_that_holds_it(below: str, top: str, found: bool):
    made = small()
    made.make("search", "search:Service", searchServiceName="docs")
    case = case_of(made.cloud, made.blob_line(target_id=made.ids[top] + below))
    assert case is not None
    assert (case.target is not None and case.target.id == made.ids[top]) is found


def test_a_target_outside_of_arm_has_no_arm_id():
    made = small()
    case = case_of(made.cloud, made.blob_line(target_id="11111111-0000-0000-0000-000000000000"))
    assert case is not None
    assert (case.arm_target, case.target) == (None, None)


def test_the_target_of_a_third_partys_key_is_its_secret():
    made = small()
    for target, by_vault in ((None, True), (made.ids["secret"].upper(), True), (made.ids["account"], False)):
        case = case_of(made.cloud, made.secret_line(target_id=target))
        assert case is not None
        assert case.by_vault is by_vault
    without = case_of(made.cloud, made.blob_line(target_id=None))
    assert without is not None
    assert not without.by_vault
