"""Each refusal names its source beside a test: whoever doubts it can look it up."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SOURCE = re.compile(
    r"learn\.microsoft\.com/|github\.com/|threads?: \w|registry\.terraform\.io/|(hashicorp|pulumi|Azure)/[\w-]+|postgresql\.org/|mysql\.com/|RFC \d|\.go\b"
)
REFUSALS = ("AzureError", "bad_request", "refusal", "GlobalName")


def _codes(tree: ast.Module) -> Iterator[str]:
    """The codes of Azure's that a module refuses with: a literal word in the place of the code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in REFUSALS:
            at = 1 if ast.unparse(node.func).endswith("bad_request") else 0
            code = node.args[at] if len(node.args) > at else None
            if isinstance(code, ast.Constant) and isinstance(code.value, str) and re.fullmatch(r"[A-Z]\w+", code.value):
                yield code.value


def _all_codes() -> list[str]:
    folder = ROOT / "rehearsal" / "azure_rehearsal"
    files = [folder / "core" / "errors.py", *sorted((folder / "services").rglob("*.py"))]
    return sorted({code for path in files if path.is_file() for code in _codes(ast.parse(path.read_text(encoding="utf-8")))})


@cache
def _pieces() -> tuple[str, ...]:
    """What stands together in the tests: a test or a table, with the comments in front of it and the words at the head of its file."""
    found: list[str] = []
    for path in sorted((ROOT / "tests" / "rehearsal").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        lines, tree = text.splitlines(), ast.parse(text)
        head = ast.get_docstring(tree) or ""
        for node in tree.body:
            begin = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", []))]) - 1
            while begin > 0 and lines[begin - 1].startswith("#"):
                begin -= 1
            found.append("\n".join([head, *lines[begin : node.end_lineno]]))
    return tuple(found)


CODES = _all_codes()


def test_there_are_refusals_to_look_for():
    assert {"ParentResourceNotFound", "RoleAssignmentExists", "ScopeLocked", "Request_ResourceNotFound"} <= set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_each_refusal_is_tested_beside_its_source(code: str):
    tested = [piece for piece in _pieces() if re.search(rf"\b{code}\b", piece)]
    assert tested, "no test mentions it"
    assert any(SOURCE.search(piece) for piece in tested), "no test that mentions it says who says so: add the page or the provider's file"
