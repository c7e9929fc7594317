"""The grammar of conditions: what is read, and where a reader is told that it can't be."""

from __future__ import annotations

import pytest

from azure_access.condition_syntax import ActionMatches, Attribute, Chain, Compare, Exists, Not, SubOperationMatches, parse_condition
from azure_access.errors import InvalidCondition

NAME = "Microsoft.Storage/storageAccounts/blobServices/containers:name"


def test_a_simple_condition_is_read():
    node = parse_condition(f"((!(ActionMatches{{'a/read'}})) OR (@Resource[{NAME}] StringEquals 'one'))")
    assert isinstance(node, Chain)
    assert node.ands == (False,)
    assert node.operands[0] == Not(ActionMatches(("a/read",)))
    compare = node.operands[1]
    assert isinstance(compare, Compare)
    assert (compare.left, compare.comparison.name, compare.right) == (Attribute.named("Resource", NAME), "StringEquals", ("one",))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("ActionMatches{'a'} AND NOT SubOperationMatches{'b'}", "actionmatches {'a'} && !suboperationMatches{ 'b' }"),
        ("Exists @Request[x:y] OR Exists @Request[x:z]", "(exists @request[X:Y])\n||\n(Exists @REQUEST [x:Z])"),
        ("@Resource[n] stringEquals 'foo'", "@Resource[N] StringEquals {'foo'}"),
        (
            "@Request[r] ForAnyOfAnyValues:GuidEquals {5e467623-bb1f-42f4-a55d-6e525e11384b}",
            "@Request[r] foranyofanyvalues:guidequals{5E467623-BB1F-42F4-A55D-6E525E11384B}",
        ),
    ],
)
def test_spellings_of_one_condition_are_the_same(left, right):
    assert parse_condition(left) == parse_condition(right)


def test_the_key_of_a_tag_keeps_its_case():
    one, other = (Attribute.named("Resource", f"a/b/Tags:{key}<$key_case_sensitive$>") for key in ("Project", "project"))
    assert one != other
    assert one == Attribute.named("Resource", "A/B/tags:Project<$KEY_CASE_SENSITIVE$>")


def test_existence_and_suboperations_are_read():
    assert parse_condition("Exists @Request[a:snapshot]") == Exists(Attribute.named("Request", "a:snapshot"))
    assert parse_condition("SubOperationMatches{'Blob.List'}") == SubOperationMatches(("Blob.List",))


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("", 1, 1, "the end of the condition"),
        ("((ActionMatches", 1, 16, "expected a value"),
        ("(ActionMatches{'a'}", 1, 20, "expected '\\)'"),
        ("ActionMatches{'a'}\n  XOR ActionMatches{'b'}", 2, 3, "expected AND, OR"),
        ("@Planet[a] StringEquals 'b'", 1, 1, "@Resource, @Request, @Principal, @Environment"),
        ("@Resource[] StringEquals 'b'", 1, 1, "a name"),
        ("@Resource[a] StringMatches 'b'", 1, 14, "an operator"),
        ("@Resource[a] ForSomeValues:StringEquals 'b'", 1, 14, "an operator"),
        ("@Resource[a] StringEquals", 1, 26, "expected a value"),
        ("@Resource[a] StringEquals {}", 1, 28, "expected a value"),
        ("@Resource[a] StringEquals 7", 1, 27, "texts in single quotes"),
        ("@Resource[a] NumericEquals 'b'", 1, 28, "integers"),
        ("@Resource[a] BoolEquals 'true'", 1, 25, "true or false"),
        ("@Resource[a] GuidEquals {'reader'}", 1, 25, "guids"),
        ("@Resource[a] DateTimeLessThan '2022-13-01T00:00:00Z'", 1, 31, "times"),
        ("@Resource[a] StringEquals 'b", 1, 27, "unexpected"),
        ("ActionMatches{7}", 1, 14, "patterns in single quotes"),
        ("ActionMatches{'a'} AND", 1, 23, "expected an expression"),
        ("x" * 9000, 1, 1, "expected an expression"),
        ("(" * 5000, 1, 101, "levels"),
    ],
)
def test_fails_with_the_place_where_it_cannot_be_read(text, line, column, words):
    with pytest.raises(InvalidCondition, match=f"line {line}, column {column}: .*{words}"):
        parse_condition(text)
