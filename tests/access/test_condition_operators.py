"""Each operator of a condition, by the page that lists them."""

from __future__ import annotations

import pytest

from azure_access import Attributes, evaluate
from azure_access.condition_operators import OPERATORS, QUANTIFIERS, Moment

# learn.microsoft.com/azure/role-based-access-control/conditions-format: the results that its tables give
DOCUMENTED = [
    ("{'red', 'blue'} ForAnyOfAnyValues:StringEquals {'blue', 'green'}", True),
    ("{'red', 'blue'} ForAnyOfAnyValues:StringEquals {'orange', 'green'}", False),
    ("{'red', 'blue'} ForAllOfAnyValues:StringEquals {'orange', 'red', 'blue'}", True),
    ("{'red', 'blue'} ForAllOfAnyValues:StringEquals {'red', 'green'}", False),
    ("{10, 20} ForAnyOfAllValues:NumericLessThan {15, 18}", True),
    ("{10, 20} ForAllOfAllValues:NumericLessThan {5, 15, 18}", False),
    ("{10, 20} ForAllOfAllValues:NumericLessThan {25, 30}", True),
    ("{10, 20} ForAllOfAllValues:NumericLessThan {15, 25, 30}", False),
    ("@Resource[name1] StringLike 'a*c?'", True),
    ("@Resource[name1] StringLike 'A*C?'", False),
    ("@Resource[name1] StringLike 'a*c'", False),
]
OTHERS = [
    ("@Resource[name1] StringEquals 'ABCD'", False),
    ("@Resource[name1] StringEqualsIgnoreCase 'ABCD'", True),
    ("@Resource[name1] StringNotEquals 'ABCD'", True),
    ("@Resource[name1] StringNotEqualsIgnoreCase 'ABCD'", False),
    ("@Resource[name1] StringStartsWith 'ab'", True),
    ("@Resource[name1] StringStartsWith 'AB'", False),
    ("@Resource[name1] StringStartsWithIgnoreCase 'AB'", True),
    ("@Resource[name1] StringNotStartsWith 'ab'", False),
    ("@Resource[name1] StringNotStartsWithIgnoreCase 'AB'", False),
    ("@Resource[name1] StringLikeIgnoreCase 'A*C?'", True),
    ("@Resource[name1] StringNotLike 'a*'", False),
    ("@Resource[name1] StringNotLikeIgnoreCase 'B*'", True),
    ("@Resource[starred] StringLike 'a\\*b'", True),
    ("@Resource[name1] StringLike 'a\\*d'", False),
    ("@Resource[starred] StringLike 'a\\?b'", False),
    ("@Resource[name1] StringLike 'a.*'", False),
    ("@Resource[flag] BoolEquals true", True),
    ("@Resource[flag] BoolNotEquals true", False),
    ("@Resource[guid] GuidEquals 5E467623-BB1F-42F4-A55D-6E525E11384B", True),
    ("@Resource[guid] GuidNotEquals 5E467623-BB1F-42F4-A55D-6E525E11384B", False),
    ("@Resource[guid] ForAnyOfAllValues:GuidNotEquals {5e467623-bb1f-42f4-a55d-6e525e11384b, a795c7a0-d4a2-40c1-ae25-d81f01202912}", False),
    ("@Resource[guid] ForAnyOfAllValues:GuidNotEquals {a795c7a0-d4a2-40c1-ae25-d81f01202912}", True),
    ("@Resource[seven] NumericEquals 7", True),
    ("@Resource[seven] NumericNotEquals 7", False),
    ("@Resource[seven] NumericGreaterThan 7", False),
    ("@Resource[seven] NumericGreaterThanEquals 7", True),
    ("@Resource[seven] NumericLessThan 8", True),
    ("@Resource[seven] NumericLessThanEquals 6", False),
    ("@Resource[seven] NumericGreaterThan -8", True),
    ("@Resource[moment] DateTimeEquals '2022-06-01T00:00:00.0Z'", True),
    ("@Resource[moment] DateTimeNotEquals '2022-06-01T00:00:00Z'", False),
    ("@Resource[moment] DateTimeLessThan '2022-06-01T00:00:00.0000001Z'", True),
    ("@Resource[moment] DateTimeGreaterThan '2022-05-31T23:59:59.9999999Z'", True),
    ("@Resource[moment] DateTimeLessThanEquals '2022-06-01T00:00:00.0Z'", True),
    ("@Resource[moment] DateTimeGreaterThanEquals '2022-06-01T00:00:00.1Z'", False),
]
KNOWN = Attributes(
    resource={
        "name1": "abcd",
        "starred": "a*b",
        "flag": True,
        "guid": "5e467623-bb1f-42f4-a55d-6e525e11384b",
        "seven": 7,
        "moment": "2022-06-01T00:00:00.0000000Z",
    }
)


@pytest.mark.parametrize(("condition", "met"), [*DOCUMENTED, *OTHERS])
def test_an_operator_says_what_its_page_says(condition, met):
    assert evaluate(condition, "x/read", "/a", KNOWN).met is met


def test_every_operator_is_tried_above():
    tried = {word.partition(":")[2].lower() or word.lower() for condition, _ in (*DOCUMENTED, *OTHERS) for word in condition.split()}
    assert set(OPERATORS) <= tried
    assert {word.partition(":")[0].lower() for condition, _ in DOCUMENTED for word in condition.split() if ":" in word} == set(QUANTIFIERS)


@pytest.mark.parametrize("text", ["2022-06-01", "2022-06-01T00:00:00", "2022-02-30T00:00:00Z", "now"])
def test_what_is_no_time_is_none(text):
    assert Moment.parse(text) is None
