"""Records by id, whatever the spelling; the directory; and that all of it survives being written down."""

from __future__ import annotations

import json

from azure_rehearsal.core.state import Principal, Record, State


def test_a_record_is_found_in_any_spelling():
    state = State()
    state.put(Record("/A/B", "t"))
    assert state.get("/a/b/") is state.get("/A/B")
    assert [record.id for record in state.within("/a")] == [record.id for record in state.within("/")] == ["/A/B"]
    assert state.within("/A/B/") == [state.get("/A/B")]
    assert state.within("/a/b/c") == state.within("/a/bb") == []
    assert state.remove("/A/b") is not None
    assert state.remove("/A/b") is None


def test_records_by_type_in_order():
    state = State()
    for at in "cab":
        state.put(Record(f"/{at}", "even" if at == "a" else "odd"))
    assert [record.id for record in state.of("odd")] == ["/c", "/b"]
    assert [record.id for record in state.of("even", "odd", "none")] == ["/c", "/a", "/b"]
    assert [record.id for record in state.of("none", "even", "even")] == ["/a"]
    state.put(Record("/C", "even"))
    assert [record.id for record in state.of("even", "odd")] == ["/C", "/a", "/b"]
    assert [record.id for record in state.of("odd")] == ["/b"]
    state.remove("/b")
    assert [*state.of("odd")] == []


def test_principals_by_both_ids_object_id_first():
    state = State()
    state.register(Principal("O", "C", "app"))
    state.register(Principal("c", None, "odd"))
    assert state.principal("o") is state.principal("O")
    assert state.principal("C") == Principal("c", None, "odd")
    state.unregister("c")
    assert state.principal("c") == Principal("O", "C", "app")
    state.unregister("o")
    assert state.principal("o") is None


def test_it_survives_being_written_down():
    state = State()
    state.put(Record("/A", "t", {"a": [1]}, {"b": None}, {"c": {"d": True}}, made_by_azure=True))
    state.deleted["/x"] = Record("/X", "t")
    state.register(Principal("O", "C", "app", "User", "/A", 3.5))
    state.counter = 7
    back = State.load(json.loads(json.dumps(state.dump())))
    assert back.dump() == state.dump()
    assert back.get("/a") == state.get("/a")
