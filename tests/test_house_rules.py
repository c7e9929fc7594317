"""The rules of this house that a machine can check. CONTRIBUTING.md states them in words."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ACCESS = ROOT / "access" / "azure_access"
COMPONENTS = ROOT / "components" / "pulumi_azure_connect"
REHEARSAL = ROOT / "rehearsal" / "azure_rehearsal"
MOST_LINES = 400
README_LINES = 150


@cache
def tracked() -> tuple[Path, ...]:
    """The files of the repository; where it isn't a git clone, everything that isn't hidden or generated."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        names = [name for name in listed.stdout.split("\0") if name]
    else:
        names = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if path.is_file() and not _generated(path.relative_to(ROOT))]
    return tuple(ROOT / name for name in names if (ROOT / name).is_file())


def _generated(path: Path) -> bool:
    return any((part.startswith(".") and part != ".ci") or part == "__pycache__" for part in path.parts)


def python_files(*folders: Path) -> list[Path]:
    chosen = folders or (ROOT,)
    return sorted(path for path in tracked() if path.suffix == ".py" and any(path.is_relative_to(folder) for folder in chosen))


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported(path: Path) -> set[str]:
    """The top-level names of all imports of a module, those inside functions too."""
    names: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def test_files_are_short():
    long = {short(path): lines for path in python_files() if (lines := len(path.read_text(encoding="utf-8").splitlines())) >= MOST_LINES}
    assert not long, f"fewer than {MOST_LINES} lines a file"


DOCSTRING_LINE = 100


def _docstrings(path: Path) -> list[tuple[str, str]]:
    """The docstrings of a file as they are written, each with where it stands."""
    nodes = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)]
    found = [(f"{short(path)}: {getattr(node, 'name', 'module')}", ast.get_docstring(node, clean=False)) for node in nodes]
    return [(where, text) for where, text in found if text is not None]


@pytest.mark.parametrize("folder", [ACCESS, COMPONENTS, REHEARSAL], ids=["access", "components", "rehearsal"])
def test_docstrings_start_on_the_line_of_their_quotes(folder: Path):
    assert not [where for path in python_files(folder) for where, text in _docstrings(path) if not text.strip() or text[0].isspace()]


def test_docstrings_start_with_one_short_sentence():
    first = [(where, text.splitlines()[0]) for path in python_files(COMPONENTS.parent) for where, text in _docstrings(path)]
    assert len(first) > 500
    assert not [(where, line) for where, line in first if len(line) >= DOCSTRING_LINE], f"fewer than {DOCSTRING_LINE} characters"
    assert not [(where, line) for where, line in first if not line.endswith((".", "?"))], "a sentence, with its period"


def test_the_readme_fits_three_screens():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= README_LINES


def test_the_distributions_do_not_know_each_other():
    crossing = [short(path) for path in python_files(COMPONENTS.parent) if "azure_rehearsal" in imported(path)]
    crossing += [short(path) for path in python_files(REHEARSAL) if "pulumi_azure_connect" in imported(path)]
    assert not crossing


def test_access_needs_the_standard_library_alone():
    foreign = {short(path): more for path in python_files(ACCESS.parent) if (more := imported(path) - sys.stdlib_module_names)}
    assert not foreign


def test_the_modules_of_access_import_one_way():
    """A module imports only modules that stand before it, type checking included. The order is that of the layers, leaves first."""
    graph = {path.stem: _siblings(path) for path in python_files(ACCESS) if path.stem != "__init__"}
    order: list[str] = []
    while left := graph.keys() - set(order):
        free = sorted(name for name in left if graph[name] <= set(order))
        assert free, f"these import each other in a circle: {sorted(left)}"
        order += free


def _siblings(path: Path) -> set[str]:
    """The modules of its own package that a module imports."""
    return {
        node.module.partition(".")[0] for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom) and node.level and node.module
    }


def _crosses_languages(node: ast.AST) -> bool:
    """Whether Pulumi's schema analyzer reads this class: a component, or the arguments of one."""
    if not isinstance(node, ast.ClassDef):
        return False
    bases = {ast.unparse(base).rpartition(".")[2] for base in node.bases}
    return bool(bases & {"ComponentResource", "TypedDict"}) or node.name.endswith("Args")


