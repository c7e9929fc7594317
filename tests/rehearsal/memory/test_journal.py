"""What must be known after a crash."""

from __future__ import annotations

import json

from azure_rehearsal.memory.journal import Journal


def test_it_survives_being_written_down():
    journal = Journal()
    journal.note("urn:a", "/Id/A", {("properties", "value"), ("list", 0)})
    journal.note("urn:b", "/id/b", (), fresh=True)
    journal.operations = 3
    written = {part: {key: json.loads(content or "") for key, content in rows} for part, rows in journal.changed().items()}
    read = Journal.load(written)
    assert dict(read.ids) == {"urn:a": "/Id/A", "urn:b": "/id/b"}
    assert read.secrets_of("/id/a") == {("properties", "value"), ("list", 0)}
    assert read.secrets_of("/id/b") == frozenset()
    assert set(read.fresh) == {"urn:b"}
    assert read.operations == 3


def test_an_update_replaces_what_is_secret():
    journal = Journal()
    journal.note("urn:a", "/a", {("old",)})
    journal.note("urn:a", "/a", {("new",)})
    assert journal.secrets_of("/a") == {("new",)}


def test_the_deletion_of_a_replaced_resource_leaves_its_successor():
    journal = Journal()
    journal.note("urn:a", "/old", ())
    journal.note("urn:a", "/new", {("value",)}, fresh=True)
    journal.forget("urn:a", "/old")
    assert dict(journal.ids) == {"urn:a": "/new"}
    assert set(journal.fresh) == {"urn:a"}
    journal.forget("urn:a", "/new")
    assert not journal.fresh
    assert not journal.ids
    assert journal.secrets_of("/new") == frozenset()


def test_what_no_longer_has_secrets_is_written_down_as_such():
    journal = Journal()
    journal.note("urn:a", "/a", {("value",)})
    journal.changed()
    journal.note("urn:a", "/a", ())
    assert journal.changed()["secrets"] == [("/a", None)]


def test_nothing_written_is_an_empty_journal():
    read = Journal.load({})
    assert not read.ids
    assert not read.secrets
