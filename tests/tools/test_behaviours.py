"""What the simulated Azure is said to do comes from the tests that show it."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest

from tools.behaviours import BadMarker, as_json, claims


def read(tmp_path: Path, **files: str):
    folder = tmp_path / "tests"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.py").write_text("import pytest\n\n" + dedent(text), encoding="utf-8")
    return claims(folder)


def test_a_sentence_has_the_tests_that_carry_it_or_stand_beside(tmp_path: Path):
    found = read(
        tmp_path,
        test_one="""
        @pytest.mark.behaviour("Microsoft.Maps", "Keys are listed.")
        def test_keys(): ...

        @pytest.mark.slow
        @pytest.mark.behaviour("Every type", "Names are refused.")
        def test_names(): ...
        """,
        test_two="""
        @pytest.mark.behaviour(beside="test_keys")
        @pytest.mark.parametrize("name", [])
        def test_second_key(name): ...

        def test_unmarked(): ...
        """,
    )
    assert [(claim.subject, claim.says) for claim in found] == [
        ("Every type", "Names are refused."),
        ("Microsoft.Maps", "Keys are listed."),
    ]
    assert found[1].tests == ["tests/test_one.py::test_keys", "tests/test_two.py::test_second_key"]
    assert json.loads(as_json(found))["Microsoft.Maps"] == [{"says": "Keys are listed.", "tests": found[1].tests}]


@pytest.mark.parametrize(
    ("marker", "said"),
    [
        ('behaviour("Microsoft.Maps")', "takes"),
        ("behaviour()", "takes"),
        ('behaviour("Microsoft.Maps", "")', "takes"),
        ('behaviour("Microsoft.Maps", WORDS)', "literal texts"),
        ('behaviour(beside="test_nothing")', "no test 'test_nothing'"),
    ],
)
def test_a_marker_that_says_nothing_is_refused_by_name(tmp_path: Path, marker: str, said: str):
    with pytest.raises(BadMarker, match=rf"test_one\.py::test_keys: .*{said}"):
        read(tmp_path, test_one=f"@pytest.mark.{marker}\ndef test_keys(): ...\n")
