"""The scopes over a resource."""

from __future__ import annotations

import pytest

from azure_access.scopes import Scopes, management_group_id

SHOP, ALL = management_group_id("shop"), management_group_id("all")


@pytest.mark.parametrize(
    ("resource_id", "over"),
    [("/", ("/",)), ("", ("/",)), ("/A", ("/a", "/")), ("a/B/c/", ("/a/b/c", "/a/b", "/a", "/"))],
)
def test_each_scope_lies_in_the_next(resource_id, over):
    assert Scopes().over(resource_id) == over


def test_management_groups_come_after_the_subscription():
    scopes = Scopes()
    scopes.place("/subscriptions/S", SHOP)
    scopes.place(SHOP, ALL)
    over = scopes.over("/subscriptions/s/resourceGroups/g")
    assert over[0] == "/subscriptions/s/resourcegroups/g"
    assert over.index("/subscriptions/s") < over.index(SHOP.lower())
    assert over[-3:] == (SHOP.lower(), ALL.lower(), "/")
    assert scopes.covers(ALL, "/subscriptions/s/x")
    assert not scopes.covers("/subscriptions/s/x", "/subscriptions/s")


def test_a_subscription_moves():
    scopes = Scopes()
    scopes.place("/subscriptions/s", SHOP)
    scopes.place("/subscriptions/s", ALL)
    assert not scopes.covers(SHOP, "/subscriptions/s")
    scopes.take_out("/SUBSCRIPTIONS/s")
    assert not scopes.covers(ALL, "/subscriptions/s")


def test_circles_end():
    scopes = Scopes()
    scopes.place(SHOP, ALL)
    scopes.place(ALL, SHOP)
    assert scopes.over(SHOP)[-2:] == (ALL.lower(), "/")
