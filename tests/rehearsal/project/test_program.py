"""Running a program as if in a process of its own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from pulumi import RunError

from azure_rehearsal.project.program import as_if_alone, plain_traceback, run


def test_modules_of_the_folder_are_imported_afresh_each_time(project):
    folder = project("import helper\nimport builtins\nbuiltins.seen.append(helper.VALUE)\n", helper="VALUE = 1\n")
    import builtins

    builtins.seen = []  # type: ignore[attr-defined]
    for value in (1, 2):
        (folder / "helper.py").write_text(f"VALUE = {value}  # {'x' * value}\n")
        with as_if_alone(folder):
            run(folder / "__main__.py")
    assert builtins.seen == [1, 2]  # type: ignore[attr-defined]
    del builtins.seen  # type: ignore[attr-defined]


def test_surroundings_are_put_back(project):
    folder = project("", json="WRONG = True\n")
    import json

    before = (Path.cwd(), list(sys.path), list(sys.argv))
    with as_if_alone(folder):
        assert Path.cwd() == folder
        assert sys.path[0] == str(folder)
        assert __import__("json").WRONG
    assert (Path.cwd(), list(sys.path), list(sys.argv)) == before
    assert sys.modules["json"] is json


def test_a_failing_program_shows_its_own_lines_only(project):
    folder = project("import helper\nhelper.work()\n", helper="def work():\n    import json\n    json.loads('{')\n")
    with as_if_alone(folder), pytest.raises(RunError) as caught:
        run(folder / "__main__.py")
    text = str(caught.value)
    assert "helper.work()" in text
    assert "json.loads('{')" in text
    assert "JSONDecodeError" in text
    assert "runpy" not in text
    assert "decoder.py" not in text


def test_a_program_that_exits_is_an_error_only_with_a_code(project):
    with as_if_alone(folder := project("import sys\nsys.exit(0)\n")):
        run(folder / "__main__.py")
    with as_if_alone(folder := project("import sys\nsys.exit('no such region')\n")), pytest.raises(RunError, match="no such region"):
        run(folder / "__main__.py")


def test_a_traceback_without_own_lines_is_kept_whole():
    text = 'Traceback (most recent call last):\n  File "/lib/x.py", line 1, in f\n    g()\nValueError: no'
    assert plain_traceback(text, Path("/project")) == text


def test_packages_installed_beneath_the_folder_are_not_its_own():
    text = (
        'Traceback (most recent call last):\n  File "/p/__main__.py", line 1, in <module>\n    f()\n'
        '  File "/p/.venv/site-packages/y.py", line 1, in f\n    g()\nValueError: no'
    )
    assert plain_traceback(text, Path("/p")) == (
        'Traceback (most recent call last):\n  File "/p/__main__.py", line 1, in <module>\n    f()\nValueError: no'
    )
