"""What a verdict is made of."""

from __future__ import annotations

import pytest

from azure_rehearsal.report.connections import Connection
from azure_rehearsal.report.verdict import (
    PARTS,
    AppFinding,
    Checked,
    Finding,
    Part,
    PartState,
    Verdict,
    broken,
    pending,
    unchecked,
    waiting,
)

LINE = Connection("shop", "/subscriptions/x/Shop", "orders", "sql", "identity", settings=("ORDERS_HOST",))


@pytest.mark.parametrize(
    ("findings", "verdict", "state"),
    [
        ((), Verdict.WORKS, PartState.PASSED),
        ((unchecked("u"),), Verdict.UNCHECKED, PartState.NOT_CHECKED),
        ((unchecked("u"), pending("p")), Verdict.PENDING, PartState.WAITING),
        ((waiting("w"), pending("p")), Verdict.WAITING, PartState.WAITING),
        ((waiting("w"), broken("b"), unchecked("u")), Verdict.BROKEN, PartState.FAILED),
    ],
)
def test_the_worst_finding_of_a_part_counts(findings: tuple[Finding, ...], verdict: Verdict, state: PartState):
    part = Part("network", findings)
    assert (part.verdict, part.state) == (verdict, state)
    assert (part.passed, part.failed) == (state is PartState.PASSED, state is PartState.FAILED)
    assert part.reason == "; ".join(one.text for one in findings)


def test_a_connection_works_only_if_all_five_parts_passed():
    assert PARTS == ("target", "network", "configuration", "identity", "permission")
    assert (Checked(LINE).works, Checked(LINE).summary) == (True, "works")
    for name in PARTS:
        checked = Checked(LINE, **{name: Part(name, (unchecked("why"),))})
        assert not checked.works
        assert checked.summary == f"nothing broken; {name} not checked"


def test_the_summary_names_the_parts_that_are_worst():
    checked = Checked(LINE, network=Part("network", (broken("n"),)), permission=Part("permission", (broken("p"), waiting("w"))))
    assert checked.summary == "broken: network, permission"
    assert [one.text for one in checked.findings] == ["n", "p", "w"]


@pytest.mark.parametrize(
    ("app", "settings", "concerned"),
    [
        ("/subscriptions/x/shop", frozenset[str](), True),
        ("/subscriptions/x/SHOP", frozenset({"ORDERS_HOST", "OTHER"}), True),
        ("/subscriptions/x/shop", frozenset({"OTHER"}), False),
        ("/subscriptions/x/shop/slots/staging", frozenset[str](), False),
    ],
)
def test_what_is_wrong_with_an_app_concerns_its_own_connections(app: str, settings: frozenset[str], concerned: bool):
    assert AppFinding(app, "configuration", broken("b"), settings).concerns(LINE) is concerned
