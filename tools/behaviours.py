"""Collects what the tests say of the simulated Azure: `@pytest.mark.behaviour("Microsoft.KeyVault", "Vault names are global.")`.

`make behaviours` writes rehearsal/azure_rehearsal/data/behaviours.json, which the wheel ships and `azure-rehearsal coverage` reads, and
docs/simulated-azure.md from it. More tests of one sentence name the test that carries it: `@pytest.mark.behaviour(beside="test_first")`.
The markers are read from the text of the tests, without running them: a sentence holds because its tests are part of the build.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["DATA", "PAGE", "BadMarker", "Claim", "as_json", "claims", "main"]

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
DATA = ROOT / "rehearsal" / "azure_rehearsal" / "data" / "behaviours.json"
PAGE = ROOT / "docs" / "simulated-azure.md"
# What is about every service stands first, in this order; services follow by name.
GENERAL = (
    "Every type",
    "Types without a service of their own",
    "Other providers",
    "Pulumi from another terminal",
    "Whole programs",
    "Trouble on request",
)


class BadMarker(Exception):
    """A marker that says nothing, or names a test that carries no sentence."""


@dataclass
class Claim:
    """A sentence about the simulated Azure, and the tests that hold it."""

    subject: str
    says: str
    tests: list[str] = field(default_factory=list[str])


def claims(tests: Path = TESTS) -> list[Claim]:
    """
    Read the markers of all tests below a folder.

    Returns:
        The claims: general subjects first, then services by name; within a subject in the order of files and lines.

    Raises:
        BadMarker: a marker has no subject and sentence, or is beside a test without one.
    """
    by_sentence: dict[tuple[str, str], Claim] = {}
    by_test: dict[str, Claim] = {}
    beside: list[tuple[str, str]] = []
    for path in sorted(tests.rglob("test_*.py")):
        for name, marker in _markers(path):
            test = f"{path.relative_to(tests.parent).as_posix()}::{name}"
            words = [_text(argument, test) for argument in marker.args]
            named = {one.arg: _text(one.value, test) for one in marker.keywords}
            if len(words) == 2 and not named and all(words):
                claim = by_sentence.setdefault((words[0], words[1]), Claim(words[0], words[1]))
                claim.tests.append(test)
                by_test[name] = claim
            elif not words and set(named) == {"beside"}:
                beside.append((named["beside"], test))
            else:
                raise BadMarker(f'{test}: behaviour takes ("subject", "sentence"), or (beside="test_of_the_sentence")')
    for other, test in beside:
        if other not in by_test:
            raise BadMarker(f"{test}: no test {other!r} carries a sentence")
        by_test[other].tests.append(test)
    return sorted(by_sentence.values(), key=lambda claim: _place(claim.subject))


def _place(subject: str) -> tuple[int, str]:
    return (GENERAL.index(subject), "") if subject in GENERAL else (len(GENERAL), subject)


def _markers(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Each test function of a file with its marker."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), filename=str(path))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.behaviour":
                    yield node.name, decorator


def _text(node: ast.expr, test: str) -> str:
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        raise BadMarker(f"{test}: a behaviour is said in literal texts")
    return node.value


def as_json(found: list[Claim]) -> str:
    """The file that the wheel ships: subject -> sentences with their tests."""
    subjects: dict[str, list[dict[str, object]]] = {}
    for claim in found:
        subjects.setdefault(claim.subject, []).append({"says": claim.says, "tests": sorted(claim.tests)})
    return json.dumps(subjects, indent=2, ensure_ascii=False) + "\n"


def main() -> int:
    """Write both files. Returns 1, and changes nothing, if a marker is wrong."""
    try:
        DATA.write_text(as_json(claims()), encoding="utf-8")
    except BadMarker as error:
        print(f"behaviours: {error}", file=sys.stderr)
        return 1
    from azure_rehearsal.cli.coverage import as_markdown, coverage  # reads the file that was just written

    PAGE.write_text(as_markdown(coverage()), encoding="utf-8")
    print(DATA.relative_to(ROOT), PAGE.relative_to(ROOT), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
