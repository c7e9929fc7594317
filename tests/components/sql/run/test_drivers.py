"""Connections: what a log-in tells of itself, and how drivers' remarks are told."""

from __future__ import annotations

from types import SimpleNamespace

from pulumi_azure_connect.sql.run.drivers import Login, _Noticing


def test_a_login_does_not_show_its_token():
    assert "canary" not in repr(Login("shop.postgres.database.azure.com", "orders", "ann", "canary"))


def test_remarks_are_told_once():
    handlers = []
    inner = SimpleNamespace(add_notice_handler=handlers.append, cursor=SimpleNamespace)
    connection = _Noticing(inner)
    handlers[0](SimpleNamespace(severity="WARNING", message_primary="one"))
    cursor = connection.cursor()
    assert cursor.messages == ["WARNING: one"]
    assert cursor.messages == []