def test_what_the_schema_analyzer_reads_has_real_annotations():
    postponed = [
        short(path)
        for path in python_files(COMPONENTS)
        if any(_crosses_languages(node) for node in ast.walk(tree(path)))
        and any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree(path).body)
    ]
    assert not postponed, "`from __future__ import annotations` turns annotations into text, which the analyzer can't read"


def _module_name(source: Path) -> str:
    package = next(folder for folder in (ACCESS, COMPONENTS, REHEARSAL) if source.is_relative_to(folder))
    return ".".join((package.name, *source.relative_to(package).with_suffix("").parts))


# What has no test file of its own is tested through its neighbours or by a table: the list may only get shorter.
TESTED_ELSEWHERE = frozenset(
    (Path(__file__).with_name("tested_elsewhere.txt")).read_text(encoding="utf-8").split(),
)


def _mirrors(source: Path, tests: list[Path]) -> bool:
    """
    Whether a module has tests in the tests' folder of the same name as its own.

    Those are `test_<module>.py` and `test_<module>_<aspect>.py`. A target is data: its test is its snapshot, `snapshots/<module>.json`.
    """
    package = next(folder for folder in (ACCESS, COMPONENTS, REHEARSAL) if source.is_relative_to(folder))
    folder = ROOT / "tests" / package.parent.name / source.relative_to(package).parent
    if source.parent == COMPONENTS / "targets" and (folder / "snapshots" / f"{source.stem}.json") in tracked():
        return True
    name = f"test_{source.stem.lstrip('_')}"
    return any(path.parent == folder and (path.stem == name or path.stem.startswith(f"{name}_")) for path in tests)


def _behaves(source: Path) -> bool:
    """Whether a module defines more than data. What only declares (targets, types) is tested by tables over all of it."""
    return any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda) for node in ast.walk(tree(source)))


def _untested(sources: Path) -> list[str]:
    modules = [path for path in python_files(sources) if not path.stem.startswith("__") and _behaves(path)]
    assert modules
    tests = python_files(ROOT / "tests")
    return [_module_name(path) for path in modules if not _mirrors(path, tests)]


@pytest.mark.parametrize("sources", [ACCESS, COMPONENTS, REHEARSAL], ids=["access", "components", "rehearsal"])
def test_tests_lie_where_their_subject_lies(sources: Path):
    assert not [name for name in _untested(sources) if name not in TESTED_ELSEWHERE]


def test_the_list_of_what_is_tested_elsewhere_is_current():
    untested = {name for sources in (ACCESS, COMPONENTS, REHEARSAL) for name in _untested(sources)}
    assert untested >= TESTED_ELSEWHERE, "these have tests of their own now: take them off the list"


def test_importing_the_components_loads_no_sdk_module():
    """Each azure-native module costs a tenth of a second or more; a program pays for those that it uses."""
    probe = "import sys, pulumi_azure_connect; print('\\n'.join(sorted(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()
    assert "pulumi_azure_connect" in loaded
    native = {name for name in loaded if re.fullmatch(r"pulumi_azure_native\.[a-z0-9]+", name)}
    assert not native
    assert "azure_rehearsal" not in loaded


# Written in two halves so that this file passes its own test.
FORBIDDEN = {
    "a path of somebody's machine": re.compile(r"(?<![\w.~-])/(?:" + "root|work|home|Users" + r")/[\w.-]+|C:" + r"\\\\Users"),
    "a registry's address": re.compile(
        "(?:" + "index" + "-url|find" + "-links|files.python" + r"hosted|pypi\.org" + "/simple|GO" + "PROXY=)"
    ),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_tracked_file_names(what: str):
    found: list[str] = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        # Azure's own paths inside an app (`/home/site/wwwroot`) are facts about App Service, not about a machine.
        found += [f"{short(path)}: {hit}" for hit in FORBIDDEN[what].findall(text) if not hit.startswith(("/home/site", "/home/LogFiles"))]
    assert not found


def test_help_lists_every_target():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", text, flags=re.MULTILINE))
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert targets == set(re.findall(r"^\s*make ([a-z-]+)", told, flags=re.MULTILINE))
    assert {"setup", "rehearse", "test", "lint", "types", "bench", "help"} <= targets


def test_ci_calls_make_test():
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_every_distribution_carries_the_licence():
    licence = (ROOT / "LICENSE").read_bytes()
    assert b"Apache License" in licence
    assert [(ROOT / folder / "LICENSE").read_bytes() == licence for folder in ("access", "components", "rehearsal")] == [True] * 3
