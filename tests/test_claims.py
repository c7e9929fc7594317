"""Pages that name a test as their proof name one that exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").rglob("*.md"))]
_NAMED = re.compile(r"(?P<file>tests/[\w/]+\.py)(?:::(?P<test>\w+))?")


def named(page: Path) -> list[tuple[str, str]]:
    """Each file of tests that a page names, and the test in it, if any."""
    return [(found["file"], found["test"] or "") for found in _NAMED.finditer(page.read_text(encoding="utf-8"))]


def test_the_threat_model_names_a_test_for_each_row() -> None:
    rows = [
        line
        for line in (ROOT / "docs" / "security.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and "---" not in line
    ]
    claims = [line for line in rows if not line.endswith("Shown by |")]
    assert len(claims) > 10
    assert [line for line in claims if "::test_" not in line] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_tests_that_a_page_names_exist(page: Path) -> None:
    for file, test in named(page):
        path = ROOT / file
        assert path.is_file(), file
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
        assert not test or test in names, f"{file} has no {test}"
