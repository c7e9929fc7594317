"""Rules of names: whole names count, and a rule that nobody knows says who was asked."""

from __future__ import annotations

import pytest

from azure_rehearsal.core.name_rules import AUTHORIZATION_RULE, GUID, NETWORK_NAME, NameRule, any_name, only, specification


@pytest.mark.parametrize(
    ("rule", "good", "bad"),
    [
        (NETWORK_NAME, ["a", "a-b_", "1." + "a" * 78], ["", "-a", "a-", "a.", "a" * 81, "a b"]),
        (AUTHORIZATION_RULE, ["a", "Root.Manage-Key_1", "a" * 50], ["", "a_", "-a", "a" * 51]),
        (GUID, ["0f1e2d3c-0000-0000-0000-00000000000A"], ["0f1e2d3c", "{0f1e2d3c-0000-0000-0000-00000000000a}", ""]),
        (only("default", "here"), ["default", "Default"], ["defaults", "x.default", ""]),
    ],
)
def test_names_fit_or_do_not(rule: NameRule, good: list[str], bad: list[str]):
    assert [name for name in good if not rule.accepts(name)] == []
    assert [name for name in bad if rule.accepts(name)] == []


def test_a_pattern_is_held_against_the_whole_name():
    assert not NameRule("[a-z]+", "letters").accepts("abc\n")
    assert not NameRule("a|ab", "a or ab").accepts("abc")


def test_no_rule_takes_every_name_but_an_empty_one():
    rule = any_name(specification("Microsoft.Web/staticSites", "2025-03-01"))
    assert rule.accepts("any/thing\nat all")
    assert not rule.accepts("")
    assert rule.source == "github.com/Azure/azure-rest-api-specs, Microsoft.Web/staticSites@2025-03-01"
