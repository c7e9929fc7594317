"""What must be known after a crash."""

from __future__ import annotations

import json

from azure_rehearsal.journal import Journal


def test_it_survives_being_written_down():
    journal = Journal()
    journal.note("urn:a", "/Id/A", {("properties", "value"), ("list", 0)})
    journal.note("urn:b", "/id/b", (), fresh=True)
    read = Journal.load(json.loads(json.dumps(journal.dump())))
    assert read.ids == {"urn:a": "/Id/A", "urn:b": "/id/b"}
    assert read.secrets_of("/id/a") == {("properties", "value"), ("list", 0)}
    assert read.secrets_of("/id/b") == frozenset()
    assert read.fresh == {"urn:b"}


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
    assert journal.ids == {"urn:a": "/new"}
    assert journal.fresh == {"urn:a"}
    journal.forget("urn:a", "/new")
    assert journal.fresh == set()
    assert journal.ids == {}
    assert journal.secrets_of("/new") == frozenset()


def test_nothing_written_is_an_empty_journal():
    assert Journal.load(None) == Journal()
