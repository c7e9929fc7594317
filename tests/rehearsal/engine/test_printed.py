"""What a program prints."""

from __future__ import annotations

import contextlib
import threading

from azure_rehearsal.engine.printed import Printed


def test_lines_are_kept_and_passed_on():
    heard: list[str] = []
    with contextlib.redirect_stdout(Printed(heard.append)) as printed:
        print("one")
        print("two", "three", sep="\n", end="")
    assert printed.text == "one\ntwo\nthree"
    assert heard == ["one", "two"]
    assert printed.writable()


def test_threads_do_not_lose_each_others_lines():
    printed = Printed()
    threads = [threading.Thread(target=lambda: [printed.write("line\n") for _ in range(200)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert printed.text == "line\n" * 800
