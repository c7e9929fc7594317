"""The folder that remembers everything."""

from __future__ import annotations

import stat
import threading
import time

import pytest

from azure_rehearsal.memory.workdir import StackDir, Writer, replace_file


def test_the_folder_keeps_itself_out_of_version_control(tmp_path):
    StackDir(tmp_path / ".rehearsal", "dev")
    assert (tmp_path / ".rehearsal" / ".gitignore").read_text() == "*\n"


def test_secrets_are_for_their_owner_only(tmp_path):
    directory = StackDir(tmp_path, "dev")
    directory.generated("key", lambda: "value")
    replace_file(directory.own / "file", "{}")
    for path in (directory.passphrase, directory.own / "file", directory.own / "generated.json"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_generated_values_are_made_once(tmp_path):
    first = StackDir(tmp_path, "dev").generated("key", lambda: "first")
    assert StackDir(tmp_path, "dev").generated("key", lambda: "second") == first == "first"


def test_a_reader_sees_the_old_content_or_the_new_and_no_rest_stays(tmp_path):
    path = tmp_path / "file"
    replace_file(path, "old")
    reading, seen = threading.Event(), set()

    def read():
        while not reading.is_set():
            seen.add(path.read_text())

    reader = threading.Thread(target=read)
    reader.start()
    for at in range(200):
        replace_file(path, "old" if at % 2 else "new" * 5000)
    reading.set()
    reader.join()
    assert seen <= {"old", "new" * 5000}
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


def test_installed_plugins_are_borrowed_and_nothing_else_of_the_persons_home(tmp_path, monkeypatch):
    (tmp_path / "theirs" / "plugins" / "resource-random-v4").mkdir(parents=True)
    (tmp_path / "theirs" / "credentials.json").touch()
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "theirs"))
    directory = StackDir(tmp_path / "ours", "dev")
    directory.borrow_plugins()
    directory.borrow_plugins()
    assert [path.name for path in directory.home.iterdir()] == ["plugins"]
    assert (directory.home / "plugins" / "resource-random-v4").is_dir()
    directory.forget("tiny")
    assert (tmp_path / "theirs" / "plugins" / "resource-random-v4").is_dir()


def test_forgetting_one_stack_leaves_the_other(tmp_path):
    one, two = StackDir(tmp_path, "dev"), StackDir(tmp_path, "dev-2")
    for directory in (one, two):
        directory.checkpoint("tiny").parent.mkdir(parents=True, exist_ok=True)
        for path in (directory.checkpoint("tiny"), directory.checkpoint("tiny").with_suffix(".json.bak"), directory.cloud):
            path.write_text("{}")
    one.forget("tiny")
    assert not one.own.exists()
    assert not list(one.checkpoint("tiny").parent.glob("dev.*"))
    assert two.checkpoint("tiny").exists()
    assert two.cloud.exists()


def test_forgetting_knows_stacks_whose_names_begin_alike(tmp_path):
    stacks = [StackDir(tmp_path, name) for name in ("prod", "prod.eu", "prod.json")]
    for directory in stacks:
        for path in (directory.checkpoint("tiny"), directory.backend / ".pulumi/history/tiny" / directory.stack / "1.json"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("{}")
        directory.checkpoint("tiny").with_name(f"{directory.stack}.json.bak.attrs").write_text("{}")
    stacks[0].forget("tiny")
    assert sorted(path.name for path in stacks[0].checkpoint("tiny").parent.iterdir()) == [
        "prod.eu.json",
        "prod.eu.json.bak.attrs",
        "prod.json.json",
        "prod.json.json.bak.attrs",
    ]
    stacks[1].forget("tiny")
    assert not stacks[1].checkpoint("tiny").exists()
    assert stacks[2].checkpoint("tiny").exists()


def test_saving_returns_only_when_a_write_that_began_later_is_complete():
    state, written = [0], []

    def write(_everything: bool):
        seen = state[0]
        time.sleep(0.002)
        written.append(seen)

    writer = Writer(write)
    lock = threading.Lock()
    late: list[int] = []

    def operate():
        for _ in range(10):
            with lock:
                state[0] += 1
                mine = state[0]
            writer.save()
            if max(written) < mine:
                late.append(mine)

    threads = [threading.Thread(target=operate) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert late == []
    assert len(written) < 80, "operations that end together share a write"


def test_everything_is_written_when_one_asks_for_it_and_after_a_failure():
    told: list[bool] = []

    def write(everything: bool):
        told.append(everything)
        if len(told) == 2:
            raise OSError("disk full")

    writer = Writer(write)
    writer.save(everything=True)
    with pytest.raises(OSError, match="disk full"):
        writer.save()
    writer.save()
    writer.save()
    assert told == [True, False, True, False]


def test_a_failed_write_fails_for_everybody_who_waited():
    def write(_everything: bool):
        time.sleep(0.01)
        raise OSError("disk full")

    writer = Writer(write)
    failures: list[OSError] = []

    def save():
        try:
            writer.save()
        except OSError as error:
            failures.append(error)

    threads = [threading.Thread(target=save) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(failures) == 4
    with pytest.raises(OSError, match="disk full"):
        writer.save()
